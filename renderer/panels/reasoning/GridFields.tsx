import { NumberInput, SegmentedControl, Slider, Switch } from '@mantine/core'
import { changePipeline } from '../../app/actions/settings.ts'
import { useApp } from '../../state/app.ts'
import { Section } from '../../ui/Section.tsx'

/** How the image is divided, and how a region becomes a box. */
export function GridFields() {
  const pipeline = useApp((state) => state.pipeline)
  if (pipeline === null) return null
  const { grid, region } = pipeline
  const percent = Math.round(region.padding * 100)
  return (
    <Section title="Grid and padding">
      <div className="field-row">
        <NumberInput
          size="xs"
          label="Strips a side"
          min={2}
          max={20}
          value={grid.n}
          onChange={(n) => {
            if (typeof n === 'number' && n >= 2 && n <= 20)
              changePipeline({ grid: { ...grid, n: Math.round(n) } })
          }}
        />
        <div className="field">
          <span className="field-label" id="grid-style-label">
            Style
          </span>
          <SegmentedControl
            size="xs"
            fullWidth
            aria-labelledby="grid-style-label"
            data={['split', 'grid', 'none']}
            value={grid.style}
            onChange={(style) =>
              changePipeline({ grid: { ...grid, style: style as typeof grid.style } })
            }
          />
        </div>
      </div>
      <Switch
        size="xs"
        label="Shifted by half a strip"
        checked={grid.shift}
        onChange={(event) =>
          changePipeline({ grid: { ...grid, shift: event.currentTarget.checked } })
        }
      />
      <div className="field">
        <span className="field-label">
          Padding <span className="number">{percent} %</span> of the{' '}
          {region.paddingOf === 'strip' ? 'strip' : 'box'} on each side
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
      <SegmentedControl
        size="xs"
        aria-label="Padding is a share of"
        data={[
          { value: 'strip', label: 'of a strip' },
          { value: 'box', label: 'of the box' },
        ]}
        value={region.paddingOf}
        onChange={(paddingOf) =>
          changePipeline({
            region: { ...region, paddingOf: paddingOf === 'box' ? 'box' : 'strip' },
          })
        }
      />
    </Section>
  )
}
