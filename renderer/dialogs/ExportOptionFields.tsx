import type { ExportOption, ExportOptions, FormatInfo } from '#rpc/schemas/transfer'
import { Choice } from '../ui/Choice.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { Tick } from '../ui/Tick.tsx'

type Props = {
  readonly format: FormatInfo
  readonly options: ExportOptions
  readonly onChange: (options: ExportOptions) => void
}

type FieldProps = {
  readonly options: ExportOptions
  readonly set: (change: Partial<ExportOptions>) => void
}

/** The options that mean something to a format. */
export function ExportOptionFields({ format, options, onChange }: Props) {
  const set = (change: Partial<ExportOptions>) => onChange({ ...options, ...change })
  return (format.export?.options ?? []).map((name) => {
    const Field = fields[name]
    return <Field key={name} options={options} set={set} />
  })
}

const fields: Readonly<Record<ExportOption, (props: FieldProps) => React.ReactNode>> = {
  segmentation: SegmentationField,
  copyImages: ({ options, set }) => (
    <Tick
      label="Take the pictures along"
      isOn={options.copyImages}
      onChange={(copyImages) => set({ copyImages })}
    />
  ),
  groupSize: ({ options, set }) => (
    <NumberField
      label="Candidates a group"
      value={options.groupSize}
      min={2}
      max={10}
      onChange={(groupSize) => set({ groupSize })}
    />
  ),
  padGroups: ({ options, set }) => (
    <Tick
      label="Fill a short last group with empty masks, flagged"
      isOn={options.padGroups}
      onChange={(padGroups) => set({ padGroups })}
    />
  ),
  trueMask: ({ options, set }) => (
    <Tick
      label="Show the true mask among the candidates, in test groups too"
      isOn={options.trueMask}
      onChange={(trueMask) => set({ trueMask })}
    />
  ),
  thinking: ({ options, set }) => (
    <Choice
      label="Answers think aloud first"
      options={[
        { value: 'mixed', label: 'one in two' },
        { value: 'with', label: 'all' },
        { value: 'without', label: 'none' },
      ]}
      value={options.thinking}
      onChange={(thinking) => set({ thinking })}
    />
  ),
  seed: ({ options, set }) => (
    <NumberField
      label="Seed of the shuffle"
      value={options.seed}
      min={0}
      max={2 ** 31 - 1}
      onChange={(seed) => set({ seed })}
    />
  ),
}

function SegmentationField({ options, set }: FieldProps) {
  return (
    <div>
      <Choice
        label="Masks as"
        options={[
          { value: 'rle', label: 'run lengths' },
          { value: 'polygon', label: 'polygons' },
        ]}
        value={options.segmentation}
        onChange={(segmentation) => set({ segmentation })}
      />
      <p className="soft">
        {options.segmentation === 'rle'
          ? 'Exact, bit for bit.'
          : 'Outlines only: holes and fine detail may be lost; each loss is listed with its IoU.'}
      </p>
    </div>
  )
}
