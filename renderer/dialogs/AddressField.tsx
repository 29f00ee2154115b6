import { useEffect, useRef, useState } from 'react'
import { attempt } from '../state/notices.ts'
import { TextField } from '../ui/TextField.tsx'

/** Without the name of the call and of its field, which stand at the front. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.replace(/^[\w.]+: \w+: /, '')
}

type Props = {
  readonly label: string
  readonly description: string
  readonly value: string | null
  /** Rejects where the backend does not take it; null: none. */
  readonly onSave: (address: string | null) => Promise<void>
}

/** A web address, saved when left; what the backend says against it stands below. */
export function AddressField({ label, description, value, onSave }: Props) {
  const [text, setText] = useState(value ?? '')
  const [problem, setProblem] = useState<string | null>(null)
  const asked = useRef(value ?? '')
  const save = async () => {
    const address = text.trim()
    if (address === asked.current) return
    asked.current = address
    try {
      await onSave(address === '' ? null : address)
      setProblem(null)
    } catch (error) {
      setProblem(reasonOf(error))
    }
  }
  const latest = useRef(save)
  useEffect(() => {
    latest.current = save
  })
  // A dialog that is closed by a key takes the field away without leaving it first.
  useEffect(() => () => attempt(label, () => latest.current()), [label])
  return (
    <TextField
      label={label}
      description={description}
      placeholder="https://host:port"
      kind="address"
      value={text}
      error={problem}
      onChange={setText}
      onDone={() => attempt(label, save)}
    />
  )
}
