import type { Size } from '../geometry/size.ts'
import { outerRingsOf } from '../mask/border-ring.ts'
import { createMask, sizeOfRle, type Mask, type Rle } from '../mask/mask.ts'
import { rleFromMask } from '../mask/rle.ts'
import { rleBox } from '../mask/rle-ops.ts'
import type { ImageBox } from '../geometry/box.ts'
import { fail, ok, type Result } from '../result.ts'
import { fillPilCircle, fillPilPolygon, fillPilRectangle, type PilPoint } from './pil-raster.ts'
import { isEndless } from './ring-length.ts'
import { fieldsOf } from './taken.ts'

/** What LabelMe draws a mask with: polygons where they give it back bit for bit, else one picture of the mask. */
export type LabelmeDrawing =
  | { readonly kind: 'polygons'; readonly rings: readonly (readonly PilPoint[])[] }
  | { readonly kind: 'mask'; readonly box: ImageBox }

/** More polygons than that are drawn as one mask. */
const mostPolygons = 30
/** Vertices of a foreign polygon, and pixels of a circle's radius. */
const mostPoints = 20_000
const largestRadius = 50_000
const mostShapes = 20_000

/** null for an empty mask. */
export function labelmeDrawing(rle: Rle): LabelmeDrawing | null {
  const box = rleBox(rle)
  if (box === null) return null
  const { rings, holes } = outerRingsOf(rle)
  const asMask: LabelmeDrawing = { kind: 'mask', box }
  const isPlain = holes === 0 && rings.length <= mostPolygons
  if (!isPlain || rings.some((ring) => ring.length < 6 || ring.length > mostPoints)) return asMask
  const polygons = rings.map(pointsOf)
  return labelmeRaster(polygons, sizeOfRle(rle)).counts === rle.counts
    ? { kind: 'polygons', rings: polygons }
    : asMask
}

/** Polygons as LabelMe rasterises them: PIL's polygon, both ends inclusive; their union. */
export function labelmeRaster(rings: readonly (readonly PilPoint[])[], size: Size): Rle {
  const mask = createMask(size)
  for (const ring of rings) fillPilPolygon(mask, ring)
  return rleFromMask(mask)
}

export type LabelmeShape = {
  readonly description: string
  readonly kind: 'polygon' | 'rectangle' | 'circle' | 'mask'
  readonly points: readonly PilPoint[]
  /** Of a mask: its picture in base64. */
  readonly picture: string | null
}

/** `passed` has no area, as a line or a point. */
export type ReadShape = { readonly index: number; readonly label: string } & (
  | { readonly kind: 'shape'; readonly shape: LabelmeShape }
  | { readonly kind: 'bad' | 'passed'; readonly reason: string }
)

/** The shapes of a file, each by itself; fails with `bad_input` where it holds no list of them. */
export function readLabelmeShapes(value: unknown): Result<ReadShape[]> {
  if (!Array.isArray(value)) return fail('bad_input', 'it has no list of shapes')
  if (value.length > mostShapes) return fail('bad_input', `it has more than ${mostShapes} shapes`)
  return ok(value.map(readShape))
}

/** Paints a shape that is no mask. */
export function paintLabelmeShape(mask: Mask, { kind, points }: LabelmeShape): void {
  const [a = [0, 0], b = [0, 0]] = points
  if (kind === 'rectangle') fillPilRectangle(mask, a, b)
  else if (kind === 'circle') fillPilCircle(mask, a, Math.hypot(a[0] - b[0], a[1] - b[1]))
  else fillPilPolygon(mask, points)
}

/** Paints a mask shape's picture at its first corner; what lies outside the image is cut off, any level but 0 is set. */
export function paintLabelmePatch(
  mask: Mask,
  corner: PilPoint,
  patch: { readonly size: Size; readonly values: ArrayLike<number> },
): void {
  const [x0, y0] = corner.map(roundEven) as [number, number]
  const { width, height } = patch.size
  for (let y = Math.max(0, -y0); y < Math.min(height, mask.size.height - y0); y++)
    for (let x = Math.max(0, -x0); x < Math.min(width, mask.size.width - x0); x++)
      if (patch.values[y * width + x] !== 0) mask.bits[(y + y0) * mask.size.width + x + x0] = 1
}

/** As NumPy does: halves to the even number. */
function roundEven(value: number): number {
  const floor = Math.floor(value)
  return value - floor === 0.5 ? floor + (floor & 1) : Math.round(value)
}

function pointsOf(ring: readonly number[]): PilPoint[] {
  return Array.from({ length: ring.length / 2 }, (_, i) => [
    ring[i * 2] as number,
    ring[i * 2 + 1] as number,
  ])
}

/** Points a shape of each type has, and how it is painted; those without area are null. */
const types: Readonly<
  Record<string, { kind: LabelmeShape['kind']; least: number; most: number } | null>
> = {
  polygon: { kind: 'polygon', least: 3, most: mostPoints },
  oriented_rectangle: { kind: 'polygon', least: 4, most: 4 },
  rectangle: { kind: 'rectangle', least: 2, most: 2 },
  circle: { kind: 'circle', least: 2, most: 2 },
  mask: { kind: 'mask', least: 2, most: 2 },
  line: null,
  linestrip: null,
  point: null,
  points: null,
}

function readShape(value: unknown, index: number): ReadShape {
  const { label: title, points, description, shape_type: given, mask } = fieldsOf(value)
  const label = typeof title === 'string' ? title : ''
  const leave = (kind: 'bad' | 'passed', reason: string): ReadShape => ({
    kind,
    index,
    label,
    reason,
  })
  if (typeof title !== 'string') return leave('bad', 'its label is not a text')
  const name = typeof given === 'string' ? given : 'polygon'
  const type = Object.hasOwn(types, name) ? types[name] : undefined
  if (type === undefined) return leave('bad', `its shape_type ${name.slice(0, 40)} is unknown`)
  if (type === null) return leave('passed', `a ${name} has no area`)
  const read = readPoints(points)
  if (read === null) return leave('bad', 'its points are not a list of [x, y] in finite numbers')
  if (read.length < type.least || read.length > type.most)
    return leave('bad', `it has ${read.length} points, a ${name} ${countOf(type)}`)
  if (isEndless(read.flat())) return leave('bad', 'its outline goes to and fro without end')
  const shape: LabelmeShape = {
    description: typeof description === 'string' ? description : '',
    kind: type.kind,
    points: read,
    picture: type.kind === 'mask' && typeof mask === 'string' ? mask : null,
  }
  if (type.kind === 'mask' && shape.picture === null) return leave('bad', 'its mask is missing')
  const [a = [0, 0], b = [0, 0]] = read
  if (type.kind === 'circle' && Math.hypot(a[0] - b[0], a[1] - b[1]) > largestRadius)
    return leave('bad', `its radius is over ${largestRadius} pixels`)
  return { kind: 'shape', index, label, shape }
}

function countOf({ least, most }: { least: number; most: number }): string {
  return least === most ? `has ${least}` : `has ${least} to ${most}`
}

function readPoints(value: unknown): PilPoint[] | null {
  if (!Array.isArray(value)) return null
  const isPoint = (point: unknown): point is PilPoint =>
    Array.isArray(point) &&
    point.length === 2 &&
    point.every((part) => typeof part === 'number' && Math.abs(part) <= 2 ** 28)
  return value.every(isPoint) ? value : null
}
