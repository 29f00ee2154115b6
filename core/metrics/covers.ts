import { clampBox, type ImageBox } from '../geometry/box.ts'
import { sizeOfRle, type Rle } from '../mask/mask.ts'
import { rleFromFlips } from '../mask/rle.ts'
import { intersectRles, rleArea, uniteAll } from '../mask/rle-ops.ts'
import { rleFromPrior } from '../prior/compare.ts'

/** Share of the mask's pixels whose centres lie in at least one of the boxes, 0..1; null for an empty mask. */
export function shareInBoxes(rle: Rle, boxes: readonly ImageBox[]): number | null {
  return shareIn(
    rle,
    uniteAll(
      boxes.map((box) => rleOfBox(box, rle)),
      sizeOfRle(rle),
    ),
  )
}

/** Share of the mask's pixels where the prior, bilinear at the mask's size, is at least 0.5; null for an empty mask. */
export function shareUnderPrior(rle: Rle, weights: readonly number[]): number | null {
  return shareIn(rle, rleFromPrior(weights, sizeOfRle(rle), 0.5))
}

function shareIn(rle: Rle, other: Rle): number | null {
  const area = rleArea(rle)
  return area === 0 ? null : rleArea(intersectRles(rle, other)) / area
}

/** All pixels whose centres lie in the box. */
function rleOfBox(box: ImageBox, { size: [height, width] }: Rle): Rle {
  const size = { width, height }
  const inside = clampBox(box, size)
  const [top, bottom] = [Math.ceil(inside.y0 - 0.5), Math.ceil(inside.y1 - 0.5)]
  const flips: number[] = []
  for (let x = Math.ceil(inside.x0 - 0.5); x < Math.ceil(inside.x1 - 0.5); x++)
    if (bottom > top) flips.push(x * height + top, x * height + bottom)
  return rleFromFlips(size, flips)
}
