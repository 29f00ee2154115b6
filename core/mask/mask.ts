import { areaOf, type Size } from '../geometry/size.ts'

/** One byte a pixel, 0 or 1, row-major (y * width + x). The working form; RLE is the stored one. */
export type Mask = { readonly size: Size; readonly bits: Uint8Array }

/**
 * COCO compressed run lengths, column-major, background first; always canonical (only the first run may be 0).
 * `size` is [height, width], the foreign order COCO writes: convert with `sizeOfRle`.
 */
export type Rle = {
  readonly size: readonly [height: number, width: number]
  readonly counts: string
}

export function createMask(size: Size): Mask {
  return { size, bits: new Uint8Array(areaOf(size)) }
}

export function sizeOfRle(rle: Rle): Size {
  return { width: rle.size[1], height: rle.size[0] }
}
