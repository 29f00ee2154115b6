import { scoreTermNames, type ScoreTerms } from './candidate.ts'
import { weightedSum, type Weights } from './weights.ts'

/** A candidate whose true IoU with its target is known; rows of the same `run` were rivals. */
export type FitRow = { readonly terms: ScoreTerms; readonly iou: number; readonly run: number }

/** How far sums must differ for the higher one to be taken for sure, about; weights sum to 1. */
const doubt = 0.02
/** A move must bring so much: smaller gains are the pictures' at hand and lost on others. */
const leastGain = 0.002
const stepSizes = [0.1, 0.05, 0.02, 0.01]

/**
 * Weights that choose better: from the given ones on, each is moved up and down as long as the mean IoU of the
 * candidate that is put first rises. It is put first with the chance of a softmax over its rivals' sums, so that the
 * measure has no jumps. The weights sum to 1.
 */
export function sharpenOrder(rows: readonly FitRow[], start: Weights): Weights {
  const runs = [...groupByRun(rows).values()]
  let weights = ofSumOne(start)
  let best = meanIouOfFirst(runs, weights)
  for (const step of stepSizes) {
    let hasRisen = true
    while (hasRisen) {
      hasRisen = false
      for (const tried of neighbours(weights, step)) {
        const found = meanIouOfFirst(runs, tried)
        if (found <= best + leastGain) continue
        best = found
        weights = tried
        hasRisen = true
      }
    }
  }
  return weights
}

/** Rivals by their run, in the order of the rows. */
export function groupByRun<T extends Pick<FitRow, 'run'>>(
  rows: readonly T[],
): ReadonlyMap<number, readonly T[]> {
  const runs = new Map<number, T[]>()
  for (const row of rows) {
    const rivals = runs.get(row.run) ?? []
    rivals.push(row)
    runs.set(row.run, rivals)
  }
  return runs
}

/** Each weight a step up and a step down, in the order of the terms. */
function neighbours(weights: Weights, step: number): Weights[] {
  return scoreTermNames.flatMap((name) =>
    [step, -step].flatMap((by) => {
      const moved = { ...weights, [name]: Math.max(0, weights[name] + by) }
      return scoreTermNames.some((one) => moved[one] > 0) ? [ofSumOne(moved)] : []
    }),
  )
}

function meanIouOfFirst(runs: readonly (readonly FitRow[])[], weights: Weights): number {
  let total = 0
  for (const rivals of runs) {
    const sums = rivals.map(({ terms }) => weightedSum(terms, weights))
    const most = Math.max(...sums)
    let [chance, iou] = [0, 0]
    for (const [i, row] of rivals.entries()) {
      const share = Math.exp(((sums[i] as number) - most) / doubt)
      chance += share
      iou += share * row.iou
    }
    total += iou / chance
  }
  return total / runs.length
}

function ofSumOne(weights: Weights): Weights {
  const sum = scoreTermNames.reduce((total, name) => total + weights[name], 0)
  const scaled = scoreTermNames.map((name) => [
    name,
    sum > 0 ? weights[name] / sum : 1 / scoreTermNames.length,
  ])
  return Object.fromEntries(scaled) as Weights
}
