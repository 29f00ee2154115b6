import type { Size } from '../geometry/size.ts'
import { centreRingsFromRle } from '../mask/centre-rings.ts'
import type { Rle } from '../mask/mask.ts'
import { emptyRle } from '../mask/rle.ts'
import { intersectRles, isEmptyRle, rleArea } from '../mask/rle-ops.ts'
import { fail, ok, type Result } from '../result.ts'
import type { DatasetSample, DatasetTexts, Loss } from './dataset.ts'
import { ignoreBeside, maskLosses, plainLoss } from './mask-losses.ts'
import { paintReasonSeg, type ReasonSegShape } from './reasonseg-paint.ts'
import { fieldsOf, idOf } from './taken.ts'
import { recordFromTexts, textsFromRecord, type TextsRecord } from './texts.ts'

/** A JSON file of ReasonSeg, its shapes still unpainted. */
export type ForeignReasonSeg = {
  readonly texts: Partial<DatasetTexts>
  readonly shapes: readonly ReasonSegShape[]
  /** Of the image, where the file states it as LabelMe does. */
  readonly size: Size | null
  /** What our own exports say beside; null elsewhere. */
  readonly own: {
    readonly sampleId: number
    readonly annotationId: number | null
    readonly imageId: number | null
    readonly imageName: string | null
  } | null
}

type ShapeRecord = {
  readonly label: 'target' | 'ignore'
  readonly points: readonly (readonly [x: number, y: number])[]
  readonly group_id: null
  readonly shape_type: 'polygon'
  readonly flags: Readonly<Record<string, never>>
}

/** What we write: ReasonSeg's keys, those without which LabelMe opens nothing, and ours. */
export type ReasonSegRecord = Omit<TextsRecord, 'query' | 'variants'> & {
  readonly version: string
  readonly flags: Readonly<Record<string, never>>
  readonly text: readonly string[]
  readonly shapes: readonly ShapeRecord[]
  readonly imagePath: string
  readonly imageData: null
  readonly imageHeight: number
  readonly imageWidth: number
  readonly sample_id: number
  readonly annotation_id: number
  readonly image_id: number
  readonly image_name: string
  readonly no_target: boolean
}

/** Vertices of one file. */
const mostVertices = 2 ** 22
/** OpenCV's whole numbers go further, but no image does. */
const farthest = 2 ** 28
const labelmeVersion = '5.5.0'

/** Fails with `bad_input`, saying where. Shapes called `flag` are dropped; what is in no word of ReasonSeg is passed over. */
export function parseReasonSeg(value: unknown): Result<ForeignReasonSeg> {
  const record = fieldsOf(value)
  const texts = parseTexts(record)
  if (!texts.ok) return texts
  const shapes = parseShapes(record['shapes'])
  if (!shapes.ok) return shapes
  const { imageWidth, imageHeight } = record
  const [width, height] = [idOf(imageWidth), idOf(imageHeight)]
  const sampleId = idOf(record['sample_id'])
  const imageName = record['image_name']
  return ok({
    texts: texts.value,
    shapes: shapes.value,
    size: width === null || height === null ? null : { width, height },
    own:
      sampleId === null
        ? null
        : {
            sampleId,
            annotationId: idOf(record['annotation_id']),
            imageId: idOf(record['image_id']),
            imageName: typeof imageName === 'string' ? imageName : null,
          },
  })
}

/** The first text is the query, the others rephrase it. LISA takes any truth value for `is_sentence`. */
function parseTexts(record: Readonly<Record<string, unknown>>): Result<Partial<DatasetTexts>> {
  const { text, is_sentence: isSentence } = record
  const texts: unknown = typeof text === 'string' ? [text] : text
  if (!Array.isArray(texts)) return bad('it has no list "text"')
  if (!texts.every((one) => typeof one === 'string')) return bad('its "text" is no list of texts')
  const [query = '', ...variants] = texts
  const truth = isSentence === 1 ? true : isSentence === 0 ? false : isSentence
  return textsFromRecord({ ...record, query, variants, is_sentence: truth })
}

function parseShapes(value: unknown): Result<ReasonSegShape[]> {
  if (!Array.isArray(value)) return bad('it has no list "shapes"')
  const shapes: ReasonSegShape[] = []
  let vertices = 0
  for (const [i, entry] of (value as readonly unknown[]).entries()) {
    const { label, points } = fieldsOf(entry)
    const place = `shapes[${i}]`
    if (typeof label !== 'string') return bad(`${place} has no text as "label"`)
    const name = label.toLowerCase()
    if (name === 'flag') continue
    if (!Array.isArray(points) || points.length === 0) return bad(`${place} has no points`)
    vertices += points.length
    if (vertices > mostVertices) return bad(`it has more than ${mostVertices} vertices`)
    const ring = ringOf(points)
    if (ring === null) return bad(`${place} has a point that is not two usable numbers`)
    shapes.push({ kind: name.includes('ignore') ? 'ignore' : 'target', ring })
  }
  return ok(shapes)
}

/** Cut toward zero, as numpy does. */
function ringOf(points: readonly unknown[]): Int32Array | null {
  const ring = new Int32Array(points.length * 2)
  for (const [i, point] of points.entries()) {
    if (!Array.isArray(point) || point.length !== 2) return null
    const [x, y] = point as readonly unknown[]
    if (!isUsable(x) || !isUsable(y)) return null
    ring[i * 2] = Math.trunc(x)
    ring[i * 2 + 1] = Math.trunc(y)
  }
  return ring
}

function isUsable(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= farthest
}

function bad(message: string): ReturnType<typeof fail> {
  return fail('bad_input', message)
}

/**
 * One sample as a file of its own beside the picture `imagePath`, and what got lost; the shapes are painted as ReasonSeg's
 * reader paints them and compared. A pixel of both masks is target.
 */
export function reasonSegFromSample(
  sample: DatasetSample,
  imagePath: string,
): { readonly record: ReasonSegRecord; readonly losses: readonly Loss[] } {
  const { size, noTarget } = sample
  const target = noTarget ? emptyRle(size) : sample.mask
  const ignore = ignoreBeside({ mask: target, ignore: sample.ignore })
  const shapes = [...shapesOf(target, 'target'), ...shapesOf(ignore, 'ignore')]
  const { query, variants, ...texts } = recordFromTexts(sample)
  const record: ReasonSegRecord = {
    version: labelmeVersion,
    flags: {},
    text: [query, ...(variants ?? [])],
    ...texts,
    shapes,
    imagePath,
    imageData: null,
    imageHeight: size.height,
    imageWidth: size.width,
    sample_id: sample.sampleId,
    annotation_id: sample.annotationId,
    image_id: sample.imageId,
    image_name: sample.imageName,
    no_target: isEmptyRle(target),
  }
  return { record, losses: lossesOf(sample, shapes, { mask: target, ignore }) }
}

function shapesOf(mask: Rle, label: ShapeRecord['label']): ShapeRecord[] {
  return centreRingsFromRle(mask).map((ring) => ({
    label,
    points: Array.from({ length: ring.length / 2 }, (_, i) => [
      ring[i * 2] as number,
      ring[i * 2 + 1] as number,
    ]),
    group_id: null,
    shape_type: 'polygon',
    flags: {},
  }))
}

function lossesOf(
  sample: DatasetSample,
  shapes: readonly ShapeRecord[],
  wanted: { readonly mask: Rle; readonly ignore: Rle },
): Loss[] {
  const both = rleArea(intersectRles(sample.ignore, wanted.mask))
  const overlap = `ignore mask: ${both} pixels that are also target are target`
  const losses = both > 0 ? [plainLoss(sample, overlap)] : []
  const parsed = parseShapes(shapes)
  const painted = parsed.ok ? paintReasonSeg(parsed.value, sample.size) : parsed
  if (!painted.ok) {
    const what = `outlines that readers refuse: ${painted.error.message}`
    return [...losses, { sample: sample.sampleId, what, iou: 0 }]
  }
  const { target, ignore } = painted.value
  const made = { mask: target, ignore }
  return [...losses, ...maskLosses({ ...sample, ...wanted }, made, 'altered by its outlines')]
}
