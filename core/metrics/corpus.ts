import { meanOf } from './calibration.ts'
import { diceOf, type PairAreas } from './overlap.ts'

/** One sample's prediction beside its truth. */
export type EvaluatedPair = PairAreas & {
  /** No prediction was given: it counts as an empty mask. */
  readonly isMissing: boolean
}

export type IouMeans = {
  /** Mean IoU over the samples. */
  readonly gIoU: number
  /** Sum of intersections over sum of unions. */
  readonly cIoU: number
}

export const precisionLevels = [0.5, 0.6, 0.7, 0.8, 0.9] as const

export type CorpusMetrics = {
  readonly n: number
  readonly nMissing: number
  /** Samples whose truth has no pixel that counts. */
  readonly nEmpty: number
  /** In float64, without a term against division by zero; IoU of two empty masks is 1. */
  readonly exact: IouMeans
  /** With LISA's terms: they differ from `exact` by about 1e-5. */
  readonly lisa: IouMeans
  readonly dice: number
  /** Share of samples with an IoU of at least each of `precisionLevels`. */
  readonly precision: readonly number[]
}

/** 1 where both masks are empty. */
export function iouOfAreas({
  intersection,
  union,
}: Pick<PairAreas, 'intersection' | 'union'>): number {
  return union === 0 ? 1 : intersection / union
}

/**
 * null for no samples.
 * Source of LISA's convention: dvlab-research/LISA train_ds.py `validate`, utils/utils.py `intersectionAndUnionGPU`.
 */
export function corpusMetrics(pairs: readonly EvaluatedPair[]): CorpusMetrics | null {
  const n = pairs.length
  if (n === 0) return null
  const ious = pairs.map(iouOfAreas)
  const [intersection, union] = [
    sumOf(pairs.map((pair) => pair.intersection)),
    sumOf(pairs.map((pair) => pair.union)),
  ]
  return {
    n,
    nMissing: pairs.filter(({ isMissing }) => isMissing).length,
    nEmpty: pairs.filter(({ truth }) => truth === 0).length,
    exact: { gIoU: sumOf(ious) / n, cIoU: iouOfAreas({ intersection, union }) },
    lisa: {
      gIoU: sumOf(pairs.map(lisaIou)) / (n + 1e-5),
      cIoU: intersection / (union + 1e-10),
    },
    dice: sumOf(pairs.map((one) => diceOf(one.intersection, one.prediction + one.truth))) / n,
    precision: precisionLevels.map((level) => ious.filter((iou) => iou >= level).length / n),
  }
}

/** As LISA has it for one sample: a term of 1e-5 below the line, and 1 where the union is empty. */
export function lisaIou({
  intersection,
  union,
}: Pick<PairAreas, 'intersection' | 'union'>): number {
  return intersection / (union + 1e-5) + (union === 0 ? 1 : 0)
}

export type TagMetrics = { readonly tag: string; readonly metrics: CorpusMetrics }

/** Apart for every tag, by name; a sample with several counts for each of them. */
export function metricsByTag<T extends EvaluatedPair>(
  pairs: readonly T[],
  tagsOf: (pair: T) => readonly string[],
): TagMetrics[] {
  const groups = new Map<string, T[]>()
  for (const pair of pairs)
    for (const tag of new Set(tagsOf(pair))) {
      const group = groups.get(tag)
      if (group === undefined) groups.set(tag, [pair])
      else group.push(pair)
    }
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([tag, group]) => {
      const metrics = corpusMetrics(group)
      return metrics === null ? [] : [{ tag, metrics }]
    })
}

/**
 * The mean over categories, each weighing the same however many samples it has, for cIoU too: the “Avg.” column of
 * ReasonSeg-SGDR. null for none.
 */
export function meanOverCategories(
  categories: readonly CorpusMetrics[],
): (IouMeans & { readonly categories: number }) | null {
  const gIoU = meanOf(categories.map(({ exact }) => exact.gIoU))
  const cIoU = meanOf(categories.map(({ exact }) => exact.cIoU))
  return gIoU === null || cIoU === null ? null : { gIoU, cIoU, categories: categories.length }
}

export type NoTargetPair = PairAreas & {
  readonly isNoTarget: boolean
  /** What the prediction says; ours: that its mask is empty, unless the file says otherwise. */
  readonly saysNoTarget: boolean
}

export type NoTargetMetrics = IouMeans & {
  /** Share of the samples without a target that were found to have none; null without such samples. */
  readonly noTargetAccuracy: number | null
  /** Share of the samples with a target that were found to have one; null without such samples. */
  readonly targetAccuracy: number | null
  /** Share of the samples with a target that have an IoU of at least 0.7, 0.8, 0.9; null without such samples. */
  readonly precision: readonly { readonly level: number; readonly share: number | null }[]
}

/**
 * gRefCOCO's set; null for no samples. Without a target: found so, the IoU is 1 and no union counts; not found, the IoU
 * is 0 and the predicted pixels join the unions. With one, but said to have none: nothing intersects, the union of both
 * masks counts all the same.
 * Source: henghuiding/ReLA gres_model/evaluation/refer_evaluation.py.
 */
export function noTargetMetrics(pairs: readonly NoTargetPair[]): NoTargetMetrics | null {
  const scored = pairs.map((pair) => {
    const { isNoTarget, saysNoTarget } = pair
    if (isNoTarget)
      return saysNoTarget
        ? { pair, iou: 1, intersection: 0, union: 0 }
        : { pair, iou: 0, intersection: 0, union: pair.prediction }
    const intersection = saysNoTarget ? 0 : pair.intersection
    const iou = pair.union === 0 ? 0 : intersection / pair.union
    return { pair, iou, intersection, union: pair.union }
  })
  const gIoU = meanOf(scored.map(({ iou }) => iou))
  if (gIoU === null) return null
  const absent = pairs.filter(({ isNoTarget }) => isNoTarget)
  const present = scored.filter(({ pair }) => !pair.isNoTarget)
  return {
    gIoU,
    cIoU: iouOfAreas({
      intersection: sumOf(scored.map((one) => one.intersection)),
      union: sumOf(scored.map((one) => one.union)),
    }),
    noTargetAccuracy: meanOf(absent.map(({ saysNoTarget }) => (saysNoTarget ? 1 : 0))),
    targetAccuracy: meanOf(present.map(({ pair }) => (pair.saysNoTarget ? 0 : 1))),
    precision: [0.7, 0.8, 0.9].map((level) => ({
      level,
      share: meanOf(present.map(({ iou }) => (iou >= level ? 1 : 0))),
    })),
  }
}

/**
 * The best true IoU among the k candidates of highest score, of equal scores the first; null without candidates. With
 * k above 1 an oracle (Rea2Seg's top-3): not to be compared with systems that give one mask.
 */
export function topIou(
  candidates: readonly { readonly score: number; readonly iou: number }[],
  k: number,
): number | null {
  const best = candidates.toSorted((a, b) => b.score - a.score).slice(0, k)
  return best.length === 0 ? null : Math.max(...best.map(({ iou }) => iou))
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0)
}
