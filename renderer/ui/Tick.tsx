import { Checkbox, Switch } from '@mantine/core'

type Props = {
  readonly label: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
  readonly isDisabled?: boolean
}

/** Yes or no, to be applied with a button. */
export function Tick({ label, isOn, onChange, isDisabled }: Props) {
  return (
    <Checkbox
      size="xs"
      label={label}
      checked={isOn}
      disabled={isDisabled ?? false}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}

/** Yes or no, in force at once. */
export function Toggle({ label, isOn, onChange, isDisabled }: Props) {
  return (
    <Switch
      size="xs"
      label={label}
      checked={isOn}
      disabled={isDisabled ?? false}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}
