import { uniteBoxes } from '../geometry/box.ts'
import { visitColumnRuns } from '../mask/column-runs.ts'
import { rowRunsOf } from '../mask/line-runs.ts'
import { createMask, sizeOfRle, type Rle } from '../mask/mask.ts'
import { maskFromRle, rleFromFlips, rleFromMask } from '../mask/rle.ts'
import {
  assertSameSize,
  cropRle,
  rleBox,
  rleOverlap,
  subtractRles,
  type Overlap,
} from '../mask/rle-ops.ts'

/**
 * Boundary IoU: the overlap of the two masks' inner bands, whose width is `ratio` of the image's diagonal. The image's
 * border counts as boundary. 1 where both are empty. Throws where the sizes differ.
 * Source: bowenc0221/boundary-iou-api boundary_iou/utils/boundary_utils.py.
 */
export function boundaryIou(a: Rle, b: Rle, ratio = 0.02): number {
  const { intersection, union } = boundaryOverlap(a, b, ratio)
  return union === 0 ? 1 : intersection / union
}

/** The integers behind `boundaryIou`. */
export function boundaryOverlap(a: Rle, b: Rle, ratio = 0.02): Overlap {
  const depth = boundaryDepth(a, ratio)
  assertSameSize(a, b)
  const boxes = [rleBox(a), rleBox(b)].flatMap((box) => box ?? [])
  const [first, ...rest] = boxes
  if (first === undefined) return { intersection: 0, union: 0 }
  // Beyond both masks there is nothing, as beyond the image: the bands within their box are the same.
  const box = rest.reduce(uniteBoxes, first)
  const [bandA, bandB] = [a, b].map((rle) => boundaryBand(cropRle(rle, box), depth)) as [Rle, Rle]
  return rleOverlap(bandA, bandB)
}

/** Width of the band in pixels: at least 1, halves rounded to even as the source does. */
export function boundaryDepth(rle: Rle, ratio = 0.02): number {
  const width = ratio * Math.hypot(rle.size[0], rle.size[1])
  const isHalf = width - Math.floor(width) === 0.5
  return Math.max(1, isHalf ? 2 * Math.round(width / 2) : Math.round(width))
}

/** The pixels of the mask less than `depth` + 1 steps (diagonal ones too) from its outside. */
export function boundaryBand(rle: Rle, depth: number): Rle {
  return subtractRles(rle, erodeDown(erodeAcross(rle, depth), depth))
}

function erodeAcross(rle: Rle, depth: number): Rle {
  const runs = rowRunsOf(maskFromRle(rle), 1)
  const eroded = createMask(sizeOfRle(rle))
  let i = 0
  runs.lineEnds.forEach((end, y) => {
    const row = y * eroded.size.width
    for (; i < end; i++) {
      const from = (runs.from[i] as number) + depth
      const to = (runs.to[i] as number) - depth
      if (from < to) eroded.bits.fill(1, row + from, row + to)
    }
  })
  return rleFromMask(eroded)
}

function erodeDown(rle: Rle, depth: number): Rle {
  const flips: number[] = []
  visitColumnRuns(rle, (x, y0, y1) => {
    if (y1 - y0 > 2 * depth) flips.push(x * rle.size[0] + y0 + depth, x * rle.size[0] + y1 - depth)
  })
  return rleFromFlips(sizeOfRle(rle), flips)
}
