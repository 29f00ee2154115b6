import { Button } from '@mantine/core'
import type { SampleDetail } from '#rpc/schemas/annotation'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { attempt } from '../../state/notices.ts'
import { openSample } from '../../state/session-save.ts'
import { useSession } from '../../state/session.ts'
import { useView } from '../../state/view.ts'
import { Choice } from '../../ui/Choice.tsx'
import { Section } from '../../ui/Section.tsx'
import { StatusMark } from '../samples/status.tsx'
import { MaskOperations } from './MaskOperations.tsx'
import { MaskParts } from './MaskParts.tsx'

/** The mask in its parts, what can be done to it, and the other samples of this image. */
export function ObjectsPanel({ detail }: { readonly detail: SampleDetail }) {
  const layer = useView((state) => state.layer)
  const rle = useSession((state) => state.draft?.[layer] ?? detail.draft[layer])
  return (
    <>
      <Section title="Layer">
        <Choice
          label="Layer that tools change (I)"
          isLabelHidden
          options={['target', 'ignore']}
          value={layer}
          onChange={(value) => useView.setState({ layer: value })}
        />
        <p className="soft">
          {layer === 'target'
            ? 'The mask that answers the query.'
            : 'Pixels that count neither as right nor as wrong.'}
        </p>
      </Section>
      <MaskParts rle={rle} />
      <MaskOperations />
      <Siblings detail={detail} />
    </>
  )
}

function Siblings({ detail }: { readonly detail: SampleDetail }) {
  const others = detail.siblings.filter(({ id }) => id !== detail.row.id)
  return (
    <Section
      title="Other samples of this image"
      aside={
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => runCommand(commandOf('sample.add-query'))}
        >
          Add a query
        </Button>
      }
    >
      {others.length === 0 ? <p className="soft">This is the only one.</p> : null}
      <ul className="plain-list">
        {others.map((row) => (
          <li key={row.id}>
            <button
              type="button"
              className="list-button"
              onClick={() => attempt('Opening the sample', () => openSample(row.id))}
            >
              <span>{row.query === '' ? '(no query)' : row.query}</span>
              <StatusMark row={row} />
            </button>
          </li>
        ))}
      </ul>
    </Section>
  )
}
