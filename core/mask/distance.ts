import type { Mask } from './mask.ts'

/**
 * Squared distance of every pixel's centre to that of the nearest pixel of `value`, row-major, 0 for those themselves;
 * Infinity where there is none. Exact: down each column by counting, then along each row the lower envelope of the
 * parabolas over it.
 * Source: Felzenszwalb and Huttenlocher, Distance Transforms of Sampled Functions, 2012.
 */
export function squaredDistancesTo(mask: Mask, value: 0 | 1): Float64Array {
  const { width, height } = mask.size
  const squares = distancesDown(mask, value)
  const line = createLine(width)
  for (let y = 0; y < height; y++) {
    const row = squares.subarray(y * width, (y + 1) * width)
    for (let x = 0; x < width; x++) line.heights[x] = (row[x] as number) ** 2
    lowerEnvelope(line, row)
  }
  return squares
}

function distancesDown({ size: { width }, bits }: Mask, value: 0 | 1): Float64Array {
  const distances = new Float64Array(bits.length)
  for (let i = 0; i < bits.length; i++)
    if (bits[i] !== value)
      distances[i] = i < width ? Infinity : (distances[i - width] as number) + 1
  for (let i = bits.length - 1 - width; i >= 0; i--) {
    const below = (distances[i + width] as number) + 1
    if ((distances[i] as number) > below) distances[i] = below
  }
  return distances
}

type Line = {
  /** A parabola stands over each place, this high; none where it is infinite. */
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

function lowerEnvelope({ heights, places, starts }: Line, into: Float64Array): void {
  let last = -1
  for (let x = 0; x < heights.length; x++) {
    if (heights[x] === Infinity) continue
    let start = last < 0 ? -Infinity : meeting(heights, places[last] as number, x)
    while (last > 0 && start <= (starts[last] as number))
      start = meeting(heights, places[--last] as number, x)
    places[++last] = x
    starts[last] = start
  }
  if (last < 0) {
    into.fill(Infinity)
    return
  }
  starts[last + 1] = Infinity
  for (let x = 0, k = 0; x < into.length; x++) {
    while ((starts[k + 1] as number) < x) k++
    const place = places[k] as number
    into[x] = (x - place) ** 2 + (heights[place] as number)
  }
}

/** Where the parabola over `b` falls below the one over `a`, which stands left of it. */
function meeting(heights: Float64Array, a: number, b: number): number {
  return ((heights[b] as number) + b * b - (heights[a] as number) - a * a) / (2 * (b - a))
}
