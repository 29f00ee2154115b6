import type { ImagePoint } from '../geometry/point.ts'
import type { Size } from '../geometry/size.ts'
import { priorSide } from './prior.ts'

/** Any grid of weights (row-major, width × height) to 32×32 by area average; cells cut by an edge count by their part. */
export function resamplePrior(values: ArrayLike<number>, width: number, height: number): number[] {
  const columns = averageWeights(width)
  const rows = averageWeights(height)
  return Array.from({ length: priorSide * priorSide }, (_, cell) => {
    const x = cell % priorSide
    const y = (cell - x) / priorSide
    let sum = 0
    for (const row of rows[y] ?? [])
      for (const column of columns[x] ?? [])
        sum += row.share * column.share * (values[row.index * width + column.index] ?? 0)
    return sum
  })
}

/** Prior weight at a point of the image: bilinear between the cells' centres, flat beyond the outermost centres. */
export function priorAt(weights: readonly number[], size: Size, point: ImagePoint): number {
  const x = between((point.x / size.width) * priorSide)
  const y = between((point.y / size.height) * priorSide)
  const at = (row: number, column: number) => weights[row * priorSide + column] ?? 0
  const upper = at(y.low, x.low) * (1 - x.share) + at(y.low, x.high) * x.share
  const lower = at(y.high, x.low) * (1 - x.share) + at(y.high, x.high) * x.share
  return upper * (1 - y.share) + lower * y.share
}

/** Writes the weights at the heights of the 32 cell centres along one vertical line at `x` (image coordinates). */
export function priorColumn(
  weights: readonly number[],
  width: number,
  x: number,
  column: Float64Array,
): void {
  const { low, high, share } = between((x / width) * priorSide)
  for (let row = 0; row < priorSide; row++) {
    const left = weights[row * priorSide + low] ?? 0
    const right = weights[row * priorSide + high] ?? 0
    column[row] = left * (1 - share) + right * share
  }
}

/** The two cells whose centres lie around a place (in cells), and how far it is from the first to the second. */
function between(place: number): { low: number; high: number; share: number } {
  const fromFirst = Math.min(Math.max(place - 0.5, 0), priorSide - 1)
  const low = Math.min(Math.floor(fromFirst), priorSide - 2)
  return { low, high: low + 1, share: fromFirst - low }
}

/** For each of 32 target cells the source cells it averages, shares adding up to 1. */
function averageWeights(length: number): { index: number; share: number }[][] {
  const scale = length / priorSide
  return Array.from({ length: priorSide }, (_, cell) => {
    const from = cell * scale
    const to = (cell + 1) * scale
    const parts = []
    for (let index = Math.floor(from + 1e-9); index < to - 1e-9; index++) {
      const share = (Math.min(to, index + 1) - Math.max(from, index)) / scale
      parts.push({ index, share })
    }
    return parts
  })
}
