import { Checkbox, NumberInput, Select, SegmentedControl } from '@mantine/core'
import { changePipeline } from '../../app/actions/settings.ts'
import { useApp } from '../../state/app.ts'
import { Section } from '../../ui/Section.tsx'

const views = ['auto', 'whole', 'crop', 'both'] as const
const sources = [
  { value: 'region', label: 'marked regions' },
  { value: 'drawn', label: 'what is drawn (D)' },
] as const

/** The rest of the pipeline's settings, for this project. */
export function PipelineFields() {
  const pipeline = useApp((state) => state.pipeline)
  const segmenters = useApp((state) => state.info?.segmenters)
  if (pipeline === null) return null
  const { candidates, prior } = pipeline
  return (
    <Section title="Pipeline settings" isFolded>
      <Select
        size="xs"
        label="Segmenter"
        allowDeselect={false}
        data={segmenters?.map(({ id, title }) => ({ value: id, label: title })) ?? []}
        value={pipeline.segmenter}
        onChange={(segmenter) => {
          if (segmenter !== null) changePipeline({ segmenter })
        }}
      />
      <div className="field">
        <span
          className="field-label"
          title="auto also looks at the region cut out where it is small"
        >
          View
        </span>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label="View"
          data={[...views]}
          value={candidates.view}
          onChange={(value) =>
            changePipeline({
              candidates: { ...candidates, view: views.find((view) => view === value) ?? 'auto' },
            })
          }
        />
      </div>
      <Checkbox.Group
        label="The prior is made from"
        size="xs"
        value={[...prior.sources]}
        onChange={(values) =>
          changePipeline({
            prior: {
              sources: sources.map(({ value }) => value).filter((value) => values.includes(value)),
            },
          })
        }
      >
        {sources.map(({ value, label }) => (
          <Checkbox key={value} size="xs" mt={4} value={value} label={label} />
        ))}
      </Checkbox.Group>
      <NumberInput
        size="xs"
        label="Candidates at most"
        min={1}
        max={60}
        value={candidates.limit}
        onChange={(limit) => {
          if (typeof limit === 'number' && limit >= 1 && limit <= 60)
            changePipeline({ candidates: { ...candidates, limit: Math.round(limit) } })
        }}
      />
    </Section>
  )
}
