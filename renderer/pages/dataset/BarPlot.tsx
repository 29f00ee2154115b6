import { Bar, BarChart, ComposedChart, Line, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import { barTitle, figureTexts, numberText } from '#core/dataset/figure-texts'
import type { Figure } from '#core/dataset/figures'
import {
  axisTitle,
  barTip,
  plotGrid,
  PlotHint,
  plotMargin,
  plotText,
} from '../../ui/plot-parts.tsx'
import { running } from './texts.ts'

type Props = { readonly figure: Figure; readonly onOpen: (key: string) => void }

const height = 220
const rowHeight = 26

/** Names lie on their side, numbers and days stand; a click on a bar is passed on. */
export function BarPlot({ figure, onOpen }: Props) {
  if (figure.id === 'day') return <ProgressPlot figure={figure} onOpen={onOpen} />
  const isNamed = ['status', 'category', 'component', 'split'].includes(figure.id)
  return isNamed ? (
    <NamesPlot figure={figure} onOpen={onOpen} />
  ) : (
    <NumbersPlot figure={figure} onOpen={onOpen} />
  )
}

type Row = {
  readonly key: string
  readonly title: string
  readonly n: number
  readonly accepted: number
  readonly others: number
}

function rowsOf({ id, bars }: Figure): Row[] {
  return bars.map(({ key, n, accepted }) => ({
    key,
    title: barTitle(id, key),
    n,
    accepted,
    others: n - accepted,
  }))
}

/** Elements rather than a component: the charts look for them among their children. */
function stack(onOpen: (key: string) => void) {
  const common = {
    stackId: 'all',
    maxBarSize: 56,
    cursor: 'pointer',
    isAnimationActive: false,
    onClick: (bar: { readonly payload?: Row }) => {
      if (bar.payload !== undefined) onOpen(bar.payload.key)
    },
  } as const
  return [
    <Bar key="accepted" dataKey="accepted" fill="var(--plot-b)" {...common} />,
    <Bar key="others" dataKey="others" fill="var(--plot-rest)" {...common} />,
  ]
}

function hint(figure: Figure) {
  return barTip<Row>((row) => (
    <PlotHint>
      <b>{row.title}</b>
      <div>
        {row.n.toLocaleString('en')} of {figure.n.toLocaleString('en')} samples
      </div>
      <div>{row.accepted.toLocaleString('en')} accepted</div>
      <div className="soft">click for the samples</div>
    </PlotHint>
  ))
}

function NamesPlot({ figure, onOpen }: Props) {
  const rows = rowsOf(figure)
  return (
    <ResponsiveContainer width="100%" height={Math.max(90, rows.length * rowHeight + 40)}>
      <BarChart
        data={rows}
        layout="vertical"
        margin={{ ...plotMargin, left: 4 }}
        accessibilityLayer={false}
      >
        <XAxis type="number" tick={plotText} allowDecimals={false} label={axisTitle('samples')} />
        <YAxis type="category" dataKey="title" tick={plotText} width={118} interval={0} />
        {hint(figure)}
        {stack(onOpen)}
      </BarChart>
    </ResponsiveContainer>
  )
}

function NumbersPlot({ figure, onOpen }: Props) {
  const { id, mean, median } = figure
  return (
    <>
      <ResponsiveContainer width="100%" height={height}>
        <BarChart data={rowsOf(figure)} margin={plotMargin} accessibilityLayer={false}>
          {plotGrid}
          <XAxis dataKey="title" tick={plotText} label={axisTitle(figureTexts[id].axis)} />
          <YAxis tick={plotText} width={44} allowDecimals={false} />
          {hint(figure)}
          {stack(onOpen)}
        </BarChart>
      </ResponsiveContainer>
      {mean === null || median === null ? null : (
        <p className="soft number plot-foot">
          mean {numberText(id, mean)}, median {numberText(id, median)}
        </p>
      )}
    </>
  )
}

type Day = ReturnType<typeof running>[number]

function ProgressPlot({ figure, onOpen }: Props) {
  const days = running(figure.bars)
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ComposedChart data={days} margin={plotMargin} accessibilityLayer={false}>
        {plotGrid}
        <XAxis dataKey="key" tick={plotText} label={axisTitle('day')} />
        <YAxis tick={plotText} width={44} allowDecimals={false} />
        {barTip<Day>((day) => (
          <DayHint day={day} />
        ))}
        <Bar
          dataKey="n"
          fill="var(--plot-b)"
          maxBarSize={48}
          cursor="pointer"
          isAnimationActive={false}
          onClick={(bar: { readonly payload?: Day }) => {
            if (bar.payload !== undefined) onOpen(bar.payload.key)
          }}
        />
        <Line
          dataKey="total"
          stroke="var(--plot-a)"
          strokeWidth={2}
          dot={days.length < 15}
          isAnimationActive={false}
        />
      </ComposedChart>
    </ResponsiveContainer>
  )
}

function DayHint({ day }: { readonly day: Day }) {
  return (
    <PlotHint>
      <b>{day.key}</b>
      <div>{day.n.toLocaleString('en')} accepted that day (bar)</div>
      <div>{day.total.toLocaleString('en')} up to then (line)</div>
      <div className="soft">click for the day’s samples</div>
    </PlotHint>
  )
}
