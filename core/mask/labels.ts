import type { Size } from '../geometry/size.ts'
import { visitColumnRuns } from './column-runs.ts'
import type { Rle } from './mask.ts'
import { rleFromFlips } from './rle.ts'

/**
 * The mask of every number in a picture of numbers (row-major, one a pixel), in the order they are met column by
 * column. One pass over the pixels.
 */
export function rlesFromLabels(labels: ArrayLike<number>, size: Size): Map<number, Rle> {
  const { width, height } = size
  const flips = new Map<number, number[]>()
  let last: number | null = null
  let own: number[] = []
  for (let x = 0, at = 0; x < width; x++)
    for (let y = 0; y < height; y++, at++) {
      const label = labels[y * width + x] as number
      if (label === last) continue
      own.push(at)
      own = flips.get(label) ?? []
      flips.set(label, own)
      own.push(at)
      last = label
    }
  own.push(width * height)
  return new Map([...flips].map(([label, places]) => [label, rleFromFlips(size, places)]))
}

/** Writes a number on a mask's pixels; row-major. */
export function paintLabel(labels: Uint8Array, rle: Rle, label: number): void {
  const width = rle.size[1]
  visitColumnRuns(rle, (x, y0, y1) => {
    for (let y = y0; y < y1; y++) labels[y * width + x] = label
  })
}
