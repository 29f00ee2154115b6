import {
  Legend,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Scatter,
  ScatterChart,
  Tooltip,
  XAxis,
  YAxis,
  ZAxis,
} from 'recharts'
import type { AgreementReport } from '#rpc/schemas/agreement'
import {
  lineInside,
  lineThrough,
  estimatorTitles,
  type Estimator,
  type PriorPoint,
} from './agreement-figures.ts'
import { axisTitle, plotGrid, PlotHint, plotMargin, plotText } from '../../ui/plot-parts.tsx'

const height = 260
const ticks = [0, 0.25, 0.5, 0.75, 1]

/** From 0 to 1, elements rather than components: the charts look for them among their children. */
function shareX(dataKey: string, title: string) {
  return (
    <XAxis
      type="number"
      dataKey={dataKey}
      domain={[0, 1]}
      ticks={ticks}
      tick={plotText}
      label={axisTitle(title)}
    />
  )
}

function shareY(dataKey: string, title: string) {
  return (
    <YAxis
      type="number"
      dataKey={dataKey}
      domain={[0, 1]}
      ticks={ticks}
      tick={plotText}
      width={48}
      label={axisTitle(title, true)}
    />
  )
}

type Over = AgreementReport['agreement']['judge']['over']
type OverProps = { readonly over: Over; readonly window: number }

const lines = [
  { key: 'rankOne', title: 'rank 1 taken', colour: 'var(--plot-a)', dash: '' },
  { key: 'topThree', title: 'top 3 taken', colour: 'var(--plot-b)', dash: '6 3' },
  { key: 'rankOneIou', title: 'IoU of rank 1', colour: 'var(--plot-c)', dash: '2 3' },
] as const

/** Agreement over the last samples, along the order in which they were accepted. */
export function AgreementPlot({ over, window }: OverProps) {
  const data = over.map((one, i) => ({ ...one, place: i + 1 }))
  return (
    <ResponsiveContainer width="100%" height={height}>
      <LineChart data={data} margin={plotMargin} accessibilityLayer={false}>
        {plotGrid}
        <XAxis dataKey="place" tick={plotText} label={axisTitle('accepted, first to last')} />
        <YAxis domain={[0, 1]} ticks={ticks} tick={plotText} width={40} />
        <Tooltip
          isAnimationActive={false}
          content={({ active, payload }) => {
            const at = payload?.[0]?.payload as (typeof data)[number] | undefined
            if (active !== true || at === undefined) return null
            return (
              <PlotHint>
                <b>
                  {new Date(at.at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })}
                </b>
                {lines.map(({ key, title }) => (
                  <div key={key}>
                    {title} {at[key]?.toFixed(2) ?? '–'}
                  </div>
                ))}
                <div className="soft">of the last {Math.min(at.samples, window)} samples</div>
              </PlotHint>
            )
          }}
        />
        <Legend verticalAlign="top" height={24} />
        {lines.map(({ key, title, colour, dash }) => (
          <Line
            key={key}
            dataKey={key}
            name={title}
            stroke={colour}
            strokeDasharray={dash}
            strokeWidth={2}
            dot={data.length < 3}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  )
}

const shapes = { judge: 'circle', geometric: 'square', predicted: 'triangle' } as const
const colours = {
  judge: 'var(--plot-a)',
  geometric: 'var(--plot-b)',
  predicted: 'var(--plot-c)',
} as const satisfies Readonly<Record<Estimator, string>>

type CalibrationProps = { readonly calibration: AgreementReport['calibration'] }

/** What was foretold of masks against what they came to, by tenths; on the diagonal the word can be taken. */
export function CalibrationPlot({ calibration }: CalibrationProps) {
  const known = (['judge', 'geometric', 'predicted'] as const).filter(
    (who) => calibration[who] !== null,
  )
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ScatterChart margin={plotMargin} accessibilityLayer={false}>
        {plotGrid}
        {shareX('meanPredicted', 'estimated IoU')}
        {shareY('meanIou', 'true IoU')}
        <ZAxis type="number" dataKey="n" range={[40, 260]} />
        <ReferenceLine segment={diagonal} stroke="var(--text-soft)" strokeDasharray="4 4" />
        <Tooltip
          isAnimationActive={false}
          cursor={false}
          content={({ active, payload }) => {
            const bin = payload?.[0]?.payload as Bin | undefined
            return active !== true || bin === undefined ? null : <BinHint bin={bin} />
          }}
        />
        <Legend verticalAlign="top" height={24} />
        {known.map((who) => (
          <Scatter
            key={who}
            name={estimatorTitles[who]}
            data={calibration[who]?.bins.map((bin) => ({ ...bin, who })) ?? []}
            fill={colours[who]}
            shape={shapes[who]}
            line={{ stroke: colours[who], strokeWidth: 1 }}
            isAnimationActive={false}
          />
        ))}
      </ScatterChart>
    </ResponsiveContainer>
  )
}

const diagonal = [
  { x: 0, y: 0 },
  { x: 1, y: 1 },
] as const

type Bin = NonNullable<AgreementReport['calibration']['judge']>['bins'][number] & {
  readonly who: Estimator
}

function BinHint({ bin }: { readonly bin: Bin }) {
  return (
    <PlotHint>
      <b>{estimatorTitles[bin.who]}</b>
      <div>
        {bin.n} masks estimated at {bin.from.toFixed(1)} to {bin.to.toFixed(1)}
      </div>
      <div>estimated {bin.meanPredicted.toFixed(2)} on average</div>
      <div>true IoU {bin.meanIou.toFixed(2)} on average</div>
    </PlotHint>
  )
}

type PriorProps = {
  readonly points: readonly PriorPoint[]
  readonly title: string
  readonly onOpen: (sample: number) => void
}

/** Each point a sample; a click opens it. */
export function PriorPlot({ points, title, onOpen }: PriorProps) {
  const line = lineThrough(points)
  const segment = line === null ? null : lineInside(line)
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ScatterChart margin={plotMargin} accessibilityLayer={false}>
        {plotGrid}
        {shareX('x', title)}
        {shareY('y', 'mask IoU')}
        <Tooltip
          isAnimationActive={false}
          cursor={false}
          content={({ active, payload }) => {
            const at = payload?.[0]?.payload as PriorPoint | undefined
            return active !== true || at === undefined ? null : <PriorHint at={at} title={title} />
          }}
        />
        <Scatter
          data={[...points]}
          fill="var(--plot-c)"
          fillOpacity={0.7}
          cursor="pointer"
          isAnimationActive={false}
          onClick={(at: { readonly payload?: PriorPoint }) => {
            if (at.payload !== undefined) onOpen(at.payload.point.sample)
          }}
        />
        {segment === null ? null : (
          <ReferenceLine
            segment={[{ ...segment[0] }, { ...segment[1] }]}
            stroke="var(--plot-a)"
            strokeWidth={2}
          />
        )}
      </ScatterChart>
    </ResponsiveContainer>
  )
}

function PriorHint({ at, title }: { readonly at: PriorPoint; readonly title: string }) {
  return (
    <PlotHint>
      <b>sample {at.point.sample}</b>
      <div>
        {title} {at.x.toFixed(2)}
      </div>
      <div>IoU of rank 1 {at.y.toFixed(2)}</div>
      <div className="soft">click to open it</div>
    </PlotHint>
  )
}
