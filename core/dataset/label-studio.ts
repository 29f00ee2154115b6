import type { Size } from '../geometry/size.ts'
import type { Rle } from '../mask/mask.ts'
import { rleFromPolygons } from '../mask/polygon.ts'
import { fail, ok, type Result } from '../result.ts'
import { rleFromBrush } from './label-studio-rle.ts'
import { isEndless } from './ring-length.ts'
import { fieldsOf } from './taken.ts'

/** Vertices of a foreign polygon. */
const mostPoints = 40_000

/** A region with a form: what it is labelled, and its mask once the image's size is known. */
export type StudioRegion = {
  readonly id: string
  /** Place in its list, from 0. */
  readonly index: number
  readonly kind: string
  readonly labels: readonly string[]
  /** What the text area of the same region says. */
  readonly text: string
  readonly size: Size | null
  readonly read: (size: Size) => Result<Rle>
}

export type StudioResult = {
  readonly regions: readonly StudioRegion[]
  /** Forms without a raster of their own, as `index kind`. */
  readonly passed: readonly { readonly index: number; readonly kind: string }[]
}

const forms: Readonly<Record<string, (value: Fields, size: Size) => Result<Rle>>> = {
  brush: readBrush,
  polygon: readPolygon,
  rectangle: readRectangle,
}
const formless = new Set(['ellipse', 'keypoint', 'bitmask', 'vector', 'magicwand'])

type Fields = Readonly<Record<string, unknown>>

/** The regions of an annotation's `result`. */
export function readStudioResult(result: readonly unknown[]): StudioResult {
  const entries = result.map(fieldsOf)
  const texts = new Map<string, string>()
  for (const { id, type, value } of entries) {
    const { text } = fieldsOf(value)
    const said = Array.isArray(text) ? text[0] : text
    if (type === 'textarea' && typeof id === 'string' && typeof said === 'string')
      texts.set(id, said)
  }
  const regions: StudioRegion[] = []
  const passed: { index: number; kind: string }[] = []
  for (const [index, entry] of entries.entries()) {
    const type = typeof entry['type'] === 'string' ? entry['type'] : ''
    const kind = type.replace(/labels$/, '')
    if (formless.has(kind)) passed.push({ index, kind })
    if (Object.hasOwn(forms, kind)) regions.push(regionOf(entry, { index, type, kind }, texts))
  }
  return { regions, passed }
}

function regionOf(
  entry: Fields,
  { index, type, kind }: { readonly index: number; readonly type: string; readonly kind: string },
  texts: ReadonlyMap<string, string>,
): StudioRegion {
  const { id, original_width: width, original_height: height, image_rotation: turn } = entry
  const value = fieldsOf(entry['value'])
  const labels = value[type] ?? value['labels']
  const name = typeof id === 'string' ? id : ''
  return {
    id: name,
    index,
    kind,
    labels: Array.isArray(labels) ? labels.filter((label) => typeof label === 'string') : [],
    text: texts.get(name) ?? '',
    size: isSide(width) && isSide(height) ? { width, height } : null,
    read(size) {
      if (typeof turn === 'number' && turn !== 0)
        return fail('bad_input', 'the image was turned in Label Studio')
      const form = forms[kind]
      return form === undefined ? fail('bad_input', `a ${kind} has no mask`) : form(value, size)
    },
  }
}

function readBrush({ format, rle }: Fields, size: Size): Result<Rle> {
  if (format !== 'rle' || !Array.isArray(rle)) return fail('bad_rle', 'its brush has no rle')
  return rleFromBrush(rle, size)
}

/** Percent of each side; filled by COCO's rule, as the SDK's export to COCO has it. */
function readPolygon({ points }: Fields, size: Size): Result<Rle> {
  if (!Array.isArray(points) || points.length < 3 || points.length > mostPoints)
    return fail('bad_polygon', `its points are no list of 3 to ${mostPoints}`)
  return rasterised(
    points.flatMap((point: unknown) => pairOf(point)),
    size,
  )
}

/** Percent of each side, turned by `rotation` degrees around its upper left corner. */
function readRectangle(value: Fields, size: Size): Result<Rle> {
  const { x, y, width, height, rotation = 0 } = value
  const numbers = [x, y, width, height, rotation].map((one) =>
    typeof one === 'number' ? one : NaN,
  ) as [number, number, number, number, number]
  const [left, top, across, down, turn] = numbers
  const angle = (turn * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  // Turned in pixels: percents of the two sides are not of one length.
  const [w, h] = [(across * size.width) / 100, (down * size.height) / 100]
  const corners = [
    [0, 0],
    [w, 0],
    [w, h],
    [0, h],
  ] as const
  return rasterised(
    corners.flatMap(([dx, dy]) => [
      left + ((dx * cos - dy * sin) * 100) / size.width,
      top + ((dx * sin + dy * cos) * 100) / size.height,
    ]),
    size,
  )
}

function pairOf(point: unknown): [number, number] {
  const [x, y] = Array.isArray(point) ? (point as readonly unknown[]) : []
  return typeof x === 'number' && typeof y === 'number' ? [x, y] : [NaN, NaN]
}

function rasterised(percents: readonly number[], { width, height }: Size): Result<Rle> {
  const ring = percents.map((value, i) => (value * (i % 2 === 0 ? width : height)) / 100)
  if (isEndless(ring)) return fail('bad_polygon', 'its outline goes to and fro without end')
  return ring.every((value) => Math.abs(value) <= 2 ** 28)
    ? ok(rleFromPolygons([ring], { width, height }))
    : fail('bad_polygon', 'a coordinate is no usable number')
}

function isSide(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0
}
