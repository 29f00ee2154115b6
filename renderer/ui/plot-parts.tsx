import type { ReactNode } from 'react'
import { CartesianGrid, Tooltip } from 'recharts'

/** What all plots have alike. Elements rather than components: the charts look for them among their children. */
export const plotMargin = { top: 8, right: 12, bottom: 22, left: 0 }
export const plotText = { fill: 'var(--text-soft)', fontSize: 11 }
export const plotGrid = <CartesianGrid stroke="var(--line)" strokeWidth={0.5} />

export function axisTitle(value: string, isUpright = false) {
  return isUpright
    ? { value, angle: -90, position: 'insideLeft' as const, ...plotText, dy: 40, dx: 12 }
    : { value, position: 'insideBottom' as const, offset: -12, ...plotText }
}

/** What the point under the pointer says. */
export function PlotHint({ children }: { readonly children: ReactNode }) {
  return <div className="plot-hint number">{children}</div>
}

/** Over bars: what the row of data under the pointer says. */
export function barTip<Row>(hint: (row: Row) => ReactNode) {
  return (
    <Tooltip
      isAnimationActive={false}
      cursor={{ fill: 'var(--surface-hover)', fillOpacity: 0.5 }}
      content={({ active, payload }) => {
        const row = payload?.[0]?.payload as Row | undefined
        return active !== true || row === undefined ? null : hint(row)
      }}
    />
  )
}
