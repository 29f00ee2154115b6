import { TextInput } from '@mantine/core'

type Props = {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
  /** It was left, or Enter pressed. */
  readonly onDone?: () => void
  /** What it means, on hover. */
  readonly definition?: string
  readonly description?: string
  readonly placeholder?: string
  /** What is wrong with it; null: nothing. */
  readonly error?: string | null
  readonly maxLength?: number
  /** Addresses and names of variables are not prose. */
  readonly kind?: 'prose' | 'address' | 'word'
}

/** One line of text, taken as it is typed. */
export function TextField(props: Props) {
  const { value, onChange, onDone, definition, error = null, kind = 'prose' } = props
  const { label, description, placeholder, maxLength } = props
  return (
    <TextInput
      size="xs"
      label={label}
      value={value}
      error={error}
      spellCheck={kind === 'prose'}
      {...(kind === 'address' ? { inputMode: 'url' as const } : {})}
      {...(description === undefined ? {} : { description })}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(maxLength === undefined ? {} : { maxLength })}
      {...(definition === undefined ? {} : { labelProps: { title: definition } })}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...(onDone === undefined
        ? {}
        : {
            onBlur: onDone,
            onKeyDown: ({ key }) => {
              if (key === 'Enter') onDone()
            },
          })}
    />
  )
}
