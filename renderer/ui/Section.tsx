import { useId, type ReactNode } from 'react'

type Props = {
  readonly title: string
  readonly aside?: ReactNode
  readonly children: ReactNode
  /** Starts closed and can be unfolded. */
  readonly isFolded?: boolean
}

/** A titled part of a side panel. */
export function Section({ title, aside, children, isFolded }: Props) {
  const id = useId()
  if (isFolded === true)
    return (
      <details className="section">
        <summary className="section-title">{title}</summary>
        <div className="section-body">{children}</div>
      </details>
    )
  return (
    <section className="section" aria-labelledby={id}>
      <div className="section-head">
        <h2 className="section-title" id={id}>
          {title}
        </h2>
        {aside}
      </div>
      <div className="section-body">{children}</div>
    </section>
  )
}
