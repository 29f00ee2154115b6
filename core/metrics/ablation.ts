import {
  bootstrapDefaults,
  bootstrapInterval,
  comparePaired,
  type BootstrapOptions,
  type Interval,
  type PairedComparison,
  type Quotient,
} from './bootstrap.ts'
import { iouOfAreas } from './corpus.ts'
import type { PairAreas } from './overlap.ts'

/** What one setting, or one model, gave: by sample id. */
export type AblationInput = {
  readonly name: string
  readonly results: ReadonlyMap<number, PairAreas>
}

export const ablationMetrics = ['gIoU', 'cIoU', 'P@0.5'] as const
export type AblationMetric = (typeof ablationMetrics)[number]

export type AblationCell = {
  readonly metric: AblationMetric
  /** null without results. */
  readonly interval: Interval | null
  /** Against the first row, on the samples that both have; null for the first row itself and without such samples. */
  readonly against: PairedComparison | null
  /** The comparison's p, corrected for the number of rows compared by this metric; null without a comparison. */
  readonly correctedP: number | null
  readonly isSignificant: boolean
}

export type AblationRow = {
  readonly name: string
  readonly n: number
  readonly cells: readonly AblationCell[]
}

/**
 * A table of settings as papers print it, each row compared with the first by paired bootstrap and permutation. With
 * many rows some differ by chance alone, so a difference counts as significant by Holm's correction over the rows.
 * Source: Holm, A Simple Sequentially Rejective Multiple Test Procedure, 1979.
 */
export function ablationTable(
  inputs: readonly AblationInput[],
  options: BootstrapOptions = bootstrapDefaults,
): AblationRow[] {
  const columns = ablationMetrics.map((metric) => columnOf(inputs, metric, options))
  return inputs.map(({ name, results }, row) => ({
    name,
    n: results.size,
    cells: columns.flatMap((column) => column[row] ?? []),
  }))
}

/**
 * Each p times the number of those not smaller, never below a smaller one's, at most 1; in the order given. null stays
 * and does not count.
 */
export function holmCorrected(ps: readonly (number | null)[]): (number | null)[] {
  const order = ps
    .flatMap((p, at) => (p === null ? [] : [{ p, at }]))
    .toSorted((a, b) => a.p - b.p || a.at - b.at)
  const corrected: (number | null)[] = ps.map(() => null)
  let least = 0
  order.forEach(({ p, at }, i) => {
    least = Math.max(least, Math.min(1, p * (order.length - i)))
    corrected[at] = least
  })
  return corrected
}

/** What a sample adds to each of these figures, for intervals and comparisons. */
export const quotients: Readonly<Record<AblationMetric, (areas: PairAreas) => Quotient>> = {
  gIoU: (areas) => ({ top: iouOfAreas(areas), bottom: 1 }),
  cIoU: ({ intersection, union }) => ({ top: intersection, bottom: union }),
  'P@0.5': (areas) => ({ top: iouOfAreas(areas) >= 0.5 ? 1 : 0, bottom: 1 }),
}

function columnOf(
  inputs: readonly AblationInput[],
  metric: AblationMetric,
  options: BootstrapOptions,
): AblationCell[] {
  const quotient = quotients[metric]
  const [first] = inputs
  const comparisons = inputs.map(({ results }, row) => {
    if (first === undefined || row === 0) return null
    // By id, so that the order of the rows' results changes no draw.
    const shared = idsOf(results).filter((id) => first.results.has(id))
    const of = (from: ReadonlyMap<number, PairAreas>) =>
      shared.flatMap((id) => {
        const areas = from.get(id)
        return areas === undefined ? [] : [quotient(areas)]
      })
    return comparePaired(of(results), of(first.results), options)
  })
  const corrected = holmCorrected(comparisons.map((one) => one?.p ?? null))
  return inputs.map(({ results }, row) => {
    const p = corrected[row] ?? null
    const samples = idsOf(results).flatMap((id) => results.get(id) ?? [])
    return {
      metric,
      interval: bootstrapInterval(samples.map(quotient), options),
      against: comparisons[row] ?? null,
      correctedP: p,
      isSignificant: p !== null && p < 1 - options.level,
    }
  })
}

function idsOf(results: ReadonlyMap<number, PairAreas>): number[] {
  return [...results.keys()].toSorted((a, b) => a - b)
}
