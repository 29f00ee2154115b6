import type { Size } from '../geometry/size.ts'
import type { Mask } from './mask.ts'

/**
 * Bits lie in rows, run lengths run down columns. Both ways go through the places where a pixel differs from the one
 * above it, four pixels a machine word, so that no transposed copy is made.
 */
export type ColumnFlips = {
  /** Row of each flip, grouped by column, ascending in each. */
  readonly rows: Uint32Array
  /** Where each column's flips end in `rows`. */
  readonly columnEnds: Uint32Array
}

type FlipList = {
  columns: Uint32Array
  rows: Uint32Array
  count: number
  readonly perColumn: Uint32Array
}

/** Found row by row, then grouped by column. */
export function columnFlipsOf(mask: Mask): ColumnFlips {
  const { width, height } = mask.size
  const words = wordsOf(mask)
  const stride = (width + 3) >> 2
  const list: FlipList = {
    columns: new Uint32Array(stride * 16),
    rows: new Uint32Array(stride * 16),
    count: 0,
    perColumn: new Uint32Array(stride * 4),
  }
  for (let y = 1; y < height; y++) scanRow(words, y, stride, list)
  const { columns, rows, count, perColumn } = list
  return { rows: groupedBy(columns.subarray(0, count), rows, perColumn), columnEnds: perColumn }
}

function scanRow(words: Uint32Array, y: number, stride: number, list: FlipList): void {
  if (list.columns.length - list.count < stride * 4) grow(list)
  const here = y * stride
  const above = here - stride
  const last = stride - 3
  let i = 0
  while (i < stride) {
    // Most words equal those above: four of them are passed at once.
    while (
      i < last &&
      words[here + i] === words[above + i] &&
      words[here + i + 1] === words[above + i + 1] &&
      words[here + i + 2] === words[above + i + 2] &&
      words[here + i + 3] === words[above + i + 3]
    )
      i += 4
    if (i >= stride) return
    const changed = (words[here + i] as number) ^ (words[above + i] as number)
    if (changed !== 0) addFlips(list, changed, i * 4, y)
    i++
  }
}

/** One byte of `changed` is one pixel, the lowest leftmost. */
function addFlips(list: FlipList, changed: number, x: number, y: number): void {
  for (let k = 0; k < 4; k++) {
    if (((changed >>> (k * 8)) & 1) === 0) continue
    list.columns[list.count] = x + k
    list.rows[list.count++] = y
    list.perColumn[x + k] = (list.perColumn[x + k] as number) + 1
  }
}

function grow(list: FlipList): void {
  const { columns, rows } = list
  list.columns = new Uint32Array(columns.length * 2)
  list.rows = new Uint32Array(columns.length * 2)
  list.columns.set(columns)
  list.rows.set(rows)
}

/** Rows as 32-bit words of four pixels, each row padded to whole words. Little-endian, as every supported machine is. */
function wordsOf(mask: Mask): Uint32Array {
  const { width, height } = mask.size
  const { bits } = mask
  if (width % 4 === 0 && bits.byteOffset % 4 === 0)
    return new Uint32Array(bits.buffer, bits.byteOffset, (width * height) / 4)
  const stride = (width + 3) & ~3
  const bytes = new Uint8Array(stride * height)
  for (let y = 0; y < height; y++) bytes.set(bits.subarray(y * width, (y + 1) * width), y * stride)
  return new Uint32Array(bytes.buffer)
}

/** Bits of runs (background first, column-major): each row is the one above it with its flips. */
export function bitsFromRuns(runs: Uint32Array, size: Size): Uint8Array {
  const { width, height } = size
  const bits = new Uint8Array(width * height)
  const flips = flipsOfRuns(runs, size, bits)
  let i = 0
  for (let y = 1; y < height; y++) {
    const row = y * width
    bits.copyWithin(row, row - width, row)
    for (const end = flips.rowEnds[y] as number; i < end; i++) {
      const at = row + (flips.columns[i] as number)
      bits[at] = (bits[at] as number) ^ 1
    }
  }
  return bits
}

type RowFlips = { readonly columns: Uint32Array; readonly rowEnds: Uint32Array }

/** Where a pixel differs from the one above it, grouped by row; the top row's bits are set at once. */
function flipsOfRuns(runs: Uint32Array, { width, height }: Size, bits: Uint8Array): RowFlips {
  const xs = new Uint32Array(runs.length)
  const ys = new Uint32Array(runs.length)
  const rowEnds = new Uint32Array(height)
  let n = 0
  let position = 0
  let column = 0
  let columnStart = 0
  for (let i = 0; i < runs.length; i++) {
    position += runs[i] as number
    // A foreground run that crosses into other columns starts anew at the top of each.
    while (position >= columnStart + height) {
      column++
      columnStart += height
      if (i & 1 && position > columnStart) bits[column] = 1
    }
    if (column >= width) break
    const y = position - columnStart
    if (y > 0) {
      xs[n] = column
      ys[n++] = y
      rowEnds[y] = (rowEnds[y] as number) + 1
    } else if ((i & 1) === 0) bits[column] = 1
  }
  return { columns: groupedBy(ys.subarray(0, n), xs, rowEnds), rowEnds }
}

/** `values` in the order of their keys; turns `ends`, the number of values of each key, into where each key's end. */
function groupedBy(keys: Uint32Array, values: Uint32Array, ends: Uint32Array): Uint32Array {
  let start = 0
  for (let k = 0; k < ends.length; k++) {
    const count = ends[k] as number
    ends[k] = start
    start += count
  }
  const grouped = new Uint32Array(keys.length)
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as number
    const at = ends[key] as number
    grouped[at] = values[i] as number
    ends[key] = at + 1
  }
  return grouped
}
