import { NumberInput } from '@mantine/core'

type Props = {
  readonly label: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly onChange: (value: number) => void
  readonly description?: string
  /** Digits behind the point; whole numbers where left out. */
  readonly digits?: number
}

/** A number within its limits; what is out of them is not taken over. */
export function NumberField({ label, value, min, max, onChange, description, digits = 0 }: Props) {
  return (
    <NumberInput
      size="xs"
      label={label}
      value={value}
      min={min}
      max={max}
      decimalScale={digits}
      allowDecimal={digits > 0}
      {...(description === undefined ? {} : { description })}
      onChange={(next) => {
        if (typeof next === 'number' && next >= min && next <= max) onChange(next)
      }}
    />
  )
}
