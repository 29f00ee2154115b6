import { boxHeight, boxWidth, imageBox, type ImageBox } from '#core/geometry/box'
import type { Size } from '#core/geometry/size'
import { visitColumnRuns } from '#core/mask/column-runs'
import type { Mask, Rle } from '#core/mask/mask'

/**
 * How a mask looks at a level: level 0 has a value a pixel, each next one for 2×2 of the one before. Boxes of a level
 * are in its own pixels.
 */
export type Coverage = {
  readonly level: number
  readonly box: ImageBox
  /** Row-major over `box`, 0..255: which share of the pixel is set. */
  readonly values: Uint8Array
}

/** The pixels of a level that meet a box of the image. */
export function levelBox(box: ImageBox, level: number): ImageBox {
  const side = 2 ** level
  return imageBox(
    Math.floor(box.x0 / side),
    Math.floor(box.y0 / side),
    Math.ceil(box.x1 / side),
    Math.ceil(box.y1 / side),
  )
}

export function imageFromLevelBox(box: ImageBox, level: number): ImageBox {
  const side = 2 ** level
  return imageBox(box.x0 * side, box.y0 * side, box.x1 * side, box.y1 * side)
}

/**
 * Which part of a mask to prepare for what is on screen: all of it while that is small, else the visible part widened
 * by half and aligned, so that panning a little needs nothing new. In pixels of the level; null when nothing is visible.
 */
export function patchBox(mask: ImageBox, visible: ImageBox, level: number): ImageBox | null {
  const whole = levelBox(mask, level)
  if (boxWidth(whole) * boxHeight(whole) <= wholeUpTo) return whole
  const seen = levelBox(visible, level)
  const x = boxWidth(seen) / 4
  const y = boxHeight(seen) / 4
  const part = imageBox(
    Math.max(whole.x0, down(seen.x0 - x)),
    Math.max(whole.y0, down(seen.y0 - y)),
    Math.min(whole.x1, up(seen.x1 + x)),
    Math.min(whole.y1, up(seen.y1 + y)),
  )
  return part.x1 > part.x0 && part.y1 > part.y0 ? part : null
}

/** Pixels of a level; a mask of up to 1024×1024 is prepared whole. */
const wholeUpTo = 2 ** 20
const alignment = 256

/** Whether a prepared part still serves what is visible of the mask. */
export function coversVisible(part: ImageBox, mask: ImageBox, visible: ImageBox): boolean {
  const x0 = Math.max(mask.x0, visible.x0)
  const y0 = Math.max(mask.y0, visible.y0)
  const x1 = Math.min(mask.x1, visible.x1)
  const y1 = Math.min(mask.y1, visible.y1)
  if (x0 >= x1 || y0 >= y1) return true
  return part.x0 <= x0 && part.y0 <= y0 && part.x1 >= x1 && part.y1 >= y1
}

export function coverageOfRle(rle: Rle, level: number, box: ImageBox): Coverage {
  const values = new Uint8Array(boxWidth(box) * boxHeight(box))
  if (level === 0) fillRuns(rle, box, values)
  else toShares(countRuns(rle, level, box), values, level)
  return { level, box, values }
}

/** Brings the part of `coverage` inside `dirty` (image pixels) up to date with the bits; gives that part's level box. */
export function updateCoverage(coverage: Coverage, mask: Mask, dirty: ImageBox): ImageBox | null {
  const { level, box } = coverage
  const touched = levelBox(dirty, level)
  const part = imageBox(
    Math.max(box.x0, touched.x0),
    Math.max(box.y0, touched.y0),
    Math.min(box.x1, touched.x1),
    Math.min(box.y1, touched.y1),
  )
  if (part.x0 >= part.x1 || part.y0 >= part.y1) return null
  const width = boxWidth(box)
  const full = 255 / 4 ** level
  for (let y = part.y0; y < part.y1; y++)
    for (let x = part.x0; x < part.x1; x++)
      coverage.values[(y - box.y0) * width + x - box.x0] =
        full * (level === 0 ? bitAt(mask, x, y) : bitsIn(mask, x, y, 2 ** level))
  return part
}

export function coverageOfMask(mask: Mask, level: number, box: ImageBox): Coverage {
  const coverage = { level, box, values: new Uint8Array(boxWidth(box) * boxHeight(box)) }
  updateCoverage(coverage, mask, imageFromLevelBox(box, level))
  return coverage
}

/** The whole image at a level. */
export function wholeLevel(size: Size, level: number): ImageBox {
  return levelBox(imageBox(0, 0, size.width, size.height), level)
}

function fillRuns(rle: Rle, box: ImageBox, values: Uint8Array): void {
  const width = boxWidth(box)
  visitColumnRuns(rle, (x, y0, y1) => {
    if (x < box.x0 || x >= box.x1) return
    const column = x - box.x0
    const end = Math.min(y1, box.y1)
    for (let y = Math.max(y0, box.y0); y < end; y++) values[(y - box.y0) * width + column] = 255
  })
}

/** Set pixels of each pixel of the level. */
function countRuns(rle: Rle, level: number, box: ImageBox): Uint32Array {
  const side = 2 ** level
  const width = boxWidth(box)
  const counts = new Uint32Array(width * boxHeight(box))
  visitColumnRuns(rle, (x, y0, y1) => {
    const column = Math.floor(x / side) - box.x0
    if (column < 0 || column >= width) return
    let from = Math.max(y0, box.y0 * side)
    const end = Math.min(y1, box.y1 * side)
    while (from < end) {
      const row = Math.floor(from / side)
      const to = Math.min(end, (row + 1) * side)
      const at = (row - box.y0) * width + column
      counts[at] = (counts[at] as number) + to - from
      from = to
    }
  })
  return counts
}

function toShares(counts: Uint32Array, values: Uint8Array, level: number): void {
  const full = 255 / 4 ** level
  for (let i = 0; i < counts.length; i++) values[i] = (counts[i] as number) * full
}

function bitAt(mask: Mask, x: number, y: number): number {
  return mask.bits[y * mask.size.width + x] ?? 0
}

function bitsIn(mask: Mask, x: number, y: number, side: number): number {
  const { width, height } = mask.size
  const right = Math.min(width, (x + 1) * side)
  const bottom = Math.min(height, (y + 1) * side)
  let count = 0
  for (let row = y * side; row < bottom; row++)
    for (let i = row * width + x * side; i < row * width + right; i++)
      count += mask.bits[i] as number
  return count
}

function down(value: number): number {
  return Math.floor(value / alignment) * alignment
}

function up(value: number): number {
  return Math.ceil(value / alignment) * alignment
}
