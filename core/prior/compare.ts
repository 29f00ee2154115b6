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
  const size = sizeOfRle(mask)
  const { width, height } = size
  const total = sumOfPrior(weights, size)
  const rows = rowsOf(height)
  const column = new Float64Array(priorSide)
  let filled = -1
  let shared = 0
  visitColumnRuns(mask, (x, y0, y1) => {
    if (x !== filled) priorColumn(weights, width, x + 0.5, column)
    filled = x
    shared += sumOfColumn(column, rows, y0, y1)
  })
  const union = total + rleArea(mask) - shared
  return union > 0 ? shared / union : 1
}

/** Where the prior, bilinear at this size, is at least `threshold`. O(width × cells), not pixels. */
export function rleFromPrior(weights: readonly number[], size: Size, threshold: number): Rle {
  const { width, height } = size
  const flips: number[] = []
  const rows = rowsOf(height)
  const column = new Float64Array(priorSide)
  for (let x = 0; x < width; x++) {
    priorColumn(weights, width, x + 0.5, column)
    let isSet = false
    for (const { from, to } of rows.stretches) {
      const isFirst = weightAt(column, rows, from) >= threshold
      if (isFirst !== isSet) flips.push(x * height + from)
      isSet = isFirst
      if (weightAt(column, rows, to - 1) >= threshold === isFirst) continue
      flips.push(x * height + crossing(column, rows, { from, to, threshold }))
      isSet = !isFirst
    }
    if (isSet) flips.push((x + 1) * height)
  }
  return rleFromFlips(size, flips)
}

type Stretch = { readonly from: number; readonly to: number }

/** Where the centre of each row lies: between which two cells, and how far it is from the first to the second. */
type Rows = {
  readonly low: Uint8Array
  readonly share: Float64Array
  /** Rows grouped so that in each group the weight is linear in the row: below the first centre, between two, past the last. */
  readonly stretches: readonly Stretch[]
}

function rowsOf(height: number): Rows {
  const low = new Uint8Array(height)
  const share = new Float64Array(height)
  for (let y = 0; y < height; y++) {
    const place = Math.min(Math.max(((y + 0.5) / height) * priorSide - 0.5, 0), priorSide - 1)
    low[y] = Math.min(Math.floor(place), priorSide - 2)
    share[y] = place - (low[y] as number)
  }
  const edges = [0]
  for (let cell = 0; cell < priorSide; cell++)
    edges.push(Math.max(0, Math.ceil(((cell + 0.5) * height) / priorSide - 0.5)))
  edges.push(height)
  const stretches = edges
    .slice(0, -1)
    .map((from, i) => ({ from, to: edges[i + 1] as number }))
    .filter(({ from, to }) => to > from)
  return { low, share, stretches }
}

/** Weight at the centre of a row, between the cell centres of one column. */
function weightAt(column: Float64Array, { low, share }: Rows, row: number): number {
  const cell = low[row] as number
  const part = share[row] as number
  return (column[cell] as number) * (1 - part) + (column[cell + 1] as number) * part
}

/** The first row of the stretch, past its own first, that is on the other side of the threshold, as its last one is. */
function crossing(
  column: Float64Array,
  rows: Rows,
  { from, to, threshold }: Stretch & { readonly threshold: number },
): number {
  const isFirst = weightAt(column, rows, from) >= threshold
  let low = from
  let high = to - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (weightAt(column, rows, middle) >= threshold === isFirst) low = middle
    else high = middle
  }
  return high
}

/** A column's weights over rows from ≤ y < to, added up: a linear stretch in one step. */
function sumOfColumn(column: Float64Array, rows: Rows, from: number, to: number): number {
  let sum = 0
  for (const part of rows.stretches) {
    const low = Math.max(from, part.from)
    const high = Math.min(to, part.to)
    if (high > low)
      sum += ((high - low) * (weightAt(column, rows, low) + weightAt(column, rows, high - 1))) / 2
  }
  return sum
}

/** All weights of the bilinear prior: each cell's by how much of it the pixels' centres take, across and down. */
function sumOfPrior(weights: readonly number[], { width, height }: Size): number {
  const [across, down] = [takenOf(width), takenOf(height)]
  let sum = 0
  for (let row = 0; row < priorSide; row++) {
    let line = 0
    for (let cell = 0; cell < priorSide; cell++)
      line += (weights[row * priorSide + cell] ?? 0) * (across[cell] as number)
    sum += line * (down[row] as number)
  }
  return sum
}

function takenOf(length: number): Float64Array {
  const { low, share } = rowsOf(length)
  const taken = new Float64Array(priorSide)
  for (let i = 0; i < length; i++) {
    const cell = low[i] as number
    taken[cell] = (taken[cell] as number) + 1 - (share[i] as number)
    taken[cell + 1] = (taken[cell + 1] as number) + (share[i] as number)
  }
  return taken
}
