import { meanOf, type Estimate } from './calibration.ts'
import { topIou } from './corpus.ts'

/** How good a judge's scores are where the true IoUs are known; null where it cannot be told. */
export type JudgeQuality = {
  readonly samples: number
  /** Mean distance of score and true IoU, over all candidates, 0..1. */
  readonly absoluteError: number | null
  /** Mean over the samples of the rank correlation of score and IoU, -1..1; of those where it is defined. */
  readonly spearman: number | null
  readonly spearmanSamples: number
  /** Mean over the samples of the best IoU less that of the candidate of highest score, 0..1. */
  readonly regret: number | null
  /** Mean of the best true IoU among the first one and the first three: the second an oracle. */
  readonly topOne: number | null
  readonly topThree: number | null
}

/** One list of candidates a sample; samples without candidates are left out. */
export function judgeQuality(samples: readonly (readonly Estimate[])[]): JudgeQuality {
  const judged = samples.filter((candidates) => candidates.length > 0)
  const correlations = judged.flatMap((candidates) => spearmanOf(candidates) ?? [])
  const top = (k: number) =>
    judged.flatMap(
      (candidates) =>
        topIou(
          candidates.map(({ predicted, iou }) => ({ score: predicted, iou })),
          k,
        ) ?? [],
    )
  const best = judged.map((candidates) => Math.max(...candidates.map(({ iou }) => iou)))
  const first = top(1)
  return {
    samples: judged.length,
    absoluteError: meanOf(judged.flat().map(({ predicted, iou }) => Math.abs(predicted - iou))),
    spearman: meanOf(correlations),
    spearmanSamples: correlations.length,
    regret: meanOf(best.map((iou, i) => iou - (first[i] ?? 0))),
    topOne: meanOf(first),
    topThree: meanOf(top(3)),
  }
}

/** Pearson's correlation of the ranks, equals sharing the mean of theirs; null where either does not vary. */
export function spearmanOf(estimates: readonly Estimate[]): number | null {
  const a = ranksOf(estimates.map(({ predicted }) => predicted))
  const b = ranksOf(estimates.map(({ iou }) => iou))
  const middle = (estimates.length + 1) / 2
  let [joint, ownA, ownB] = [0, 0, 0]
  for (const [i, rank] of a.entries()) {
    const [awayA, awayB] = [rank - middle, (b[i] ?? 0) - middle]
    joint += awayA * awayB
    ownA += awayA ** 2
    ownB += awayB ** 2
  }
  return ownA === 0 || ownB === 0 ? null : joint / Math.sqrt(ownA * ownB)
}

function ranksOf(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b)
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 + 1)
}
