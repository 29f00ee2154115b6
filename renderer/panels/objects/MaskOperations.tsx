import { Button } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { readContext } from '../../app/commands/command.ts'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { operateOnMask } from '../../app/actions/mask.ts'
import { attempt } from '../../state/notices.ts'
import { useSession } from '../../state/session.ts'
import { useView } from '../../state/view.ts'
import { NumberField } from '../../ui/NumberField.tsx'
import { Section } from '../../ui/Section.tsx'
import type { MaskOperation } from '../../workers/mask-job.ts'

/** Work on the whole mask; each press is one step that can be undone. */
export function MaskOperations() {
  const [radius, setRadius] = useState(2)
  const [minArea, setMinArea] = useState(64)
  return (
    <Section title="Whole mask">
      <div className="field-row">
        <NumberField label="Radius, px" value={radius} min={1} max={200} onChange={setRadius} />
        <Buttons>
          <OperationButton title="Grow" operation={{ kind: 'grow', radius }} />
          <OperationButton title="Shrink" operation={{ kind: 'shrink', radius }} />
          <OperationButton title="Smooth" operation={{ kind: 'smooth', radius }} />
        </Buttons>
      </div>
      <div className="field-row">
        <NumberField
          label="Least part, px"
          value={minArea}
          min={2}
          max={1_000_000}
          onChange={setMinArea}
        />
        <Buttons>
          <OperationButton title="Drop specks" operation={{ kind: 'drop-specks', minArea }} />
          <OperationButton title="Fill holes" operation={{ kind: 'fill-holes', maxArea: null }} />
        </Buttons>
      </div>
      <Buttons>
        <OperationButton title="Keep largest part" operation={{ kind: 'keep-largest' }} />
        <CommandButton id="mask.clear" title="Clear" />
      </Buttons>
      <p className="field-label">With the chosen candidates</p>
      <Buttons>
        <CommandButton id="mask.unite" title="Unite" />
        <CommandButton id="mask.subtract" title="Subtract" />
        <CommandButton id="mask.intersect" title="Intersect" />
      </Buttons>
    </Section>
  )
}

function Buttons({ children }: { readonly children: ReactNode }) {
  return <div className="operation-buttons">{children}</div>
}

type OperationProps = { readonly title: string; readonly operation: MaskOperation }

function OperationButton({ title, operation }: OperationProps) {
  const reason = useReason('mask.clear')
  return (
    <Button
      size="compact-sm"
      variant="default"
      disabled={reason !== null}
      title={reason ?? title}
      onClick={() => attempt(title, () => operateOnMask(operation))}
    >
      {title}
    </Button>
  )
}

function CommandButton({ id, title }: { readonly id: string; readonly title: string }) {
  const reason = useReason(id)
  return (
    <Button
      size="compact-sm"
      variant="default"
      disabled={reason !== null}
      title={reason ?? commandOf(id).title}
      onClick={() => runCommand(commandOf(id))}
    >
      {title}
    </Button>
  )
}

/** Why a command cannot run now; follows mask, layer and choice. */
function useReason(id: string): string | null {
  useSession()
  useView((state) => state.layer)
  return commandOf(id).when(readContext())
}
