import { Slider } from '@mantine/core'
import type { PipelineSettings } from '#rpc/schemas/pipeline'
import { changePipeline } from '../../app/actions/settings.ts'
import { useApp } from '../../state/app.ts'
import { Choice } from '../../ui/Choice.tsx'
import { NumberField } from '../../ui/NumberField.tsx'
import { Section } from '../../ui/Section.tsx'
import { Toggle } from '../../ui/Tick.tsx'
import { definitions } from './definitions.ts'

/** How the image is divided, and how a region becomes a box. */
export function GridFields() {
  const pipeline = useApp((state) => state.pipeline)
  if (pipeline === null) return null
  const { grid } = pipeline
  const change = (part: Partial<typeof grid>) => changePipeline({ grid: { ...grid, ...part } })
  return (
    <Section title="Grid and padding">
      <div className="field-row">
        <NumberField
          label="Strips a side"
          min={2}
          max={20}
          value={grid.n}
          onChange={(n) => change({ n })}
        />
        <Choice
          label="Style"
          title={definitions.style}
          options={['split', 'grid', 'none']}
          value={grid.style}
          onChange={(style) => change({ style })}
        />
      </div>
      <Toggle
        label="Shifted by half a strip"
        definition={definitions.shift}
        isOn={grid.shift}
        onChange={(shift) => change({ shift })}
      />
      <Padding region={pipeline.region} />
    </Section>
  )
}

function Padding({ region }: { readonly region: PipelineSettings['region'] }) {
  const percent = Math.round(region.padding * 100)
  return (
    <>
      <div className="field">
        <span className="field-label">
          Padding <span className="number">{percent} %</span> on each side
        </span>
        <Slider
          size="sm"
          min={0}
          max={100}
          step={5}
          label={null}
          thumbLabel="Padding in percent"
          value={percent}
          onChange={(value) => changePipeline({ region: { ...region, padding: value / 100 } })}
        />
      </div>
      <Choice
        label="Padding is a share of"
        isLabelHidden
        options={[
          { value: 'strip', label: 'of a strip' },
          { value: 'box', label: 'of the box' },
        ]}
        value={region.paddingOf}
        onChange={(paddingOf) => changePipeline({ region: { ...region, paddingOf } })}
      />
    </>
  )
}
