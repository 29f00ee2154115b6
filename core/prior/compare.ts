import { visitColumnRuns } from '../mask/column-runs.ts'
import { sizeOfRle, type Rle } from '../mask/mask.ts'
import { rleFromFlips } from '../mask/rle.ts'
import type { Size } from '../geometry/size.ts'
import { maskIou, rleArea } from '../mask/rle-ops.ts'
import { priorSide } from './prior.ts'
import { priorColumn } from './resample.ts'

/** IoU of the mask and the places where the prior, bilinear at the mask's size, is at least 0.5 (CoPRS's prior IoU). */
export function priorIou(weights: readonly number[], mask: Rle): number {
  return maskIou(rleFromPrior(weights, sizeOfRle(mask), 0.5), mask)
}

/** Σ p·g / Σ (p + g − p·g) over all pixels, p the bilinear prior; 1 where both are empty. */
export function softPriorIou(weights: readonly number[], mask: Rle): number {
  const { width, height } = sizeOfRle(mask)
  const sums = columnSums(height)
  const columns = Array.from({ length: width }, (_, x) => priorColumn(weights, width, x + 0.5))
  const total = columns.reduce((sum, column) => sum + sums(column, 0, height), 0)
  let shared = 0
  visitColumnRuns(mask, (x, y0, y1) => {
    shared += sums(columns[x] as number[], y0, y1)
  })
  const union = total + rleArea(mask) - shared
  return union > 0 ? shared / union : 1
}

/** Where the prior, bilinear at this size, is at least `threshold`. O(width × cells), not pixels. */
export function rleFromPrior(weights: readonly number[], size: Size, threshold: number): Rle {
  const flips: number[] = []
  for (let x = 0; x < size.width; x++) {
    const column = priorColumn(weights, size.width, x + 0.5)
    let isSet = false
    for (const { from, to } of stretches(size.height)) {
      for (const y of crossings(column, size.height, { from, to, threshold, isSet })) {
        flips.push(x * size.height + y)
        isSet = !isSet
      }
    }
    if (isSet) flips.push((x + 1) * size.height)
  }
  return rleFromFlips(size, flips)
}

type Stretch = { readonly from: number; readonly to: number }

/** Rows grouped so that in each group the weight is linear in the row: below the first centre, between two, past the last. */
function stretches(height: number): Stretch[] {
  const edges = [0]
  for (let cell = 0; cell < priorSide; cell++)
    edges.push(Math.max(0, Math.ceil(((cell + 0.5) * height) / priorSide - 0.5)))
  edges.push(height)
  return edges
    .slice(0, -1)
    .map((from, i) => ({ from, to: edges[i + 1] as number }))
    .filter(({ from, to }) => to > from)
}

/** Rows of the stretch at which being above the threshold changes: at the first row, and once inside at most. */
function crossings(
  column: readonly number[],
  height: number,
  at: Stretch & { readonly threshold: number; readonly isSet: boolean },
): number[] {
  const isAbove = (y: number) => weightAt(column, height, y) >= at.threshold
  const first = isAbove(at.from)
  const rows = first === at.isSet ? [] : [at.from]
  if (isAbove(at.to - 1) === first) return rows
  let low = at.from
  let high = at.to - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (isAbove(middle) === first) low = middle
    else high = middle
  }
  return [...rows, high]
}

/** Weight at the centre of a row, between the cell centres of one column. */
function weightAt(column: readonly number[], height: number, row: number): number {
  const place = Math.min(Math.max(((row + 0.5) / height) * priorSide - 0.5, 0), priorSide - 1)
  const low = Math.min(Math.floor(place), priorSide - 2)
  const share = place - low
  return (column[low] as number) * (1 - share) + (column[low + 1] as number) * share
}

/** A function that adds up a column's weights over rows from ≤ y < to: linear stretches add up in one step. */
function columnSums(
  height: number,
): (column: readonly number[], from: number, to: number) => number {
  const parts = stretches(height)
  return (column, from, to) => {
    let sum = 0
    for (const part of parts) {
      const low = Math.max(from, part.from)
      const high = Math.min(to, part.to)
      if (high <= low) continue
      const ends = weightAt(column, height, low) + weightAt(column, height, high - 1)
      sum += ((high - low) * ends) / 2
    }
    return sum
  }
}
