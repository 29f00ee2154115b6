import { imageBox, type ImageBox } from '../geometry/box.ts'
import { labelRuns, rowRunsOf, type Connectivity, type LineRuns } from './line-runs.ts'
import type { Mask } from './mask.ts'

export type Components = {
  readonly count: number
  /** Row-major, one a pixel: 0 background, 1..count in the order the parts are met row by row. */
  readonly labels: Int32Array
  /** Pixels of part k at index k - 1, as are the boxes. */
  readonly areas: readonly number[]
  readonly boxes: readonly ImageBox[]
}

/** The mask's connected parts. Union-find over the runs of its rows. */
export function componentsOf(mask: Mask, connectivity: Connectivity): Components {
  const parts = partsOf(mask, 1, connectivity)
  const labels = new Int32Array(mask.bits.length)
  visitRuns(parts, mask.size.width, (start, end, label) => labels.fill(label, start, end))
  const boxes = Array.from({ length: parts.count }, (_, k) =>
    imageBox(
      parts.x0[k + 1] as number,
      parts.y0[k + 1] as number,
      parts.x1[k + 1] as number,
      parts.y1[k + 1] as number,
    ),
  )
  return { count: parts.count, labels, areas: [...parts.areas.subarray(1)], boxes }
}

/** Sets holes of at most `maxArea` pixels. A hole: 4-connected background that does not touch the image's border. */
export function fillHoles(mask: Mask, maxArea = Infinity): Mask {
  const parts = partsOf(mask, 0, 4)
  return repaint(
    mask,
    parts,
    1,
    (k) => isInside(parts, k, mask) && (parts.areas[k] as number) <= maxArea,
  )
}

/** Clears 8-connected parts of fewer than `minArea` pixels. */
export function dropSpecks(mask: Mask, minArea: number): Mask {
  const parts = partsOf(mask, 1, 8)
  return repaint(mask, parts, 0, (k) => (parts.areas[k] as number) < minArea)
}

/** Keeps the 8-connected part with the most pixels; of equals the one met first row by row. */
export function keepLargest(mask: Mask): Mask {
  const parts = partsOf(mask, 1, 8)
  const largest = parts.areas.indexOf(parts.areas.reduce((a, b) => Math.max(a, b), 0))
  return repaint(mask, parts, 0, (k) => k !== largest)
}

/** How many holes `fillHoles` would fill. */
export function holeCount(mask: Mask): number {
  const parts = partsOf(mask, 0, 4)
  let count = 0
  for (let k = 1; k <= parts.count; k++) if (isInside(parts, k, mask)) count++
  return count
}

/** Arrays by label; index 0 is unused. */
type Parts = {
  readonly runs: LineRuns
  readonly labels: Int32Array
  readonly count: number
  readonly areas: Float64Array
  readonly x0: Int32Array
  readonly y0: Int32Array
  readonly x1: Int32Array
  readonly y1: Int32Array
}

function partsOf(mask: Mask, value: 0 | 1, connectivity: Connectivity): Parts {
  const runs = rowRunsOf(mask, value)
  const { labels, count } = labelRuns(runs, connectivity)
  const areas = new Float64Array(count + 1)
  const x0 = new Int32Array(count + 1).fill(mask.size.width)
  const y0 = new Int32Array(count + 1).fill(mask.size.height)
  const x1 = new Int32Array(count + 1)
  const y1 = new Int32Array(count + 1)
  let i = 0
  runs.lineEnds.forEach((end, y) => {
    for (; i < end; i++) {
      const k = labels[i] as number
      const from = runs.from[i] as number
      const to = runs.to[i] as number
      areas[k] = (areas[k] as number) + to - from
      x0[k] = Math.min(x0[k] as number, from)
      x1[k] = Math.max(x1[k] as number, to)
      y0[k] = Math.min(y0[k] as number, y)
      y1[k] = y + 1
    }
  })
  return { runs, labels, count, areas, x0, y0, x1, y1 }
}

function isInside(parts: Parts, k: number, { size }: Mask): boolean {
  return (
    (parts.x0[k] as number) > 0 &&
    (parts.y0[k] as number) > 0 &&
    (parts.x1[k] as number) < size.width &&
    (parts.y1[k] as number) < size.height
  )
}

function visitRuns(
  { runs, labels }: Parts,
  width: number,
  visit: (start: number, end: number, label: number) => void,
): void {
  let i = 0
  runs.lineEnds.forEach((end, y) => {
    for (; i < end; i++)
      visit(
        y * width + (runs.from[i] as number),
        y * width + (runs.to[i] as number),
        labels[i] as number,
      )
  })
}

/** A copy in which the chosen parts have `value`. */
function repaint(mask: Mask, parts: Parts, value: 0 | 1, choose: (label: number) => boolean): Mask {
  const bits = mask.bits.slice()
  const chosen = Array.from({ length: parts.count + 1 }, (_, k) => k > 0 && choose(k))
  visitRuns(parts, mask.size.width, (start, end, label) => {
    if (chosen[label]) bits.fill(value, start, end)
  })
  return { size: mask.size, bits }
}
