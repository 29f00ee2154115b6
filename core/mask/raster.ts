import type { Size } from '../geometry/size.ts'
import { visitColumnRuns } from './column-runs.ts'
import { createMask, sizeOfRle, type Mask, type Rle } from './mask.ts'

/** A pixel of the frame is set from this share of it on. */
const enough = 0.5

/**
 * The mask stretched over a frame of another size: a pixel of the frame is set where the mask covers at least half of
 * its area. A mask too small or thin for that anywhere keeps the pixels it covers at least half as much as it covers
 * any: what is not empty stays so. Read off the run lengths: O(frame + column runs × frame columns a column).
 */
export function rasterOf(rle: Rle, frame: Size): Mask {
  const shares = sharesIn(rle, frame)
  const most = shares.reduce((a, b) => Math.max(a, b), 0)
  const mask = createMask(frame)
  if (most < rounding) return mask
  const least = (most < enough - rounding ? most / 2 : enough) - rounding
  for (let i = 0; i < shares.length; i++) if ((shares[i] as number) >= least) mask.bits[i] = 1
  return mask
}

/** Sums of shares are off by no more than this. */
const rounding = 1e-6

/** Share of each of the frame's pixels that the mask covers, 0..1, row-major. */
function sharesIn(rle: Rle, frame: Size): Float64Array {
  const size = sizeOfRle(rle)
  const across = frame.width / size.width
  const down = frame.height / size.height
  // Down each column the change from pixel to pixel, one beyond the end for what ends there.
  const steps = new Float64Array(frame.width * (frame.height + 2))
  visitColumnRuns(rle, (x, y0, y1) => {
    const [from, to] = [x * across, (x + 1) * across]
    for (let column = Math.floor(from); column < Math.min(to, frame.width); column++) {
      const share = Math.min(to, column + 1) - Math.max(from, column)
      addStep(steps, { column, at: y0 * down, by: share }, frame.width)
      addStep(steps, { column, at: y1 * down, by: -share }, frame.width)
    }
  })
  for (let i = frame.width; i < frame.width * frame.height; i++)
    steps[i] = (steps[i] as number) + (steps[i - frame.width] as number)
  return steps.subarray(0, frame.width * frame.height)
}

/** A step inside a pixel counts for it by the part below the step, and in full for those under it. */
function addStep(
  steps: Float64Array,
  { column, at, by }: { readonly column: number; readonly at: number; readonly by: number },
  width: number,
): void {
  const row = Math.floor(at)
  const i = row * width + column
  const later = by * (at - row)
  steps[i] = (steps[i] as number) + by - later
  steps[i + width] = (steps[i + width] as number) + later
}
