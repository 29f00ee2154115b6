import { Select } from '@mantine/core'
import type { FormatInfo } from '#rpc/schemas/transfer'

type Props = {
  readonly formats: readonly FormatInfo[]
  readonly value: string
  readonly onChange: (id: string) => void
}

/** One of the dataset formats, with what it holds and what it cannot. */
export function FormatField({ formats, value, onChange }: Props) {
  const note = formats.find((format) => format.id === value)?.note ?? ''
  return (
    <Select
      size="xs"
      label="Format"
      data={formats.map(({ id, title }) => ({ value: id, label: title }))}
      value={value}
      searchable
      allowDeselect={false}
      description={note}
      inputWrapperOrder={['label', 'input', 'description']}
      onChange={(next) => onChange(next ?? value)}
    />
  )
}
