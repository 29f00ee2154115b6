import type { Rle } from '#core/mask/mask'
import { maskFromRle, rleFromMask } from '#core/mask/rle'
import type { ParquetColumn, ParquetPages } from './file.ts'
import { listColumn, flagColumn } from './columns.ts'
import { createRunWriter } from './levels.ts'
import { writePageHeader } from './page-header.ts'
import type { Leaf, Page } from './pages.ts'

/** Pixels of a mask at most. */
const mostPixels = 1 << 28

/** Masks as lists of rows of booleans, given as run lengths. Its pages are made from runs, so that large ones are quick. */
export function maskColumn(name: string): ParquetColumn {
  const column = listColumn(name, (row) => listColumn(row, flagColumn))
  return { ...column, pagesOf: (masks) => pagesOfMasks(masks as readonly Rle[]) }
}

/** A page a mask. */
function pagesOfMasks(masks: readonly Rle[]): ParquetPages {
  const pages = masks.flatMap((rle) => {
    const body = bodyOfMask(rle)
    return [writePageHeader(body.length, rle.size[0] * rle.size[1]), body]
  })
  const count = masks.reduce((sum, { size }) => sum + size[0] * size[1], 0)
  return { bytes: Buffer.concat(pages), count }
}

/** Levels of a value that is there: list, row, and value may each be null, and either list be empty. */
const thereLevel = 5

function bodyOfMask(rle: Rle): Buffer {
  const { size, bits } = maskFromRle(rle)
  const repetition = createRunWriter()
  for (let y = 0; y < size.height; y++) {
    repetition.run(y === 0 ? 0 : 1, 1)
    if (size.width > 1) repetition.run(2, size.width - 1)
  }
  const definition = createRunWriter()
  definition.run(thereLevel, bits.length)
  const values = createRunWriter()
  for (let from = 0; from < bits.length;) {
    const end = bits.indexOf(bits[from] === 1 ? 0 : 1, from)
    const to = end < 0 ? bits.length : end
    values.run(bits[from] as number, to - from)
    from = to
  }
  return Buffer.concat([repetition.bytes(), definition.bytes(), values.bytes()])
}

/** null where the file has none. */
export type ReadMask = Rle | null | { readonly problem: string }

/** Whether a leaf holds masks as lists of rows of booleans. */
export function isMaskLeaf({ type, maxRepetition, maxDefinition }: Leaf): boolean {
  return type === 'BOOLEAN' && maxRepetition === 2 && maxDefinition >= 2
}

/** The masks of such a leaf, one a row of the file. */
export async function* readMasks(pages: AsyncIterable<Page>, leaf: Leaf): AsyncGenerator<ReadMask> {
  let open: Drawing | null = null
  for await (const page of pages) {
    const repetition = page.repetition as Uint8Array
    for (let from = 0, value = 0; from < page.count;) {
      if (repetition[from] === 0 || open === null) {
        if (open !== null) yield finished(open)
        open = {
          bits: new Uint8Array(1 << 12),
          length: 0,
          width: 0,
          row: 0,
          height: 0,
          problem: null,
        }
      }
      const next = repetition.indexOf(0, from + 1)
      const to = next < 0 ? page.count : next
      value = draw(open, page, { from, to, value, there: leaf.maxDefinition })
      from = to
    }
  }
  if (open !== null) yield finished(open)
}

type Drawing = {
  bits: Uint8Array
  length: number
  /** Of the first row, once it is whole. */
  width: number
  /** Pixels of the row under way. */
  row: number
  /** Rows begun. */
  height: number
  problem: string | null
}

const noMask = 'none'
const hollow = 'it holds nulls or empty rows'

type Stretch = {
  readonly from: number
  readonly to: number
  readonly value: number
  readonly there: number
}

/** Adds a stretch of one mask; the place of the next value. A piece of a row at a time: large masks are common. */
function draw(mask: Drawing, page: Page, { from, to, value: first, there }: Stretch): number {
  const repetition = page.repetition as Uint8Array
  const values = page.values as Uint8Array
  let value = first
  reserve(mask, to - from)
  for (let start = from; start < to;) {
    let end = start + 1
    while (end < to && repetition[end] === 2) end += 1
    if (repetition[start] !== 2) beginRow(mask)
    const count = countThere(page, { from: start, to: end, there })
    if (count < end - start) mask.problem ??= page.definition?.[start] === 0 ? noMask : hollow
    if (mask.problem === null) {
      mask.bits.set(values.subarray(value, value + count), mask.length)
      mask.length += count
      mask.row += count
    }
    value += count
    start = end
  }
  return value
}

function countThere({ definition }: Page, { from, to, there }: Omit<Stretch, 'value'>): number {
  if (definition === null) return to - from
  let count = 0
  for (let i = from; i < to; i++) if (definition[i] === there) count += 1
  return count
}

function reserve(mask: Drawing, more: number): void {
  const length = mask.length + more
  if (length > mostPixels) mask.problem ??= `it has more than ${mostPixels} pixels`
  if (mask.problem !== null || length <= mask.bits.length) return
  const bits = new Uint8Array(Math.min(mostPixels, Math.max(length, mask.bits.length * 2)))
  bits.set(mask.bits.subarray(0, mask.length))
  mask.bits = bits
}

function beginRow(mask: Drawing): void {
  endRow(mask)
  mask.height += 1
  mask.row = 0
}

function endRow(mask: Drawing): void {
  if (mask.height === 0 || mask.problem !== null) return
  if (mask.height === 1) mask.width = mask.row
  if (mask.row !== mask.width)
    mask.problem = `its row ${mask.height} has ${mask.row} pixels, the first has ${mask.width}`
}

function finished(mask: Drawing): ReadMask {
  endRow(mask)
  if (mask.problem !== null) {
    return mask.problem === noMask ? null : { problem: mask.problem }
  }
  const size = { width: mask.width, height: mask.height }
  return rleFromMask({ size, bits: mask.bits.subarray(0, mask.length) })
}
