import { SegmentedControl } from '@mantine/core'
import { useId } from 'react'

type Option<T extends string> = T | { readonly value: T; readonly label: string }

type Props<T extends string> = {
  readonly label: string
  readonly options: readonly Option<T>[]
  readonly value: T
  readonly onChange: (value: T) => void
  readonly isLabelHidden?: boolean
  readonly isDisabled?: boolean
  /** Definition on hover. */
  readonly title?: string
}

/** One of a few, all in sight. */
export function Choice<T extends string>(props: Props<T>) {
  const { label, options, value, onChange, title } = props
  const id = useId()
  const entries = options.map((option) =>
    typeof option === 'string' ? { value: option, label: option } : option,
  )
  return (
    <div className="field">
      <span
        id={id}
        className={props.isLabelHidden === true ? 'visually-hidden' : 'field-label'}
        {...(title === undefined ? {} : { title })}
      >
        {label}
      </span>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-labelledby={id}
        disabled={props.isDisabled ?? false}
        data={entries}
        value={value}
        onChange={(next) => onChange(next as T)}
      />
    </div>
  )
}
