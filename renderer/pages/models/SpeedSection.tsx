import { Button, Loader, Table } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react'
import type { ModelEntry, ProviderVerdict } from '#rpc/schemas/models'
import { cancelTest, testModel } from '../../app/actions/models.ts'
import { modelOf, useModels } from '../../state/models.ts'
import { attempt } from '../../state/notices.ts'
import { Section } from '../../ui/Section.tsx'
import { Term } from '../../ui/Term.tsx'
import { millisecondsText, sizeText } from '../../ui/units.ts'
import { dateText, definitions, fastestOf, providerTitle } from './texts.ts'

/** What the last self-test measured on this computer, and the button for another. */
export function SpeedSection({ model }: { readonly model: ModelEntry }) {
  const { test } = model
  return (
    <Section title="Speed on this computer" aside={<TestButton model={model} />}>
      {test === null ? (
        <p className="soft">
          Not tested yet. The test encodes a picture on the CPU and on whatever else this computer
          has, and compares the masks. It takes from seconds to a few minutes.
        </p>
      ) : (
        <>
          <Verdicts verdicts={test.verdicts} />
          <p className={test.isCurrent ? 'soft' : ''}>
            {test.isCurrent ? null : (
              <b className="bad">
                <IconAlertTriangle size={14} aria-hidden className="inline-icon" /> Tested before
                the driver, the runtime or the files changed; it counts no more. Test again.{' '}
              </b>
            )}
            <span className="soft">Tested {dateText(test.testedAt)}.</span>
          </p>
        </>
      )}
    </Section>
  )
}

function TestButton({ model }: { readonly model: ModelEntry }) {
  const testing = useModels((state) => state.testing)
  const other = testing === null ? null : (modelOf(testing)?.title ?? testing)
  if (testing === model.id)
    return (
      <span className="fetch-buttons" role="status">
        <Loader size={12} aria-hidden />
        <span className="soft">testing…</span>
        <Button size="compact-xs" variant="default" onClick={cancelTest}>
          Cancel the test
        </Button>
      </span>
    )
  return (
    <Button
      size="compact-xs"
      variant="default"
      disabled={testing !== null}
      title={testing === null ? 'Minutes for a large one' : `${other} is being tested`}
      onClick={() => attempt(`Testing ${model.title}`, () => testModel(model))}
    >
      {model.test === null ? 'Test' : 'Test again'}
    </Button>
  )
}

const columns = [
  ['Runs by', definitions.provider],
  ['Encoding', definitions.encode],
  ['Decoding', definitions.decode],
  ['Memory', definitions.memory],
  ['IoU with CPU', definitions.iou],
  ['Verdict', definitions.verdict],
] as const

function Verdicts({ verdicts }: { readonly verdicts: readonly ProviderVerdict[] }) {
  const hasChoice = verdicts.filter(({ isGood }) => isGood).length > 1
  const fastest = hasChoice ? fastestOf(verdicts) : null
  return (
    <Table withRowBorders={false} verticalSpacing={4} className="verdicts">
      <Table.Thead>
        <Table.Tr>
          {columns.map(([title, definition]) => (
            <Table.Th key={title} scope="col">
              <Term definition={definition}>{title}</Term>
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {verdicts.map((verdict) => (
          <VerdictRow
            key={verdict.provider}
            verdict={verdict}
            isFastest={verdict.provider === fastest}
          />
        ))}
      </Table.Tbody>
    </Table>
  )
}

type RowProps = { readonly verdict: ProviderVerdict; readonly isFastest: boolean }

function VerdictRow({ verdict, isFastest }: RowProps) {
  const { provider, isGood, reason, iou, encode, decode, memory } = verdict
  return (
    <Table.Tr>
      <Table.Th scope="row">{providerTitle(provider)}</Table.Th>
      <Table.Td className="number">{encode === null ? '–' : millisecondsText(encode)}</Table.Td>
      <Table.Td className="number">{decode === null ? '–' : millisecondsText(decode)}</Table.Td>
      <Table.Td className="number">{memory === null ? '–' : sizeText(memory)}</Table.Td>
      <Table.Td className="number">{iou === null ? '–' : iou.toFixed(3)}</Table.Td>
      <Table.Td>
        {isGood ? (
          <span className="good">
            <IconCheck size={14} aria-hidden className="inline-icon" /> good
            {isFastest ? ', fastest' : ''}
          </span>
        ) : (
          <span className="bad">
            <IconX size={14} aria-hidden className="inline-icon" /> not used
          </span>
        )}
        {reason === null ? null : <div className="soft verdict-reason">{reason}</div>}
      </Table.Td>
    </Table.Tr>
  )
}
