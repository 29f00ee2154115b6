import { boxArea, boxWidth, clampBox, imageBox, type ImageBox } from '../geometry/box.ts'
import type { ImagePoint } from '../geometry/point.ts'
import type { Mask } from './mask.ts'

/** A path of a round brush; `radius` in image pixels. */
export type Stroke = {
  readonly points: readonly ImagePoint[]
  readonly radius: number
  readonly value: 0 | 1
}

/**
 * Paints a stroke into the mask's bits, in place: every pixel whose centre is at most `radius` from the path. Gives the
 * box of whole pixels that may have changed, null where the stroke misses the image.
 */
export function stampStroke(mask: Mask, stroke: Stroke): ImageBox | null {
  const { points, radius } = stroke
  const dirty = dirtyBox(mask, points, radius)
  if (dirty === null) return null
  points.forEach((point, i) => {
    const from = points[i - 1] ?? point
    if (i === 0 && points.length > 1) return
    stampCapsule(mask, from, point, stroke)
  })
  return dirty
}

/**
 * Gives `value` to every pixel whose centre lies inside the closed ring (even-odd), in place. Gives the box of whole
 * pixels that may have changed, null where the ring misses the image.
 */
export function fillRing(mask: Mask, ring: readonly ImagePoint[], value: 0 | 1): ImageBox | null {
  const dirty = dirtyBox(mask, ring, 0)
  if (dirty === null) return null
  const crossings = Array.from({ length: dirty.y1 - dirty.y0 }, (): number[] => [])
  ring.forEach((b, i) => addCrossings(ring.at(i - 1) ?? b, b, dirty, crossings))
  crossings.forEach((xs, i) => {
    xs.sort((a, b) => a - b)
    for (let k = 0; k + 1 < xs.length; k += 2)
      fillRow(
        mask,
        dirty.y0 + i,
        [firstCentreFrom(xs[k] as number), firstCentreFrom(xs[k + 1] as number)],
        value,
      )
  })
  return dirty
}

/** The bits of a box of whole pixels inside the image, row-major: what an undo keeps. */
export function copyBits(mask: Mask, box: ImageBox): Uint8Array {
  const width = boxWidth(box)
  const copy = new Uint8Array(boxArea(box))
  for (let y = box.y0; y < box.y1; y++) {
    const from = y * mask.size.width + box.x0
    copy.set(mask.bits.subarray(from, from + width), (y - box.y0) * width)
  }
  return copy
}

/** Puts bits from `copyBits` back, in place. */
export function pasteBits(mask: Mask, box: ImageBox, bits: Uint8Array): void {
  const width = boxWidth(box)
  for (let y = box.y0; y < box.y1; y++) {
    const from = (y - box.y0) * width
    mask.bits.set(bits.subarray(from, from + width), y * mask.size.width + box.x0)
  }
}

function dirtyBox(mask: Mask, points: readonly ImagePoint[], radius: number): ImageBox | null {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { x, y } of points) {
    x0 = Math.min(x0, x - radius)
    y0 = Math.min(y0, y - radius)
    x1 = Math.max(x1, x + radius)
    y1 = Math.max(y1, y + radius)
  }
  const whole = imageBox(Math.floor(x0), Math.floor(y0), Math.ceil(x1), Math.ceil(y1))
  const box = clampBox(whole, mask.size)
  return boxArea(box) > 0 ? box : null
}

/** The capsule is convex, so each row holds one stretch of it: the hull of its two discs' and its middle's. */
function stampCapsule(mask: Mask, a: ImagePoint, b: ImagePoint, { radius, value }: Stroke): void {
  const top = Math.max(0, Math.ceil(Math.min(a.y, b.y) - radius - 0.5))
  const bottom = Math.min(mask.size.height - 1, Math.floor(Math.max(a.y, b.y) + radius - 0.5))
  for (let row = top; row <= bottom; row++) {
    const y = row + 0.5
    const parts = [
      discStretch(a, radius, y),
      discStretch(b, radius, y),
      middleStretch(a, b, radius, y),
    ]
    const from = Math.min(...parts.map((part) => part[0]))
    const to = Math.max(...parts.map((part) => part[1]))
    if (from <= to) fillRow(mask, row, [Math.ceil(from - 0.5), Math.floor(to - 0.5) + 1], value)
  }
}

type Stretch = readonly [from: number, to: number]

const nothing: Stretch = [Infinity, -Infinity]

function discStretch(center: ImagePoint, radius: number, y: number): Stretch {
  const square = radius ** 2 - (y - center.y) ** 2
  if (square < 0) return nothing
  return [center.x - Math.sqrt(square), center.x + Math.sqrt(square)]
}

/** Where the row crosses the rectangle between the two discs. */
function middleStretch(a: ImagePoint, b: ImagePoint, radius: number, y: number): Stretch {
  const length = Math.hypot(b.x - a.x, b.y - a.y)
  if (length === 0) return nothing
  const ux = (b.x - a.x) / length
  const uy = (b.y - a.y) / length
  const along = solve(ux, [(a.y - y) * uy, length + (a.y - y) * uy])
  const across = solve(uy, [-radius - (a.y - y) * ux, radius - (a.y - y) * ux])
  const from = a.x + Math.max(along[0], across[0])
  const to = a.x + Math.min(along[1], across[1])
  return from <= to ? [from, to] : nothing
}

/** All v with bounds[0] <= factor * v <= bounds[1]. */
function solve(factor: number, bounds: Stretch): Stretch {
  if (factor === 0) return bounds[0] <= 0 && bounds[1] >= 0 ? [-Infinity, Infinity] : nothing
  const ends = [bounds[0] / factor, bounds[1] / factor] as const
  return factor > 0 ? ends : [ends[1], ends[0]]
}

function addCrossings(a: ImagePoint, b: ImagePoint, box: ImageBox, into: number[][]): void {
  const [top, bottom] = a.y < b.y ? [a, b] : [b, a]
  const first = Math.max(box.y0, firstCentreFrom(top.y))
  const end = Math.min(box.y1, firstCentreFrom(bottom.y))
  for (let row = first; row < end; row++) {
    const along = (row + 0.5 - top.y) / (bottom.y - top.y)
    into[row - box.y0]?.push(top.x + along * (bottom.x - top.x))
  }
}

/** The first pixel whose centre is not before the coordinate. */
function firstCentreFrom(coordinate: number): number {
  return Math.ceil(coordinate - 0.5)
}

/** Pixels from `stretch[0]` up to, not with, `stretch[1]`; clipped to the row. */
function fillRow(mask: Mask, row: number, stretch: Stretch, value: 0 | 1): void {
  const { width } = mask.size
  const from = Math.min(Math.max(stretch[0], 0), width)
  const to = Math.min(Math.max(stretch[1], from), width)
  mask.bits.fill(value, row * width + from, row * width + to)
}
