import { groupByRun, sharpenOrder, type FitRow } from './fit-order.ts'
import { scoreTermNames, type ScoreTermName } from './candidate.ts'
import { weightedSum, type Weights } from './weights.ts'

/**
 * The score of a set of terms: their weighted sum, read off a table that never falls as the sum grows.
 * Between knots it is linear, outside flat.
 */
export type GeometricFit = {
  readonly weights: Weights
  readonly knots: readonly { readonly sum: number; readonly iou: number }[]
}

/** Terms that say nearly the same share their weight instead of trading it: a third of a term's usual variance in a run. */
const ridge = 1e-2
const sweeps = 200
const knotCount = 12

/**
 * Least squares with weights of at least 0 and a free constant for each run (coordinate descent, slightly ridged): the
 * weights say what tells a candidate from its rivals, not one picture from another. From there on they are moved until
 * the candidate that they put first is the best they can choose (`sharpenOrder`). Then the monotone table of the sums
 * that fits best over all runs (pool adjacent violators), thinned to about a dozen knots. Rows must not be empty.
 */
export function fitGeometric(rows: readonly FitRow[]): GeometricFit {
  if (rows.length === 0) throw new Error('a fit needs at least one row')
  const weights = sharpenOrder(rows, fitWeights(rows))
  const points = rows
    .map((row) => ({ sum: weightedSum(row.terms, weights), iou: row.iou }))
    .toSorted((a, b) => a.sum - b.sum)
  const most = scoreTermNames.reduce((sum, name) => sum + weights[name], 0)
  return { weights, knots: extended(thinned(poolViolators(points)), most) }
}

/** The table's value at a sum. */
export function readKnots(knots: GeometricFit['knots'], sum: number): number {
  const next = knots.findIndex((knot) => knot.sum > sum)
  const above = knots[next === -1 ? knots.length - 1 : next]
  const below = knots[next === -1 ? knots.length - 1 : Math.max(0, next - 1)]
  if (above === undefined || below === undefined) return 0
  const width = above.sum - below.sum
  const share = width > 0 ? Math.min(1, Math.max(0, (sum - below.sum) / width)) : 0
  return below.iou + share * (above.iou - below.iou)
}

function fitWeights(rows: readonly FitRow[]): Record<ScoreTermName, number> {
  const own = rows.map((row) => [...scoreTermNames.map((name) => row.terms[name]), row.iou])
  const centred = centredByRun(own, rows)
  const covariance = (a: number, b: number) =>
    mean(centred.map((values) => (values[a] as number) * (values[b] as number)))
  const iou = scoreTermNames.length
  const target = scoreTermNames.map((_, a) => covariance(a, iou))
  const matrix = scoreTermNames.map((_, a) =>
    scoreTermNames.map((__, b) => covariance(a, b) + (a === b ? ridge : 0)),
  )
  const weights = scoreTermNames.map(() => 0)
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const [i, row] of matrix.entries()) {
      const others = row.reduce(
        (sum, value, j) => sum + (i === j ? 0 : value * (weights[j] ?? 0)),
        0,
      )
      weights[i] = Math.max(0, ((target[i] ?? 0) - others) / (row[i] as number))
    }
  }
  return Object.fromEntries(scoreTermNames.map((name, i) => [name, weights[i] ?? 0])) as Record<
    ScoreTermName,
    number
  >
}

/** Every number less its mean over the rows of the same run. */
function centredByRun(values: readonly (readonly number[])[], rows: readonly FitRow[]): number[][] {
  const runs = groupByRun(rows.map(({ run }, i) => ({ run, numbers: values[i] ?? [] })))
  const means = new Map(
    [...runs].map(([run, of]) => [
      run,
      (of[0]?.numbers ?? []).map((_, k) => mean(of.map(({ numbers }) => numbers[k] ?? 0))),
    ]),
  )
  return values.map((row, i) => {
    const middle = means.get(rows[i]?.run ?? NaN) ?? []
    return row.map((value, k) => value - (middle[k] ?? 0))
  })
}

type Block = { readonly sum: number; readonly iou: number; readonly count: number }

/** Blocks of neighbouring points with their mean sum and mean IoU, the latter never falling. */
function poolViolators(points: readonly { sum: number; iou: number }[]): Block[] {
  const blocks: Block[] = []
  for (const point of points) {
    let block: Block = { ...point, count: 1 }
    for (let last = blocks.at(-1); last && last.iou >= block.iou; last = blocks.at(-1)) {
      blocks.pop()
      block = merged(last, block)
    }
    blocks.push(block)
  }
  return blocks
}

function merged(a: Block, b: Block): Block {
  const count = a.count + b.count
  return {
    sum: (a.sum * a.count + b.sum * b.count) / count,
    iou: (a.iou * a.count + b.iou * b.count) / count,
    count,
  }
}

/** Neighbouring blocks joined until each knot stands for a like number of points. */
function thinned(blocks: readonly Block[]): GeometricFit['knots'] {
  const share = blocks.reduce((sum, block) => sum + block.count, 0) / knotCount
  const joined: Block[] = []
  let open: Block | null = null
  for (const block of blocks) {
    open = open === null ? block : merged(open, block)
    if (open.count < share) continue
    joined.push(open)
    open = null
  }
  if (open !== null) joined.push(open)
  return joined.map(({ sum, iou }) => ({ sum, iou: Math.min(1, Math.max(0, iou)) }))
}

/** Carries the outermost slopes on to the least and greatest possible sum, so that the best of the best still differ. */
function extended(knots: GeometricFit['knots'], most: number): GeometricFit['knots'] {
  const [first, second] = knots
  const last = knots.at(-1)
  const beforeLast = knots.at(-2)
  if (!first || !second || !last || !beforeLast) return knots
  const lowSlope = (second.iou - first.iou) / (second.sum - first.sum)
  const highSlope = (last.iou - beforeLast.iou) / (last.sum - beforeLast.sum)
  const low = { sum: 0, iou: Math.max(0, first.iou - lowSlope * first.sum) }
  const high = { sum: most, iou: Math.min(1, last.iou + highSlope * (most - last.sum)) }
  return [...(low.sum < first.sum ? [low] : []), ...knots, ...(high.sum > last.sum ? [high] : [])]
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
