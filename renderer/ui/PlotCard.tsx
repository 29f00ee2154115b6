import type { ReactNode } from 'react'
import { Term } from './Term.tsx'

type Props = {
  readonly title: string
  readonly definition: string
  readonly aside?: ReactNode
  readonly children: ReactNode
}

/** A plot with its title, which says on hover what is plotted. */
export function PlotCard({ title, definition, aside, children }: Props) {
  return (
    <section className="plot-card" aria-label={title}>
      <div className="plot-head">
        <h3>
          <Term definition={definition}>{title}</Term>
        </h3>
        {aside}
      </div>
      {children}
    </section>
  )
}
