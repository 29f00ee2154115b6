import { clampBox, imageBox, uniteBoxes, type ImageBox } from '../geometry/box.ts'
import { squaredDistancesTo } from '../mask/distance.ts'
import { createMask, sizeOfRle, type Mask, type Rle } from '../mask/mask.ts'
import { growMask } from '../mask/morphology.ts'
import { maskFromRle } from '../mask/rle.ts'
import { assertSameSize, cropRle, rleBox } from '../mask/rle-ops.ts'

/** In pixels. */
export type SurfaceDistances = {
  /** 95th percentile of the distances both ways pooled, linearly interpolated (medpy's `hd95`). */
  readonly pooled: number
  /** The larger of the two one-way 95th percentiles (surface-distance's rule, unweighted). */
  readonly maxDirected: number
  /** The largest distance of all: the plain Hausdorff distance. */
  readonly largest: number
}

/**
 * How far the outlines of two masks are apart: from each border pixel of one to the nearest of the other. Border pixels
 * have a neighbour up, down, left or right that is not in the mask; beyond the image nothing is. All 0 where both are
 * empty, null where one is. Throws where the sizes differ.
 * Source: loli/medpy medpy/metric/binary.py; google-deepmind/surface-distance.
 */
export function surfaceDistances(a: Rle, b: Rle): SurfaceDistances | null {
  assertSameSize(a, b)
  const [boxA, boxB] = [rleBox(a), rleBox(b)]
  if (boxA === null || boxB === null)
    return boxA === boxB ? { pooled: 0, maxDirected: 0, largest: 0 } : null
  const box = widened(uniteBoxes(boxA, boxB), 1)
  const [borderA, borderB] = [a, b].map((rle) => borderOf(maskFromRle(cropRle(rle, box)))) as [
    Mask,
    Mask,
  ]
  const there = distancesFrom(borderA, borderB)
  const back = distancesFrom(borderB, borderA)
  const pooled = Float64Array.from([...there, ...back]).sort()
  return {
    pooled: percentile(pooled, 0.95),
    maxDirected: Math.max(percentile(there, 0.95), percentile(back, 0.95)),
    largest: pooled.at(-1) ?? 0,
  }
}

/**
 * Boundary F: the harmonic mean of the shares of each outline that lie near the other. 1 where neither has an outline,
 * 0 where one has none. `tolerance` is a share of the image's diagonal, rounded up, or from 1 on a number of pixels.
 * The outline runs along changes to the right, below and diagonally below; the image's border is none. Throws where the
 * sizes differ.
 * Source: davisvideochallenge/davis2017-evaluation davis2017/metrics.py.
 */
export function boundaryF(a: Rle, b: Rle, tolerance = 0.008): number {
  assertSameSize(a, b)
  const radius =
    tolerance >= 1 ? tolerance : Math.ceil(tolerance * Math.hypot(a.size[0], a.size[1]))
  const boxes = [rleBox(a), rleBox(b)].flatMap((box) => box ?? [])
  const [first, ...rest] = boxes
  if (first === undefined) return 1
  // Beyond two pixels around both masks neither has an outline.
  const box = clampBox(widened(rest.reduce(uniteBoxes, first), 2), sizeOfRle(a))
  const [outlineA, outlineB] = [a, b].map((rle) => outlineOf(maskFromRle(cropRle(rle, box)))) as [
    Mask,
    Mask,
  ]
  const [countA, countB] = [countOf(outlineA), countOf(outlineB)]
  if (countA === 0 || countB === 0) return countA === countB ? 1 : 0
  const precision = sharedCount(outlineA, growMask(outlineB, radius)) / countA
  const recall = sharedCount(outlineB, growMask(outlineA, radius)) / countB
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
}

function widened(box: ImageBox, by: number): ImageBox {
  return imageBox(box.x0 - by, box.y0 - by, box.x1 + by, box.y1 + by)
}

/** A ring of clear pixels around it all is expected. */
function borderOf({ size, bits }: Mask): Mask {
  const border = createMask(size)
  for (let i = size.width; i < bits.length - size.width; i++) {
    const inside =
      bits[i - 1] === 1 &&
      bits[i + 1] === 1 &&
      bits[i - size.width] === 1 &&
      bits[i + size.width] === 1
    if (bits[i] === 1 && !inside) border.bits[i] = 1
  }
  return border
}

/** Ascending. */
function distancesFrom(border: Mask, to: Mask): Float64Array {
  const squares = squaredDistancesTo(to, 1)
  return squares
    .filter((_, i) => border.bits[i] === 1)
    .map(Math.sqrt)
    .sort()
}

/** Linear between the two nearest of the ascending values, as NumPy has it. */
function percentile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1)
  const low = sorted[Math.floor(place)] ?? 0
  const high = sorted[Math.ceil(place)] ?? 0
  return low + (high - low) * (place - Math.floor(place))
}

function outlineOf({ size, bits }: Mask): Mask {
  const { width, height } = size
  const outline = createMask(size)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      const [isRight, isBottom] = [x === width - 1, y === height - 1]
      const right = isRight ? bits[i] : bits[i + 1]
      const below = isBottom ? bits[i] : bits[i + width]
      const diagonal = isRight || isBottom ? bits[i] : bits[i + width + 1]
      if (bits[i] !== right || bits[i] !== below || bits[i] !== diagonal) outline.bits[i] = 1
    }
  return outline
}

function countOf({ bits }: Mask): number {
  return bits.reduce((sum, bit) => sum + bit, 0)
}

function sharedCount(a: Mask, b: Mask): number {
  return a.bits.reduce((sum, bit, i) => sum + (bit & (b.bits[i] as number)), 0)
}
