import { NumberInput } from '@mantine/core'

type Props = {
  readonly label: string
  /** null: none. */
  readonly value: number | null
  readonly onChange: (value: number | null) => void
  /** What an empty field means. */
  readonly placeholder: string
  readonly digits?: number
  /** What it means, on hover. */
  readonly definition?: string
  readonly error?: string | null
  readonly min?: number
}

/** A number, or none where the field is empty. */
export function OptionalNumber(props: Props) {
  const { label, value, onChange, placeholder, digits = 0, definition, error, min = 0 } = props
  return (
    <NumberInput
      size="xs"
      label={label}
      value={value ?? ''}
      min={min}
      placeholder={placeholder}
      decimalScale={digits}
      allowDecimal={digits > 0}
      error={error ?? null}
      {...(definition === undefined ? {} : { labelProps: { title: definition } })}
      onChange={(next) => {
        if (next === '') onChange(null)
        else if (typeof next === 'number' && next >= min) onChange(next)
      }}
    />
  )
}
