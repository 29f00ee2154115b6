import {
  Bar,
  BarChart,
  ComposedChart,
  ErrorBar,
  Line,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from 'recharts'
import type { Evaluation } from '#rpc/schemas/predictions'
import { chooseRows, useFailures } from '../../state/failures.ts'
import { attempt } from '../../state/notices.ts'
import {
  axisTitle,
  barTip,
  plotGrid,
  PlotHint,
  plotMargin,
  plotText,
} from '../../ui/plot-parts.tsx'
import { PlotCard } from '../../ui/PlotCard.tsx'
import { categoryBars, tenthsOf, type CategoryBar, type Tenth } from './texts.ts'

const percent = (level: number) => `${Math.round(level * 100)} %`

/** gIoU of each category with its interval; a click shows its samples. */
export function CategoryPlot({ evaluation }: { readonly evaluation: Evaluation }) {
  const bars = categoryBars(evaluation)
  const definition = `Mean IoU over the samples of a category (exact convention), with the ${percent(evaluation.level)} interval. A click shows the samples.`
  return (
    <PlotCard title="gIoU by category" definition={definition}>
      {bars.length === 0 ? (
        <p className="soft plot-empty">No sample has a category</p>
      ) : (
        <CategoryBars bars={bars} />
      )}
    </PlotCard>
  )
}

function CategoryBars({ bars }: { readonly bars: readonly CategoryBar[] }) {
  return (
    <ResponsiveContainer width="100%" height={bars.length * 30 + 44}>
      <BarChart data={[...bars]} layout="vertical" margin={plotMargin} accessibilityLayer={false}>
        <XAxis type="number" domain={[0, 1]} tick={plotText} label={axisTitle('gIoU')} />
        <YAxis type="category" dataKey="tag" tick={plotText} width={96} interval={0} />
        {barTip<CategoryBar>((bar) => (
          <CategoryHint bar={bar} />
        ))}
        <Bar
          dataKey="value"
          fill="var(--plot-a)"
          maxBarSize={16}
          cursor="pointer"
          isAnimationActive={false}
          onClick={(at: { readonly payload?: CategoryBar }) => {
            if (at.payload !== undefined) showCategory(at.payload.tag)
          }}
        >
          <ErrorBar dataKey="error" stroke="var(--text)" width={4} isAnimationActive={false} />
        </Bar>
      </BarChart>
    </ResponsiveContainer>
  )
}

function CategoryHint({ bar }: { readonly bar: CategoryBar }) {
  const [below, above] = bar.error
  return (
    <PlotHint>
      <b>{bar.tag}</b>
      <div>gIoU {bar.value.toFixed(3)}</div>
      <div>
        between {(bar.value - below).toFixed(3)} and {(bar.value + above).toFixed(3)}
      </div>
      <div>{bar.n.toLocaleString('en')} samples</div>
      <div className="soft">click for the samples</div>
    </PlotHint>
  )
}

function showCategory(tag: string): void {
  attempt('Showing the samples', () => chooseRows({ group: { by: 'category', tag } }))
}

const iouDefinition =
  'Samples by IoU in tenths (bars), and the share with at most that IoU (line, 0 to 100 %). A click on a bar shows its samples.'

/** How the IoUs are spread. */
export function IouPlot() {
  const upTo = useFailures((state) => state.upTo)
  if (upTo === null || (upTo.at(-1) ?? 0) === 0) return null
  return (
    <PlotCard title="IoU" definition={iouDefinition}>
      <ResponsiveContainer width="100%" height={200}>
        <ComposedChart data={tenthsOf(upTo)} margin={plotMargin} accessibilityLayer={false}>
          {plotGrid}
          <XAxis dataKey="to" tick={plotText} label={axisTitle('IoU up to')} />
          <YAxis yAxisId="n" tick={plotText} width={36} allowDecimals={false} />
          <YAxis yAxisId="share" orientation="right" domain={[0, 1]} hide />
          {barTip<Tenth>((tenth) => (
            <TenthHint tenth={tenth} />
          ))}
          <Bar
            yAxisId="n"
            dataKey="n"
            fill="var(--plot-b)"
            cursor="pointer"
            isAnimationActive={false}
            onClick={(at: { readonly payload?: Tenth }) => {
              if (at.payload !== undefined) showTenth(at.payload)
            }}
          />
          <Line
            yAxisId="share"
            dataKey="share"
            stroke="var(--plot-c)"
            strokeWidth={2}
            dot={false}
            isAnimationActive={false}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </PlotCard>
  )
}

function TenthHint({ tenth }: { readonly tenth: Tenth }) {
  return (
    <PlotHint>
      <b>
        IoU {tenth.from.toFixed(1)} to {tenth.to.toFixed(1)}
      </b>
      <div>{tenth.n.toLocaleString('en')} samples</div>
      <div>
        {(tenth.share * 100).toFixed(1)} % have at most {tenth.to.toFixed(1)}
      </div>
      <div className="soft">click for the samples</div>
    </PlotHint>
  )
}

/** A sample on the border is in the lower bar. */
const justAbove = 1e-9

function showTenth({ from, to }: Tenth): void {
  attempt('Showing the samples', () =>
    chooseRows({ iouFrom: from === 0 ? 0 : from + justAbove, iouTo: to }),
  )
}
