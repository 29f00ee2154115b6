import {
  boxArea,
  boxHeight,
  boxWidth,
  imageBox,
  intersectBoxes,
  type ImageBox,
} from '../geometry/box.ts'
import type { Size } from '../geometry/size.ts'
import { visitColumnRuns } from './column-runs.ts'
import { combineFlips, flipsFromRle, operation, uniteFlips, type Operation } from './flips.ts'
import { sizeOfRle, type Rle } from './mask.ts'
import { countsFromRle, emptyRle, rleFromFlips } from './rle.ts'

/** Pixels in both masks and in either. */
export type Overlap = { readonly intersection: number; readonly union: number }

/** Pixels in both masks and in each. */
export type SharedAreas = { readonly intersection: number; readonly a: number; readonly b: number }

export function rleArea(rle: Rle): number {
  return areaOfRuns(countsFromRle(rle))
}

export function isEmptyRle(rle: Rle): boolean {
  return countsFromRle(rle).length < 2
}

/** The smallest box of whole pixels around the mask; null when it is empty. */
export function rleBox(rle: Rle): ImageBox | null {
  return boxOfRuns(countsFromRle(rle), rle.size[0])
}

/** [x, y, width, height] as COCO writes it; all 0 when the mask is empty. */
export function cocoBboxFromRle(rle: Rle): [x: number, y: number, width: number, height: number] {
  const box = rleBox(rle)
  return box === null ? [0, 0, 0, 0] : [box.x0, box.y0, boxWidth(box), boxHeight(box)]
}

/**
 * Overlap as pycocotools has it: 0 where the boxes do not meet (so also for two empty masks), else -1 where the sizes
 * differ, else intersection over union, or over the area of `a` where `b` is a crowd.
 */
export function rleIou(a: Rle, b: Rle, options: { readonly isCrowd?: boolean } = {}): number {
  return rleIouMatrix([a], [b], [options.isCrowd ?? false])[0] as number
}

/** `rleIou` of every pair, row-major [as.length, bs.length]; each mask is read once. `crowd` belongs to `bs`. */
export function rleIouMatrix(
  as: readonly Rle[],
  bs: readonly Rle[],
  crowd: readonly boolean[] = [],
): Float64Array {
  const rows = as.map(readMask)
  const columns = bs.map(readMask)
  const table = new Float64Array(rows.length * columns.length)
  rows.forEach((a, i) => {
    columns.forEach((b, j) => {
      table[i * columns.length + j] = iouOfRead(a, b, crowd[j] ?? false)
    })
  })
  return table
}

/** Intersection over union of two masks of one size; 1 when both are empty. Throws where the sizes differ. */
export function maskIou(a: Rle, b: Rle): number {
  const { intersection, union } = rleOverlap(a, b)
  return union === 0 ? 1 : intersection / union
}

/** Throws where the sizes differ. */
export function rleOverlap(a: Rle, b: Rle): Overlap {
  const shared = sharedAreas(a, b)
  return { intersection: shared.intersection, union: shared.a + shared.b - shared.intersection }
}

/** Each mask is read once. Throws where the sizes differ. */
export function sharedAreas(a: Rle, b: Rle): SharedAreas {
  assertSameSize(a, b)
  const runsA = countsFromRle(a)
  const runsB = countsFromRle(b)
  const intersection = intersectionOfRuns(runsA, runsB)
  return { intersection, a: areaOfRuns(runsA), b: areaOfRuns(runsB) }
}

export function uniteRles(a: Rle, b: Rle): Rle {
  return combine(a, b, operation.unite)
}

export function intersectRles(a: Rle, b: Rle): Rle {
  return combine(a, b, operation.intersect)
}

/** Pixels of `a` that are not in `b`. */
export function subtractRles(a: Rle, b: Rle): Rle {
  return combine(a, b, operation.subtract)
}

export function xorRles(a: Rle, b: Rle): Rle {
  return combine(a, b, operation.xor)
}

/** The union of any number of masks of `size`. */
export function uniteAll(rles: readonly Rle[], size: Size): Rle {
  const empty = emptyRle(size)
  for (const rle of rles) assertSameSize(rle, empty)
  return rleFromFlips(size, uniteFlips(rles.map(flipsFromRle)))
}

/** A crop's mask put back into an image of `size` at a box of whole pixels as large as the crop; clipped to the image. */
export function placeRle(rle: Rle, box: ImageBox, size: Size): Rle {
  if (boxWidth(box) !== rle.size[1] || boxHeight(box) !== rle.size[0])
    throw new Error(
      `a mask of [${rle.size.join(', ')}] does not fit the box ${JSON.stringify(box)}`,
    )
  return moveRle(rle, [box.x0, box.y0], size)
}

/** The part of the mask inside a box of whole pixels, as a mask of the box's size; background beyond the image. */
export function cropRle(rle: Rle, box: ImageBox): Rle {
  return moveRle(rle, [-box.x0, -box.y0], { width: boxWidth(box), height: boxHeight(box) })
}

/** The mask moved by whole pixels onto a canvas of `size`, clipped to it. */
export function moveRle(rle: Rle, by: readonly [dx: number, dy: number], size: Size): Rle {
  const { width, height } = size
  const flips: number[] = []
  visitColumnRuns(rle, (column, top, bottom) => {
    const x = column + by[0]
    const y0 = Math.max(0, top + by[1])
    const y1 = Math.min(height, bottom + by[1])
    if (x >= 0 && x < width && y0 < y1) flips.push(x * height + y0, x * height + y1)
  })
  return rleFromFlips(size, flips)
}

/** Throws where the sizes differ. */
export function assertSameSize(a: Rle, b: Rle): void {
  if (a.size[0] !== b.size[0] || a.size[1] !== b.size[1])
    throw new Error(`masks of different sizes: [${a.size.join(', ')}] and [${b.size.join(', ')}]`)
}

function areaOfRuns(runs: Uint32Array): number {
  let area = 0
  for (let i = 1; i < runs.length; i += 2) area += runs[i] as number
  return area
}

function boxOfRuns(runs: Uint32Array, height: number): ImageBox | null {
  if (runs.length < 2) return null
  let y0 = height
  let y1 = 0
  let position = 0
  for (let i = 1; i < runs.length; i += 2) {
    const start = position + (runs[i - 1] as number)
    position = start + (runs[i] as number)
    const top = start % height
    const bottom = top + position - start
    y0 = Math.min(y0, bottom > height ? 0 : top)
    y1 = Math.max(y1, Math.min(bottom, height))
  }
  const first = Math.floor((runs[0] as number) / height)
  return imageBox(first, y0, Math.ceil(position / height), y1)
}

type ReadMask = {
  readonly rle: Rle
  readonly runs: Uint32Array
  readonly area: number
  readonly box: ImageBox
}

function readMask(rle: Rle): ReadMask {
  const runs = countsFromRle(rle)
  const box = boxOfRuns(runs, rle.size[0]) ?? imageBox(0, 0, 0, 0)
  return { rle, runs, area: areaOfRuns(runs), box }
}

function iouOfRead(a: ReadMask, b: ReadMask, isCrowd: boolean): number {
  if (boxArea(intersectBoxes(a.box, b.box)) === 0) return 0
  if (a.rle.size[0] !== b.rle.size[0] || a.rle.size[1] !== b.rle.size[1]) return -1
  const shared = intersectionOfRuns(a.runs, b.runs)
  return shared / (isCrowd ? a.area : a.area + b.area - shared)
}

/** Walks the foreground runs of both side by side. */
function intersectionOfRuns(a: Uint32Array, b: Uint32Array): number {
  if (a.length < 2 || b.length < 2) return 0
  let startA = a[0] as number
  let endA = startA + (a[1] as number)
  let startB = b[0] as number
  let endB = startB + (b[1] as number)
  let shared = 0
  let i = 1
  let j = 1
  for (;;) {
    const start = startA > startB ? startA : startB
    if (endA < endB) {
      if (endA > start) shared += endA - start
      i += 2
      if (i >= a.length) return shared
      startA = endA + (a[i - 1] as number)
      endA = startA + (a[i] as number)
    } else {
      if (endB > start) shared += endB - start
      j += 2
      if (j >= b.length) return shared
      startB = endB + (b[j - 1] as number)
      endB = startB + (b[j] as number)
    }
  }
}

function combine(a: Rle, b: Rle, table: Operation): Rle {
  assertSameSize(a, b)
  return rleFromFlips(sizeOfRle(a), combineFlips(flipsFromRle(a), flipsFromRle(b), table))
}
