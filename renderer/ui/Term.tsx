import { Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'

type Props = { readonly definition: string; readonly children: ReactNode }

/** A word or number with its definition on hover and on focus. */
export function Term({ definition, children }: Props) {
  return (
    <Tooltip label={definition} w={280} events={{ hover: true, focus: true, touch: true }}>
      <span className="term" tabIndex={0}>
        {children}
      </span>
    </Tooltip>
  )
}
