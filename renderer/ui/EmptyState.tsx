import type { ReactNode } from 'react'

type Props = { readonly title: string; readonly text?: string; readonly children?: ReactNode }

/** Nothing here yet, and what to do about it. */
export function EmptyState({ title, text, children }: Props) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {text === undefined ? null : <p className="soft">{text}</p>}
      {children === undefined ? null : <div className="empty-actions">{children}</div>}
    </div>
  )
}
