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

type FlipList = { columns: Uint32Array; count: number; readonly perColumn: Uint32Array }

/** Found row by row, then sorted into columns by counting. */
export function columnFlipsOf(mask: Mask): ColumnFlips {
  const { width, height } = mask.size
  const words = wordsOf(mask)
  const stride = (width + 3) >> 2
  const list: FlipList = {
    columns: new Uint32Array(stride * 16),
    count: 0,
    perColumn: new Uint32Array(stride * 4),
  }
  const rowEnds = new Uint32Array(height)
  for (let y = 1; y < height; y++) {
    scanRow(words, y * stride, stride, list)
    rowEnds[y] = list.count
  }
  return sortedByColumn(list, rowEnds)
}

function scanRow(words: Uint32Array, from: number, stride: number, list: FlipList): void {
  if (list.columns.length - list.count < stride * 4) grow(list)
  const { columns, perColumn } = list
  let n = list.count
  for (let i = 0; i < stride; i++) {
    const changed = (words[from + i] as number) ^ (words[from + i - stride] as number)
    if (changed === 0) continue
    for (let k = 0; k < 4; k++) {
      if (((changed >>> (k * 8)) & 1) === 0) continue
      const x = i * 4 + k
      columns[n++] = x
      perColumn[x] = (perColumn[x] as number) + 1
    }
  }
  list.count = n
}

function grow(list: FlipList): void {
  const wider = new Uint32Array(list.columns.length * 2)
  wider.set(list.columns)
  list.columns = wider
}

function sortedByColumn(list: FlipList, rowEnds: Uint32Array): ColumnFlips {
  const { columns, count, perColumn } = list
  const rows = new Uint32Array(count)
  const columnEnds = new Uint32Array(perColumn.length)
  for (let x = 1; x < perColumn.length; x++)
    columnEnds[x] = (columnEnds[x - 1] as number) + (perColumn[x - 1] as number)
  let i = 0
  for (let y = 0; y < rowEnds.length; y++) {
    for (const end = rowEnds[y] as number; i < end; i++) {
      const x = columns[i] as number
      const at = columnEnds[x] as number
      rows[at] = y
      columnEnds[x] = at + 1
    }
  }
  return { rows, columnEnds }
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

/** Bits of the runs (background first, column-major): flips are set at run ends, then carried down word by word. */
export function bitsFromRuns(runs: Uint32Array, size: Size): Uint8Array {
  const { width, height } = size
  const stride = (width + 3) & ~3
  const bytes = new Uint8Array(stride * height)
  let position = 0
  let column = 0
  let columnStart = 0
  for (let i = 0; i < runs.length; i++) {
    const value = i & 1
    position += runs[i] as number
    // A foreground run that crosses into other columns starts anew at the top of each.
    while (position >= columnStart + height) {
      column++
      columnStart += height
      if (value && position > columnStart) bytes[column] = 1
    }
    if (column >= width) break
    if (position > columnStart) bytes[(position - columnStart) * stride + column] = 1
    else if (!value) bytes[column] = 1
  }
  carryDown(new Uint32Array(bytes.buffer), stride >> 2)
  return stride === width ? bytes : withoutPadding(bytes, stride, size)
}

function carryDown(words: Uint32Array, stride: number): void {
  for (let i = stride; i < words.length; i++)
    words[i] = (words[i] as number) ^ (words[i - stride] as number)
}

function withoutPadding(bytes: Uint8Array, stride: number, size: Size): Uint8Array {
  const { width, height } = size
  for (let y = 1; y < height; y++) bytes.copyWithin(y * width, y * stride, y * stride + width)
  return bytes.slice(0, width * height)
}
