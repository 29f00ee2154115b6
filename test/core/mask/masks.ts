import fc from 'fast-check'
import type { Size } from '#core/geometry/size'
import { createMask, type Mask } from '#core/mask/mask'

/** Rows of '0' and '1', top row first. */
export function maskOfRows(rows: readonly string[]): Mask {
  const size = { width: rows[0]!.length, height: rows.length }
  return { size, bits: Uint8Array.from(rows.join(''), Number) }
}

export function rowsOfMask({ size, bits }: Mask): string[] {
  return Array.from({ length: size.height }, (_, y) =>
    bits.subarray(y * size.width, (y + 1) * size.width).join(''),
  )
}

type VectorMask = {
  h: number
  w: number
  rows?: string[]
  rects_xywh?: number[][]
}

/** A mask of the vector file: rows, or filled rectangles painted in order. */
export function bitsOfVector(row: VectorMask): Mask {
  if (row.rows) return maskOfRows(row.rows)
  const mask = createMask({ width: row.w, height: row.h })
  for (const [x = 0, y = 0, w = 0, h = 0] of row.rects_xywh ?? [])
    for (let j = y; j < y + h; j++) mask.bits.fill(1, j * row.w + x, j * row.w + x + w)
  return mask
}

export function sizes(max = 24): fc.Arbitrary<Size> {
  const side = fc.integer({ min: 1, max })
  return fc.record({ width: side, height: side })
}

/** Masks of a size: noise of any density, or a few rectangles set and cleared (the blobby kind). */
export function masksOf(size: Size): fc.Arbitrary<Mask> {
  const area = size.width * size.height
  const noise = fc
    .tuple(
      fc.integer({ min: 0, max: 10 }),
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: area, maxLength: area }),
    )
    .map(([density, draws]) => ({
      size,
      bits: Uint8Array.from(draws, (d) => (d < density ? 1 : 0)),
    }))
  const x = fc.integer({ min: 0, max: size.width })
  const y = fc.integer({ min: 0, max: size.height })
  const rectangle = fc.record({ x0: x, x1: x, y0: y, y1: y, value: fc.constantFrom(0, 1, 1) })
  const blobs = fc.array(rectangle, { maxLength: 6 }).map((all) => {
    const mask = createMask(size)
    for (const r of all)
      for (let j = r.y0; j < r.y1; j++)
        mask.bits.fill(r.value, j * size.width + r.x0, j * size.width + Math.max(r.x0, r.x1))
    return mask
  })
  return fc.oneof(noise, blobs)
}

export function anyMask(max = 24): fc.Arbitrary<Mask> {
  return sizes(max).chain(masksOf)
}

/** Two masks of one size. */
export function maskPair(max = 24): fc.Arbitrary<[Mask, Mask]> {
  return sizes(max).chain((size) => fc.tuple(masksOf(size), masksOf(size)))
}

/** Column-major runs by walking every pixel: the plain definition the fast code is held to. */
export function naiveCounts({ size, bits }: Mask): number[] {
  const counts = [0]
  let value = 0
  for (let x = 0; x < size.width; x++)
    for (let y = 0; y < size.height; y++) {
      if (bits[y * size.width + x] !== value) {
        value ^= 1
        counts.push(0)
      }
      counts[counts.length - 1]!++
    }
  return counts
}
