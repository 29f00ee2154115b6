import { Select } from '@mantine/core'
import type { AppInfo } from '#rpc/schemas/system'
import { changePipeline } from '../../app/actions/settings.ts'
import { useApp } from '../../state/app.ts'
import { Choice } from '../../ui/Choice.tsx'
import { NumberField } from '../../ui/NumberField.tsx'
import { Section } from '../../ui/Section.tsx'
import { PriorFields } from './PriorFields.tsx'

/** The rest of the pipeline's settings, for this project. */
export function PipelineFields() {
  const pipeline = useApp((state) => state.pipeline)
  const segmenters = useApp((state) => state.info?.segmenters)
  if (pipeline === null) return null
  const { candidates } = pipeline
  const change = (part: Partial<typeof candidates>) =>
    changePipeline({ candidates: { ...candidates, ...part } })
  return (
    <Section title="Pipeline settings" isFolded>
      <Select
        size="xs"
        label="Segmenter"
        allowDeselect={false}
        data={segmenterOptions(segmenters ?? [], pipeline.segmenter)}
        value={pipeline.segmenter}
        onChange={(segmenter) => {
          if (segmenter !== null) changePipeline({ segmenter })
        }}
      />
      <Choice
        label="View"
        title="auto also looks at the region cut out where it is small"
        options={['auto', 'whole', 'crop', 'both']}
        value={candidates.view}
        onChange={(view) => change({ view })}
      />
      <PriorFields pipeline={pipeline} />
      <NumberField
        label="Candidates at most"
        min={1}
        max={60}
        value={candidates.limit}
        onChange={(limit) => change({ limit })}
      />
    </Section>
  )
}

/** Those on this computer, and the one the project names even where it is not. */
function segmenterOptions(cards: AppInfo['segmenters'], used: string) {
  const options = cards.map(({ id, title }) => ({ value: id, label: title }))
  return cards.some(({ id }) => id === used)
    ? options
    : [...options, { value: used, label: `${used} (not on this computer)` }]
}
