import { Button, NumberInput } from '@mantine/core'
import { useState } from 'react'
import { readContext } from '../../app/commands/command.ts'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { operateOnMask } from '../../app/actions/mask.ts'
import { attempt } from '../../state/notices.ts'
import { useSession } from '../../state/session.ts'
import { useView } from '../../state/view.ts'
import { Section } from '../../ui/Section.tsx'
import type { MaskOperation } from '../../workers/mask-job.ts'

/** Work on the whole mask; each press is one step that can be undone. */
export function MaskOperations() {
  const [radius, setRadius] = useState(2)
  const [minArea, setMinArea] = useState(64)
  // Which can run follows mask, layer and choice.
  useSession()
  useView((state) => state.layer)
  const isOff = commandOf('mask.clear').when(readContext()) !== null
  const button = (title: string, operation: MaskOperation) => (
    <Button
      size="compact-sm"
      variant="default"
      disabled={isOff}
      onClick={() => attempt(title, () => operateOnMask(operation))}
    >
      {title}
    </Button>
  )
  return (
    <Section title="Whole mask">
      <div className="field-row">
        <Number label="Radius, px" value={radius} min={1} max={200} onChange={setRadius} />
        <div className="operation-buttons">
          {button('Grow', { kind: 'grow', radius })}
          {button('Shrink', { kind: 'shrink', radius })}
          {button('Smooth', { kind: 'smooth', radius })}
        </div>
      </div>
      <div className="field-row">
        <Number
          label="Smallest part, px"
          value={minArea}
          min={2}
          max={1_000_000}
          onChange={setMinArea}
        />
        <div className="operation-buttons">
          {button('Drop specks', { kind: 'drop-specks', minArea })}
          {button('Fill holes', { kind: 'fill-holes', maxArea: null })}
        </div>
      </div>
      <div className="operation-buttons">
        {button('Keep largest part', { kind: 'keep-largest' })}
        <CommandButton id="mask.clear" title="Clear" />
      </div>
      <p className="field-label">With the chosen candidates</p>
      <div className="operation-buttons">
        <CommandButton id="mask.unite" title="Unite" />
        <CommandButton id="mask.subtract" title="Subtract" />
        <CommandButton id="mask.intersect" title="Intersect" />
      </div>
    </Section>
  )
}

function CommandButton({ id, title }: { readonly id: string; readonly title: string }) {
  const command = commandOf(id)
  const reason = command.when(readContext())
  return (
    <Button
      size="compact-sm"
      variant="default"
      disabled={reason !== null}
      title={reason ?? command.title}
      onClick={() => runCommand(command)}
    >
      {title}
    </Button>
  )
}

type NumberProps = {
  readonly label: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly onChange: (value: number) => void
}

function Number({ label, value, min, max, onChange }: NumberProps) {
  return (
    <NumberInput
      size="xs"
      label={label}
      value={value}
      min={min}
      max={max}
      onChange={(next) => {
        if (typeof next === 'number' && next >= min && next <= max) onChange(next)
      }}
    />
  )
}
