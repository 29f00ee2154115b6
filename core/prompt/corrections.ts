import { boxHeight, boxWidth, type ImageBox } from '../geometry/box.ts'
import { imagePoint, type ImagePoint } from '../geometry/point.ts'
import type { Size } from '../geometry/size.ts'
import type { Grid } from '../grid/grid.ts'
import { unpaddedBox } from '../grid/lines.ts'
import type { Region } from '../grid/region.ts'
import { componentsOf } from '../mask/components.ts'
import { deepestPixel } from '../mask/depth.ts'
import { flipsFromRle } from '../mask/flips.ts'
import { createMask, type Mask, type Rle } from '../mask/mask.ts'
import { rasterOf } from '../mask/raster.ts'
import { rleFromMask } from '../mask/rle.ts'
import { cellsOf } from './cells-of.ts'

/** A place of the image where the mask is wrong. Label 1: the target is here, 0: it is not. */
export type Correction = {
  readonly point: ImagePoint
  readonly label: 0 | 1
  /** Distance to the edge of the piece it stands for, about, in pixels of the image. */
  readonly depth: number
}

/** What a judge said of a mask, and where the target may be. */
export type Correctable = {
  /** Of the image's size, as is the grid. */
  readonly mask: Rle
  readonly missing: readonly Region[]
  readonly surplus: readonly Region[]
  readonly grid: Grid
  /** Boxes outside of which nothing is added. */
  readonly within: readonly ImageBox[]
}

export type Corrections = {
  /** Deepest first. Empty: nothing of what was named can be corrected. */
  readonly points: readonly Correction[]
  /** The deepest place of the mask without what is too much, to hold on to; null where nothing is left of it. */
  readonly anchor: ImagePoint | null
}

/** Pieces are looked at in a frame of at most so many pixels a side. */
const frameSide = 1000
/** Pieces of one label that get a point, the largest. */
const mostPieces = 5
/** A piece thinner than this share of a strip is an edge drawn differently. */
const leastDepth = 0.05

/**
 * Points that correct a mask: where something is missing, one at the deepest place of each piece of the places named
 * that is outside the mask and inside `within`; where there is too much, one likewise of each piece of the mask in the
 * places named. Of each kind at most five; where all pieces are slivers, the deepest alone.
 */
export function correctionPoints(input: Correctable): Corrections {
  const frame = frameOf(input.grid.size)
  const mask = rasterOf(input.mask, frame.size)
  const named = (regions: readonly Region[]) =>
    paintBoxes(
      regions.flatMap((region) => boxesOf(region, input.grid)),
      frame,
    )
  const missing = named(input.missing)
  const surplus = named(input.surplus)
  const allowed = paintBoxes(input.within, frame)
  const keep = (choose: (i: number) => boolean): Mask => ({
    size: frame.size,
    bits: mask.bits.map((_, i) => (choose(i) ? 1 : 0)),
  })
  const isAdded = (i: number) =>
    missing.bits[i] === 1 && mask.bits[i] === 0 && allowed.bits[i] === 1
  const isTaken = (i: number) => surplus.bits[i] === 1 && mask.bits[i] === 1
  const isKept = (i: number) => mask.bits[i] === 1 && !isTaken(i)
  const points = [
    ...pointsOf(keep(isAdded), { label: 1, frame, input }),
    ...pointsOf(keep(isTaken), { label: 0, frame, input }),
  ]
  const anchor = deepestPixel(rleFromMask(keep(isKept)))?.point ?? null
  return {
    points: points.toSorted((a, b) => b.depth - a.depth),
    anchor: anchor === null ? null : imageFromFrame(anchor, frame),
  }
}

/** Whether the pixel that holds the point is set. */
export function isInRle(rle: Rle, point: ImagePoint): boolean {
  const [height, width] = rle.size
  const [x, y] = [Math.floor(point.x), Math.floor(point.y)]
  if (x < 0 || y < 0 || x >= width || y >= height) return false
  const at = x * height + y
  const flips = flipsFromRle(rle)
  let [low, high] = [0, flips.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((flips[middle] as number) <= at) low = middle + 1
    else high = middle
  }
  return low % 2 === 1
}

/** The image scaled down about evenly, never up: pixels of the frame a pixel of the image. */
type Frame = { readonly size: Size; readonly across: number; readonly down: number }

function frameOf({ width, height }: Size): Frame {
  const scale = Math.min(1, frameSide / Math.max(width, height))
  const side = (pixels: number) => Math.max(1, Math.round(pixels * scale))
  const size = { width: side(width), height: side(height) }
  return { size, across: size.width / width, down: size.height / height }
}

function imageFromFrame({ x, y }: ImagePoint, { across, down }: Frame): ImagePoint {
  return imagePoint(x / across, y / down)
}

/** Rows and columns named are the cells where they cross, whatever lies between them. */
function boxesOf(region: Region, grid: Grid): readonly ImageBox[] {
  if (region.kind === 'box') return [unpaddedBox(region, grid)]
  return cellsOf(region, grid).map((cell) => unpaddedBox({ kind: 'cells', cells: [cell] }, grid))
}

/** Pixels whose centres lie in a box. */
function paintBoxes(boxes: readonly ImageBox[], { size, across, down }: Frame): Mask {
  const mask = createMask(size)
  const within = (at: number, most: number) => Math.min(most, Math.max(0, Math.ceil(at - 0.5)))
  for (const box of boxes) {
    const x0 = within(box.x0 * across, size.width)
    const x1 = within(box.x1 * across, size.width)
    const y1 = within(box.y1 * down, size.height)
    for (let y = within(box.y0 * down, size.height); y < y1; y++)
      mask.bits.fill(1, y * size.width + x0, y * size.width + Math.max(x0, x1))
  }
  return mask
}

type Asked = { readonly label: 0 | 1; readonly frame: Frame; readonly input: Correctable }

function pointsOf(pieces: Mask, { label, frame, input }: Asked): Correction[] {
  const { areas, boxes, labels } = componentsOf(pieces, 8)
  const largest = [...areas.keys()]
    .toSorted((a, b) => (areas[b] as number) - (areas[a] as number))
    .slice(0, mostPieces)
  const found = largest.flatMap((k) => {
    const deepest = deepestOf(boxes[k] as ImageBox, labels, { piece: k + 1, size: pieces.size })
    if (deepest === null) return []
    const point = imageFromFrame(deepest.point, frame)
    // A pixel of the frame may hold both sides of the mask's edge.
    if (isInRle(input.mask, point) !== (label === 0)) return []
    return [{ point, label, depth: deepest.depth / Math.max(frame.across, frame.down) }]
  })
  const { size, n } = input.grid
  const least = leastDepth * (Math.min(size.width, size.height) / n)
  const thick = found.filter(({ depth }) => depth >= least)
  const sorted = (thick.length > 0 ? thick : found).toSorted((a, b) => b.depth - a.depth)
  return thick.length > 0 ? sorted : sorted.slice(0, 1)
}

function deepestOf(
  box: ImageBox,
  labels: Int32Array,
  { piece, size }: { readonly piece: number; readonly size: Size },
) {
  const part = createMask({ width: boxWidth(box), height: boxHeight(box) })
  for (let y = box.y0; y < box.y1; y++)
    for (let x = box.x0; x < box.x1; x++)
      if (labels[y * size.width + x] === piece)
        part.bits[(y - box.y0) * part.size.width + x - box.x0] = 1
  const deepest = deepestPixel(rleFromMask(part))
  if (deepest === null) return null
  const { point, depth } = deepest
  return { point: imagePoint(point.x + box.x0, point.y + box.y0), depth }
}
