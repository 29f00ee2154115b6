import { boxWidth, imageBox, isInBox } from '../geometry/box.ts'
import { imagePoint, type ImagePoint } from '../geometry/point.ts'
import { squaredDistancesTo } from './distance.ts'
import type { Rle } from './mask.ts'
import { maskFromRle } from './rle.ts'
import { cropRle, rleBox } from './rle-ops.ts'

/** Centre of a pixel, and its distance in pixels to the centre of the nearest one outside the mask. */
export type DeepPixel = { readonly point: ImagePoint; readonly depth: number }

/**
 * The pixel furthest inside the mask, of equals the first row by row; what lies beyond the image is outside. Pixels
 * that hold a point of `except` are passed over. null where no pixel is left.
 */
export function deepestPixel(rle: Rle, except: readonly ImagePoint[] = []): DeepPixel | null {
  const tight = rleBox(rle)
  if (tight === null) return null
  // A ring of pixels outside the mask, or of none beyond the image, which are as clear.
  const box = imageBox(tight.x0 - 1, tight.y0 - 1, tight.x1 + 1, tight.y1 + 1)
  const squares = squaredDistancesTo(maskFromRle(cropRle(rle, box)), 0)
  const width = boxWidth(box)
  for (const point of except)
    if (isInBox(point, box))
      squares[(Math.floor(point.y) - box.y0) * width + Math.floor(point.x) - box.x0] = 0
  let best = 0
  for (let i = 1; i < squares.length; i++)
    if ((squares[i] as number) > (squares[best] as number)) best = i
  const square = squares[best] as number
  if (square === 0) return null
  const point = imagePoint(box.x0 + (best % width) + 0.5, box.y0 + Math.floor(best / width) + 0.5)
  return { point, depth: Math.sqrt(square) }
}
