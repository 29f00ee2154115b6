import { definitionOf, type MetricId } from '#core/metrics/definitions'
import type { FunnelStage } from '#core/metrics/failure-funnel'
import type {
  Evaluation,
  FailureCause,
  FunnelReport,
  PredictionSet,
  PredictionSource,
  RowChoice,
} from '#rpc/schemas/predictions'
import type { Convention, RowOrder } from '../../state/failures.ts'

export const sourceTexts: Readonly<
  Record<PredictionSource, { readonly title: string; readonly note: string }>
> = {
  'coco-results': {
    title: 'COCO results (JSON file)',
    note: 'A list of image_id, segmentation and score, for samples that were imported from COCO.',
  },
  masks: {
    title: 'Folder of mask PNGs',
    note: 'Each is named after its image, as cat.png for cat.jpg, or cat__12.png for sample 12.',
  },
  jsonl: {
    title: 'JSON lines with candidates and answers',
    note: 'As resources/predictions/reaseg_predictions.py writes them: mask, score, text, region, candidates, prior.',
  },
  reasonseg: {
    title: 'ReasonSeg JSON (folder)',
    note: 'One file an image, with polygons, as the benchmark has its labels.',
  },
  runs: {
    title: 'This project’s own runs',
    note: 'The last run of every sample, with its regions, priors and candidates.',
  },
}

/** Short enough for a badge, and what it says in full. */
export const causeTexts: Readonly<
  Record<FailureCause, { readonly title: string; readonly definition: string }>
> = {
  reasoning: {
    title: 'misread query',
    definition: 'The model reasoned to another target, and its region misses the true one.',
  },
  region: {
    title: 'region misses',
    definition: 'The region it looked in covers less than half of the target.',
  },
  prior: {
    title: 'prior misses',
    definition: 'The prior is below 0.5 on more than half of the target.',
  },
  candidates: {
    title: 'not proposed',
    definition: 'No candidate has an IoU of 0.5 with the truth, not even the best.',
  },
  ranking: {
    title: 'misranked',
    definition: 'Another candidate is better than the chosen one by more than 0.1 IoU.',
  },
  mask: {
    title: 'ragged',
    definition:
      'The right target with hard edges (boundary IoU below 0.5), holes, islands or missing parts.',
  },
  truth: { title: 'truth wrong', definition: 'A reviewer says that the accepted mask is wrong.' },
  undecided: {
    title: 'undecided',
    definition: 'There is no name to compare and no region to tell by: a reviewer decides.',
  },
  unknown: {
    title: 'unknown',
    definition: 'The mask is wrong, and nothing was recorded of the stages that led to it.',
  },
  right: { title: 'right', definition: 'No stage failed.' },
}

/** What is left over after each stage, as the funnel calls it. */
export const stageTexts: Readonly<Record<FunnelStage, string>> = {
  reasoning: 'target reasoned right',
  region: 'region holds it',
  prior: 'prior holds it',
  candidates: 'a candidate covers it',
  ranking: 'ranked first',
  mask: 'clean mask',
  truth: 'truth is right',
}

export const orderTexts: Readonly<Record<RowOrder, string>> = {
  iou: 'IoU',
  sample: 'sample',
  score: 'score',
  truth: 'area of the truth',
  category: 'category',
  cause: 'cause',
}

export type FunnelRow = {
  readonly cause: FunnelStage | 'undecided' | 'unknown'
  readonly title: string
  /** Samples that no stage up to this one is to blame for. */
  readonly left: number
  readonly lost: number
  /** Samples without a record of the stage. */
  readonly unknown: number
}

/** The funnel from top to bottom: what each stage lets through; then those that no stage explains. */
export function funnelRows(report: FunnelReport): FunnelRow[] {
  let left = report.samples
  const stages = report.stages.map(({ stage, blamed, unknown }): FunnelRow => {
    left -= blamed
    return { cause: stage, title: stageTexts[stage], left, lost: blamed, unknown }
  })
  const rest = (['undecided', 'unknown'] as const).flatMap((cause): FunnelRow[] => {
    const lost = report[cause]
    left -= lost
    return lost === 0 ? [] : [{ cause, title: causeTexts[cause].title, left, lost, unknown: 0 }]
  })
  return [...stages, ...rest]
}

export type HeadFigure = {
  readonly metric: MetricId
  readonly value: number | null
  /** Half-width on either side; null where there is none. */
  readonly interval: { readonly low: number; readonly high: number } | null
  /** Samples it is of, where these are not all. */
  readonly n: number | null
}

/** The figures on top of the page; those of the funnel are null until measured. Intervals are of the exact convention. */
export function headFigures(
  { metrics, intervals }: Evaluation,
  means: FunnelReport['means'],
  convention: Convention,
): HeadFigure[] {
  const isExact = convention === 'exact'
  const ious = metrics?.[convention] ?? null
  const mean = (metric: MetricId, key: string): HeadFigure => {
    const found = means.find((one) => one.metric === key)
    return { metric, value: found?.mean ?? null, interval: null, n: found?.n ?? null }
  }
  return [
    {
      metric: isExact ? 'gIoU' : 'lisa.gIoU',
      value: ious?.gIoU ?? null,
      interval: isExact ? (intervals?.gIoU ?? null) : null,
      n: null,
    },
    {
      metric: isExact ? 'cIoU' : 'lisa.cIoU',
      value: ious?.cIoU ?? null,
      interval: isExact ? (intervals?.cIoU ?? null) : null,
      n: null,
    },
    { metric: 'precision', value: metrics?.precision[0] ?? null, interval: null, n: null },
    { metric: 'dice', value: metrics?.dice ?? null, interval: null, n: null },
    mean('boundaryIou', 'boundaryIou'),
    mean('top3', 'top3'),
    mean('priorIou', 'priorIou'),
    mean('hd95', 'hd95'),
  ]
}

export function figureText({ metric, value }: HeadFigure): string {
  if (value === null) return '–'
  return definitionOf(metric).unit === 'pixels' ? `${value.toFixed(1)} px` : value.toFixed(3)
}

/** Everything a reader has to know of a metric, a line each. */
export function definitionLines(metric: MetricId): string[] {
  const { definition, variant, emptyRule, ignoreRule, eps, isHigherBetter } = definitionOf(metric)
  return [
    definition,
    `convention: ${variant}`,
    `empty masks: ${emptyRule}`,
    `ignored pixels: ${ignoreRule}`,
    `against division by zero: ${eps}`,
    isHigherBetter ? 'higher is better' : 'lower is better',
  ]
}

/** What the figures are of, in a sentence. */
export function scopeText({ metrics, missing, unlabelled }: Evaluation): string {
  const count = (n: number) => n.toLocaleString('en')
  const parts = [`${count(metrics?.n ?? 0)} accepted samples`]
  const empty = metrics?.nEmpty ?? 0
  if (empty > 0) parts.push(`${count(empty)} without target`)
  if (missing > 0) parts.push(`${count(missing)} without a prediction`)
  if (unlabelled > 0) parts.push(`${count(unlabelled)} predicted without a truth yet`)
  return parts.join(' · ')
}

/** How the rows are filtered, a word each; none: they are not. */
export function choiceWords(choice: RowChoice): string[] {
  const { causes, kinds, group, isMissing, isTagged, iouFrom, iouTo } = choice
  return [
    ...causes.map((cause) => causeTexts[cause].title),
    ...kinds,
    ...(group === null ? [] : [`${group.by}: ${group.tag}`]),
    ...(isMissing === true ? ['without a prediction'] : []),
    ...(isTagged === null ? [] : [isTagged ? 'tagged' : 'not tagged']),
    ...(iouFrom > 0 || iouTo < 1 ? [`IoU ${iouFrom.toFixed(1)} to ${iouTo.toFixed(1)}`] : []),
  ]
}

/** What a set is, on hover. */
export function setText({ source, path, matched, leftOut }: PredictionSet): string {
  const from = path === '' ? sourceTexts[source].title : `${sourceTexts[source].title}: ${path}`
  const left = leftOut === 0 ? '' : `, ${leftOut.toLocaleString('en')} records left out`
  return `${from} · ${matched.toLocaleString('en')} samples${left}`
}

export type Tenth = {
  readonly from: number
  readonly to: number
  readonly n: number
  /** Share of all samples with at most that IoU. */
  readonly share: number
}

/** Bars of the histogram from how many samples have at most 0.1, 0.2 … 1 IoU. */
export function tenthsOf(upTo: readonly number[]): Tenth[] {
  const all = upTo.at(-1) ?? 0
  return upTo.map((n, i) => ({
    from: i / 10,
    to: (i + 1) / 10,
    n: n - (upTo[i - 1] ?? 0),
    share: all === 0 ? 0 : n / all,
  }))
}

export type CategoryBar = {
  readonly tag: string
  readonly n: number
  readonly value: number
  /** How far the interval reaches below and above. */
  readonly error: readonly [below: number, above: number]
}

/** gIoU of each category, the largest category first. */
export function categoryBars({ groups }: Evaluation): CategoryBar[] {
  return groups
    .filter(({ by }) => by === 'category')
    .map(({ tag, metrics, intervals }): CategoryBar => {
      const value = metrics.exact.gIoU
      const interval = intervals?.gIoU ?? { low: value, high: value }
      return {
        tag,
        n: metrics.n,
        value,
        error: [Math.max(0, value - interval.low), Math.max(0, interval.high - value)],
      }
    })
    .toSorted((a, b) => b.n - a.n || (a.tag < b.tag ? -1 : 1))
}
