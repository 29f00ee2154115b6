import { Button } from '@mantine/core'
import { attempt } from '../state/notices.ts'
import { TextField } from '../ui/TextField.tsx'

type Props = {
  readonly label: string
  readonly value: string
  readonly placeholder: string
  readonly onChange: (path: string) => void
  readonly onPick: () => Promise<string | null>
}

/** A path, typed or chosen. */
export function PathField({ label, value, placeholder, onChange, onPick }: Props) {
  const pick = async () => {
    const path = await onPick()
    if (path !== null) onChange(path)
  }
  return (
    <div className="path-field">
      <TextField
        label={label}
        value={value}
        placeholder={placeholder}
        kind="word"
        onChange={onChange}
      />
      <Button size="xs" variant="default" onClick={() => attempt('Choosing', pick)}>
        Choose…
      </Button>
    </div>
  )
}
