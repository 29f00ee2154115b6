import { Textarea, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'

type Props = {
  readonly label: string
  readonly value: string
  readonly onSave: (value: string) => void
  readonly id?: string
  readonly lines?: number
  readonly placeholder?: string
  readonly isReadOnly?: boolean
}

/** Text that saves itself when left, and when the hand rests. */
export function DraftText({ label, value, onSave, id, lines = 1, placeholder, isReadOnly }: Props) {
  const draft = useDraft(value, onSave)
  const shared = {
    ...(id === undefined ? {} : { id }),
    ...(placeholder === undefined ? {} : { placeholder }),
    label,
    size: 'xs' as const,
    value: draft.text,
    readOnly: isReadOnly ?? false,
    onBlur: draft.leave,
  }
  if (lines === 1)
    return <TextInput {...shared} onChange={(event) => draft.type(event.currentTarget.value)} />
  return (
    <Textarea
      {...shared}
      autosize
      minRows={lines}
      maxRows={8}
      onChange={(event) => draft.type(event.currentTarget.value)}
    />
  )
}

const restDelay = 900

/** What is being typed, null while nothing is; saved at rest, when left, and when the field goes away. */
function useDraft(value: string, onSave: (value: string) => void) {
  const [typed, setTyped] = useState<string | null>(null)
  const latest = useRef({ typed, value, onSave })
  useEffect(() => {
    latest.current = { typed, value, onSave }
    if (typed === null || typed === value) return
    const timer = setTimeout(() => onSave(typed), restDelay)
    return () => clearTimeout(timer)
  }, [typed, value, onSave])
  useEffect(() => () => saveLast(latest.current), [])
  return {
    text: typed ?? value,
    type: setTyped,
    leave: () => {
      if (typed !== null && typed !== value) onSave(typed)
      setTyped(null)
    },
  }
}

type Latest = {
  readonly typed: string | null
  readonly value: string
  readonly onSave: (value: string) => void
}

function saveLast({ typed, value, onSave }: Latest): void {
  if (typed !== null && typed !== value) onSave(typed)
}
