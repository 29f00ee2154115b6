import { Textarea, TextInput } from '@mantine/core'
import { useEffect, useRef, useState, type FocusEvent } from 'react'

type Props = {
  readonly label: string
  readonly value: string
  readonly onSave: (value: string) => void
  readonly id?: string
  readonly lines?: number
  readonly placeholder?: string
  readonly description?: string
  readonly error?: string | null
  readonly isReadOnly?: boolean
  readonly isLabelHidden?: boolean
}

const restDelay = 900

/** Text that saves itself when left, and when the hand rests. */
export function DraftText({ value, onSave, lines = 1, ...rest }: Props) {
  const [text, setText] = useState(value)
  const [isTyping, setTyping] = useState(false)
  const latest = useRef({ text, value, onSave })
  latest.current = { text, value, onSave }
  useEffect(() => {
    if (!isTyping) setText(value)
  }, [value, isTyping])
  useEffect(() => {
    if (!isTyping || text === value) return
    const timer = setTimeout(() => onSave(text), restDelay)
    return () => clearTimeout(timer)
  }, [text, value, isTyping, onSave])
  useEffect(
    () => () => {
      const last = latest.current
      if (last.text !== last.value) last.onSave(last.text)
    },
    [],
  )
  const shared = {
    ...(rest.id === undefined ? {} : { id: rest.id }),
    ...(rest.description === undefined ? {} : { description: rest.description }),
    ...(rest.placeholder === undefined ? {} : { placeholder: rest.placeholder }),
    ...(rest.isLabelHidden === true ? { 'aria-label': rest.label } : { label: rest.label }),
    size: 'xs' as const,
    value: text,
    error: rest.error ?? null,
    readOnly: rest.isReadOnly ?? false,
    onFocus: () => setTyping(true),
    onBlur: (event: FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      setTyping(false)
      if (event.currentTarget.value !== value) onSave(event.currentTarget.value)
    },
  }
  if (lines === 1)
    return <TextInput {...shared} onChange={(event) => setText(event.currentTarget.value)} />
  return (
    <Textarea
      {...shared}
      autosize
      minRows={lines}
      maxRows={8}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  )
}
