/** How far apart two values are: same or not; by rank; by distance. */
export type Level = 'nominal' | 'ordinal' | 'interval'

/**
 * Krippendorff's alpha: 1 minus observed over expected disagreement. `units` is one row a sample, one value a rater in
 * any order, null where missing; rows of fewer than two values say nothing. 1: always the same; 0: as by chance; below:
 * worse. null where no two values can be paired or all are equal. Names are `nominal`; numbers may be any level.
 * Source: Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011; pln-fing-udelar/fast-krippendorff.
 */
export function krippendorffAlpha(
  units: readonly (readonly (number | null)[])[],
  level: Level,
): number | null {
  const values = [...new Set(units.flat().filter((value) => value !== null))].toSorted(
    (a, b) => a - b,
  )
  const places = new Map(values.map((value, i) => [value, i]))
  const pairs = coincidences(
    units.map((unit) => unit.flatMap((value) => (value === null ? [] : (places.get(value) ?? [])))),
    values.length,
  )
  const totals = pairs.map((row) => sumOf(row))
  const all = sumOf(totals)
  const distance = distanceBetween(level, values, totals)
  let [observed, expected] = [0, 0]
  for (let c = 0; c < values.length; c++)
    for (let k = 0; k < values.length; k++) {
      const apart = distance(c, k)
      observed += (pairs[c]?.[k] ?? 0) * apart
      expected += ((totals[c] ?? 0) * (totals[k] ?? 0) * apart) / (all - 1)
    }
  return all > 1 && expected > 0 ? 1 - observed / expected : null
}

/** `krippendorffAlpha` of names: categories, verdicts. */
export function alphaOfLabels(units: readonly (readonly (string | null)[])[]): number | null {
  const codes = new Map<string, number>()
  const coded = units.map((unit) =>
    unit.map((label) => {
      if (label === null) return null
      const code = codes.get(label) ?? codes.size
      codes.set(label, code)
      return code
    }),
  )
  return krippendorffAlpha(coded, 'nominal')
}

export type FleissKappa = {
  /** null where chance alone would agree always: one category throughout. */
  readonly kappa: number | null
  /** Mean share of agreeing pairs of raters, and what chance would give. */
  readonly observed: number
  readonly expected: number
}

/**
 * Fleiss' kappa. `table` has one row a sample, one column a category: how many raters chose it. Every row must hold as
 * many ratings, two at least, else it throws: `krippendorffAlpha` takes missing ones. null without any row.
 * Source: Fleiss, Measuring nominal scale agreement among many raters, 1971.
 */
export function fleissKappa(table: readonly (readonly number[])[]): FleissKappa | null {
  const [first] = table
  if (first === undefined) return null
  const raters = sumOf(first)
  if (raters < 2 || table.some((row) => sumOf(row) !== raters))
    throw new Error('every sample needs the same number of ratings, at least two')
  const agreeing = table.map(
    (row) => (sumOf(row.map((n) => n * n)) - raters) / (raters * (raters - 1)),
  )
  const observed = sumOf(agreeing) / table.length
  const shares = first.map(
    (_, j) => sumOf(table.map((row) => row[j] ?? 0)) / (raters * table.length),
  )
  const expected = sumOf(shares.map((share) => share * share))
  const isUndefined = shares.some((share) => share === 1)
  return { kappa: isUndefined ? null : (observed - expected) / (1 - expected), observed, expected }
}

/** Ordered pairs of values within a unit, each weighted by 1 / (ratings - 1). */
function coincidences(units: readonly (readonly number[])[], size: number): number[][] {
  const pairs = Array.from({ length: size }, () => Array.from({ length: size }, () => 0))
  for (const unit of units)
    for (const [i, c] of unit.entries())
      for (const [j, k] of unit.entries()) {
        const row = pairs[c]
        if (i !== j && row !== undefined) row[k] = (row[k] ?? 0) + 1 / (unit.length - 1)
      }
  return pairs
}

/** Squared distance of two values given by their places in ascending order. */
function distanceBetween(
  level: Level,
  values: readonly number[],
  totals: readonly number[],
): (c: number, k: number) => number {
  if (level === 'nominal') return (c, k) => (c === k ? 0 : 1)
  if (level === 'interval') return (c, k) => ((values[c] ?? 0) - (values[k] ?? 0)) ** 2
  return (c, k) => {
    const between = sumOf(totals.slice(Math.min(c, k), Math.max(c, k) + 1))
    return (between - ((totals[c] ?? 0) + (totals[k] ?? 0)) / 2) ** 2
  }
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0)
}
