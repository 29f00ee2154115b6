import { Checkbox, Switch } from '@mantine/core'

type Props = {
  readonly label: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
  readonly isDisabled?: boolean
  /** What it means, or why it cannot be changed, on hover. */
  readonly definition?: string
}

/** Yes or no, to be applied with a button. */
export function Tick({ label, isOn, onChange, isDisabled, definition }: Props) {
  return (
    <Checkbox
      size="xs"
      label={label}
      checked={isOn}
      disabled={isDisabled ?? false}
      {...titled(definition)}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}

/** Yes or no, in force at once. */
export function Toggle({ label, isOn, onChange, isDisabled, definition }: Props) {
  return (
    <Switch
      size="xs"
      label={label}
      checked={isOn}
      disabled={isDisabled ?? false}
      {...titled(definition)}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}

function titled(definition: string | undefined) {
  return definition === undefined ? {} : { wrapperProps: { title: definition } }
}
