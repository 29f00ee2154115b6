import { priorSide } from './prior.ts'
import { resamplePrior } from './resample.ts'

/** A map of weights as it was saved: row-major, rows × columns. Finite numbers, any range. */
export type WeightMap = {
  readonly rows: number
  readonly columns: number
  readonly values: Float64Array
}

/** Values of a map at most: 4096 × 4096. */
export const mostWeights = 16_777_216

/**
 * Any map of finite numbers as a prior: laid over the whole image whatever its shape, 32×32 row-major, greatest weight 1.
 * Sides longer than 32 are averaged by area, shorter ones interpolated between their cells' centres. Zero stays zero,
 * so that an exported prior comes back as it was; only a map with values below zero is shifted, its least becoming zero.
 * A map of one value says nothing of where the target is: every place gets weight 1.
 */
export function importedPrior(map: WeightMap): number[] {
  const unit = toUnit(map.values)
  if (unit === null) return Array.from({ length: priorSide * priorSide }, () => 1)
  const { rows, columns, values } = widened({ ...map, values: unit })
  const cells = resamplePrior(values, columns, rows)
  const most = cells.reduce((a, b) => Math.max(a, b), 0)
  return cells.map((cell) => Math.min(1, Math.max(0, cell / most)))
}

/**
 * Scaled to 0..1 with a greatest value of 1; null where all are the same. Divided before it is subtracted, so that nothing
 * grows beyond a double.
 */
function toUnit(values: Float64Array): Float64Array | null {
  let least = Infinity
  let most = -Infinity
  for (const value of values) {
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  if (least === most) return null
  const scale = Math.max(-least, most)
  const low = Math.min(0, least / scale)
  const range = most / scale - low
  return values.map((value) => (value / scale - low) / range)
}

/** The map with at least 32 rows and columns, bilinear between the centres of its cells, flat beyond the outermost. */
function widened({ rows, columns, values }: WeightMap): WeightMap {
  const down = placesIn(rows, Math.max(rows, priorSide))
  const across = placesIn(columns, Math.max(columns, priorSide))
  const wide = new Float64Array(down.length * across.length)
  const at = (row: number, column: number) => values[row * columns + column] ?? 0
  for (const [y, row] of down.entries())
    for (const [x, column] of across.entries()) {
      const upper = mix(at(row.low, column.low), at(row.low, column.high), column.share)
      const lower = mix(at(row.high, column.low), at(row.high, column.high), column.share)
      wide[y * across.length + x] = mix(upper, lower, row.share)
    }
  return { rows: down.length, columns: across.length, values: wide }
}

function mix(a: number, b: number, share: number): number {
  return a * (1 - share) + b * share
}

/** For the centres of `count` cells along a side the two of the `from` cells around each, and how far it is to the second. */
function placesIn(from: number, count: number): { low: number; high: number; share: number }[] {
  return Array.from({ length: count }, (_, i) => {
    const place = Math.min(Math.max(((i + 0.5) / count) * from - 0.5, 0), from - 1)
    const low = Math.floor(place)
    return { low, high: Math.min(low + 1, from - 1), share: place - low }
  })
}
