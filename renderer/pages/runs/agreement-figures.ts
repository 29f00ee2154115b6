import { correlationOf } from '#core/metrics/calibration'
import type { AgreementPoint, AgreementReport } from '#rpc/schemas/agreement'
import type { Figure } from './figures.ts'

export type Ranker = keyof AgreementReport['agreement']
export type Estimator = keyof AgreementReport['calibration']

export const rankerTitles: Readonly<Record<Ranker, string>> = {
  judge: 'an MLLM judged',
  geometric: 'our own terms',
}

export const estimatorTitles: Readonly<Record<Estimator, string>> = {
  judge: 'judge',
  geometric: 'geometric score',
  predicted: 'segmenter',
}

const share = (value: number | null) => (value === null ? '–' : `${Math.round(100 * value)} %`)
const number = (value: number | null) => (value === null ? '–' : value.toFixed(2))

/** How a ranking and the annotators agree. */
export function agreementFigures(
  all: AgreementReport['agreement'][Ranker]['all'],
): readonly Figure[] {
  const { samples, rankOne, topThree, rankOneIou, topThreeIou, tau, tauSamples } = all
  return [
    {
      title: 'samples',
      text: `${samples}`,
      definition:
        'Accepted masks whose run was there to be chosen from. Imported masks and samples without a target are none.',
    },
    {
      title: 'rank 1 taken',
      text: share(rankOne),
      definition:
        'Share of them whose first-ranked candidate was accepted or taken into correction.',
    },
    {
      title: 'top 3 taken',
      text: share(topThree),
      definition: 'Likewise, any of the first three.',
    },
    {
      title: 'IoU of rank 1',
      text: number(rankOneIou),
      definition: 'Mean IoU of the first-ranked candidate with the accepted mask, 0 to 1.',
    },
    {
      title: 'IoU of top 3',
      text: number(topThreeIou),
      definition: 'Mean IoU of the best of the first three with it (Rea2Seg’s top-3).',
    },
    {
      title: 'rank correlation',
      text: number(tau),
      definition: `Kendall’s tau-b of the scores and the true IoU over the candidates of a sample, −1 to 1: 1 = all in the right order. Mean over the ${tauSamples} samples where it is defined.`,
    },
  ]
}

/** A straight line through points by least squares: y = offset + slope · x. */
export type Line = { readonly slope: number; readonly offset: number }

export type PriorPoint = { readonly x: number; readonly y: number; readonly point: AgreementPoint }

/** CoPRS's figure 3: IoU of the prior with the accepted mask against that of the first-ranked candidate with it. */
export function priorPoints(
  points: readonly AgreementPoint[],
  of: 'priorIou' | 'softPriorIou',
): readonly PriorPoint[] {
  return points.flatMap((point) => {
    const x = point[of]
    return x === null ? [] : [{ x, y: point.rankOneIou, point }]
  })
}

/** null where x does not vary. */
export function lineThrough(points: readonly Pick<PriorPoint, 'x' | 'y'>[]): Line | null {
  const n = points.length
  const [mx, my] = [
    points.reduce((sum, { x }) => sum + x, 0) / n,
    points.reduce((sum, { y }) => sum + y, 0) / n,
  ]
  const spread = points.reduce((sum, { x }) => sum + (x - mx) ** 2, 0)
  if (!(spread > n * 1e-12)) return null
  const slope = points.reduce((sum, { x, y }) => sum + (x - mx) * (y - my), 0) / spread
  return { slope, offset: my - slope * mx }
}

/** The part of a line inside the unit square; null where it misses it. */
export function lineInside({
  slope,
  offset,
}: Line):
  | readonly [
      { readonly x: number; readonly y: number },
      { readonly x: number; readonly y: number },
    ]
  | null {
  const at = (x: number) => ({ x, y: offset + slope * x })
  const cut = (y: number) => (slope === 0 ? [] : [(y - offset) / slope])
  const inside = [0, 1, ...cut(0), ...cut(1)]
    .filter((x) => x >= 0 && x <= 1)
    .map(at)
    .filter(({ y }) => y >= -1e-9 && y <= 1 + 1e-9)
    .toSorted((a, b) => a.x - b.x)
  const [first, last] = [inside[0], inside.at(-1)]
  return first === undefined || last === undefined || first.x === last.x ? null : [first, last]
}

/** Pearson's r of the two; null where it is not defined. */
export function priorCorrelation(points: readonly PriorPoint[]): number | null {
  return correlationOf(points.map(({ x, y }) => ({ predicted: x, iou: y })))
}
