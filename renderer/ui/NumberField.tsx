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
  /** What it means, on hover. */
  readonly definition?: string
  readonly isDisabled?: boolean
}

/** A number within its limits; what is out of them is not taken over. */
export function NumberField(props: Props) {
  const { label, value, min, max, onChange, description, digits = 0, definition } = props
  return (
    <NumberInput
      size="xs"
      label={label}
      value={value}
      min={min}
      max={max}
      decimalScale={digits}
      allowDecimal={digits > 0}
      disabled={props.isDisabled ?? false}
      {...(digits > 0 ? { step: 10 ** -Math.min(digits, 1) } : {})}
      {...(description === undefined ? {} : { description })}
      {...(definition === undefined ? {} : { labelProps: { title: definition } })}
      onChange={(next) => {
        if (typeof next === 'number' && next >= min && next <= max) onChange(next)
      }}
    />
  )
}
