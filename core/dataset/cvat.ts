import { imageBox } from '../geometry/box.ts'
import { areaOf, type Size } from '../geometry/size.ts'
import { createMask, type Rle } from '../mask/mask.ts'
import { rleFromPolygons } from '../mask/polygon.ts'
import { maskFromRle, rleFromMask } from '../mask/rle.ts'
import { cropRle, placeRle, rleBox } from '../mask/rle-ops.ts'
import { fail, ok, type Result } from '../result.ts'
import { isEndless } from './ring-length.ts'

/** A mask as CVAT writes it: runs row by row inside a box, background first. Pixels. */
export type CvatMask = {
  readonly runs: readonly number[]
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Vertices of a foreign polygon. */
const mostPoints = 40_000

/** null for an empty mask. */
export function cvatMaskFromRle(rle: Rle): CvatMask | null {
  const box = rleBox(rle)
  if (box === null) return null
  const { size, bits } = maskFromRle(cropRle(rle, box))
  const runs: number[] = []
  let value = 0
  let from = 0
  for (let i = 0; i <= bits.length; i++) {
    if (i < bits.length && bits[i] === value) continue
    runs.push(i - from)
    from = i
    value ^= 1
  }
  return { runs, left: box.x0, top: box.y0, ...size }
}

/**
 * The mask of one of CVAT's, at the image's size. Fails with `bad_rle` where its box leaves the image or its runs do not
 * fill the box.
 */
export function rleFromCvatMask(given: CvatMask, size: Size): Result<Rle> {
  const { runs, left, top, width, height } = given
  const bad = (why: string) => fail('bad_rle', why)
  const sides = [left, top, width, height]
  if (!sides.every((side) => Number.isSafeInteger(side) && side >= 0) || width * height === 0)
    return bad('its left, top, width and height are not whole numbers')
  if (left + width > size.width || top + height > size.height)
    return bad('its box is not inside the image')
  if (!runs.every((run) => Number.isSafeInteger(run) && run >= 0))
    return bad('its runs are not whole numbers')
  const sum = runs.reduce((total, run) => total + run, 0)
  if (sum !== width * height)
    return bad(`its runs add up to ${sum}, its box has ${width * height} pixels`)
  const mask = createMask({ width, height })
  let at = 0
  for (const [i, run] of runs.entries()) {
    if (i % 2 === 1) mask.bits.fill(1, at, at + run)
    at += run
  }
  return ok(placeRle(rleFromMask(mask), imageBox(left, top, left + width, top + height), size))
}

/** Attributes of one shape, as the XML has them. */
export type CvatAttributes = Readonly<Record<string, string>>

/** Its `rle`, `left`, `top`, `width` and `height`. */
export function parseCvatMask(given: CvatAttributes, size: Size): Result<Rle> {
  const text = given['rle'] ?? ''
  // A run a pixel is the most there can be.
  if (text.length > areaOf(size) * 12 + 12) return fail('bad_rle', 'its runs are too many')
  const numbers = (name: string) => wholeFrom(given[name] ?? '')
  const [left, top] = [numbers('left'), numbers('top')]
  const [width, height] = [numbers('width'), numbers('height')]
  return rleFromCvatMask({ runs: text.split(',').map(wholeFrom), left, top, width, height }, size)
}

/** `x,y;x,y` in pixels, filled by COCO's rule as CVAT's own converters do. Fails with `bad_polygon`. */
export function parseCvatPolygon(given: CvatAttributes, size: Size): Result<Rle> {
  const points = (given['points'] ?? '').split(';')
  const ring = points.flatMap((point) => {
    const [x = '', y = '', ...rest] = point.split(',')
    return rest.length > 0 ? [NaN] : [numberFrom(x), numberFrom(y)]
  })
  if (points.length < 3 || points.length > mostPoints)
    return fail('bad_polygon', `it has ${points.length} points, a polygon has 3 to ${mostPoints}`)
  return rasterised([ring], size)
}

/** `xtl, ytl, xbr, ybr` in pixels, turned by `rotation` degrees around its middle. */
export function parseCvatBox(given: CvatAttributes, size: Size): Result<Rle> {
  const [x0, y0, x1, y1] = ['xtl', 'ytl', 'xbr', 'ybr'].map((name) => numberFrom(given[name] ?? ''))
  const angle = (numberFrom(given['rotation'] ?? '0') * Math.PI) / 180
  const corners = [x0, y0, x1, y0, x1, y1, x0, y1] as number[]
  if (angle === 0) return rasterised([corners], size)
  const [mx, my] = [((x0 ?? 0) + (x1 ?? 0)) / 2, ((y0 ?? 0) + (y1 ?? 0)) / 2]
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const turned = corners.map((_, i) => {
    const [dx, dy] = [(corners[i & ~1] as number) - mx, (corners[i | 1] as number) - my]
    return i % 2 === 0 ? mx + dx * cos - dy * sin : my + dx * sin + dy * cos
  })
  return rasterised([turned], size)
}

function rasterised(rings: readonly (readonly number[])[], size: Size): Result<Rle> {
  if (rings.some(isEndless)) return fail('bad_polygon', 'its outline goes to and fro without end')
  const isUsable = rings.every((ring) => ring.every((value) => Math.abs(value) <= 2 ** 28))
  return isUsable
    ? ok(rleFromPolygons(rings, size))
    : fail('bad_polygon', 'a coordinate is no usable number')
}

function wholeFrom(text: string): number {
  return /^\s*\d{1,10}(?:\.0+)?\s*$/.test(text) ? Number(text) : NaN
}

function numberFrom(text: string): number {
  return /^\s*[+-]?\d+(?:\.\d*)?(?:e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : NaN
}
