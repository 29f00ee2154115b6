import { boxWidth, isInBox } from '../geometry/box.ts'
import { imagePoint, type ImagePoint } from '../geometry/point.ts'
import type { Mask, Rle } from './mask.ts'
import { maskFromRle } from './rle.ts'
import { cropRle, rleBox } from './rle-ops.ts'

/** Centre of a pixel, and its distance in pixels to the centre of the nearest one outside the mask. */
export type DeepPixel = { readonly point: ImagePoint; readonly depth: number }

/**
 * The pixel furthest inside the mask, of equals the first row by row; what lies beyond the image is outside. Pixels
 * that hold a point of `except` are passed over. null where no pixel is left.
 */
export function deepestPixel(rle: Rle, except: readonly ImagePoint[] = []): DeepPixel | null {
  const box = rleBox(rle)
  if (box === null) return null
  const squares = squaredDepths(maskFromRle(cropRle(rle, box)))
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

/**
 * Squared distance of every pixel to the nearest clear one or the mask's edge, row-major, 0 for clear ones. Exact: down
 * each column by counting, then along each row the lower envelope of the parabolas over it.
 * Source: Felzenszwalb and Huttenlocher, Distance Transforms of Sampled Functions, 2012.
 */
function squaredDepths(mask: Mask): Float64Array {
  const { width, height } = mask.size
  const squares = depthsDown(mask)
  // One clear pixel beyond either end.
  const line = createLine(width + 2)
  for (let y = 0; y < height; y++) {
    const row = squares.subarray(y * width, (y + 1) * width)
    for (let x = 0; x < width; x++) line.heights[x + 1] = (row[x] as number) ** 2
    lowerEnvelope(line, row)
  }
  return squares
}

function depthsDown({ size: { width, height }, bits }: Mask): Float64Array {
  const depths = new Float64Array(bits.length)
  for (let i = 0; i < bits.length; i++)
    if (bits[i] === 1) depths[i] = (i < width ? 0 : (depths[i - width] as number)) + 1
  for (let i = bits.length - 1; i >= 0; i--) {
    const below = i + width < width * height ? (depths[i + width] as number) : 0
    if ((depths[i] as number) > below + 1) depths[i] = below + 1
  }
  return depths
}

type Line = {
  /** A parabola stands over each place, this high. */
  readonly heights: Float64Array
  /** Places of the parabolas in the envelope, and where each begins. */
  readonly places: Int32Array
  readonly starts: Float64Array
}

function createLine(length: number): Line {
  return {
    heights: new Float64Array(length),
    places: new Int32Array(length),
    starts: new Float64Array(length + 1),
  }
}

/** Writes the envelope without its two ends. */
function lowerEnvelope({ heights, places, starts }: Line, into: Float64Array): void {
  let last = 0
  places[0] = 0
  starts[0] = -Infinity
  for (let x = 1; x < heights.length; x++) {
    let start = meeting(heights, places[last] as number, x)
    while (start <= (starts[last] as number)) start = meeting(heights, places[--last] as number, x)
    places[++last] = x
    starts[last] = start
  }
  starts[last + 1] = Infinity
  for (let x = 1, k = 0; x <= into.length; x++) {
    while ((starts[k + 1] as number) < x) k++
    const place = places[k] as number
    into[x - 1] = (x - place) ** 2 + (heights[place] as number)
  }
}

/** Where the parabola over `b` falls below the one over `a`, which stands left of it. */
function meeting(heights: Float64Array, a: number, b: number): number {
  return ((heights[b] as number) + b * b - (heights[a] as number) - a * a) / (2 * (b - a))
}
