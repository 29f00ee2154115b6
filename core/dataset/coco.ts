import { isSameSize, type Size } from '../geometry/size.ts'
import { sizeOfRle, type Rle } from '../mask/mask.ts'
import { keyholeRingsFromRle, parseRings, rleFromPolygons, simplifyRing } from '../mask/polygon.ts'
import { cocoBboxFromRle, isEmptyRle, maskIou, rleArea } from '../mask/rle-ops.ts'
import { parseRle } from '../mask/rle.ts'
import { fail, ok, type Result } from '../result.ts'
import type { CocoAnnotation, CocoCategory, CocoExtras, CocoSideEntry } from './coco-records.ts'
import type { Loss } from './dataset.ts'

/** What one sample says, in the form the COCO family needs. All ids are the caller's, so that they stay the same. */
export type CocoSample = {
  readonly sampleId: number
  readonly imageId: number
  /** At least 1: the reference evaluator takes 0 for “no match”. */
  readonly annotationId: number
  readonly categoryId: number
  readonly query: string
  readonly variants: readonly string[]
  readonly isSentence: boolean
  /** Name of the target, its synonyms and attributes, the answer and its rationale; empty where not given. */
  readonly target: string
  readonly synonyms: readonly string[]
  readonly attributes: readonly string[]
  readonly answer: string
  readonly rationale: string
  readonly category: string | null
  readonly components: readonly string[]
  readonly mask: Rle
  readonly ignore: Rle
  readonly noTarget: boolean
}

/** `rle` is exact. `polygon` leaves out vertices nearer than `tolerance` pixels to the line; 0 keeps every pixel edge. */
export type CocoShape =
  { readonly kind: 'rle' } | { readonly kind: 'polygon'; readonly tolerance: number }

export type CocoParts = {
  /** null for a sample without target. */
  readonly annotation: CocoAnnotation | null
  /** What COCO has no word for: that nothing is the target, and the ignore mask. null where there is neither. */
  readonly side: CocoSideEntry | null
  readonly losses: readonly Loss[]
}

/**
 * The mask of a foreign `segmentation`: rings (their union by COCO's rule, outside parts cut off), or run lengths,
 * compressed or not. Fails with `bad_polygon`, `bad_rle`, or `size_mismatch` where run lengths are of another size
 * than the upright image: they are never stretched.
 */
export function cocoSegmentation(value: unknown, size: Size): Result<Rle> {
  if (Array.isArray(value)) {
    const rings = parseRings(value)
    if (!rings.ok) return rings
    return rings.value.length > 0
      ? ok(rleFromPolygons(rings.value, size))
      : fail('bad_polygon', 'the segmentation is an empty list', 'Give it at least one ring.')
  }
  const rle = parseRle(value)
  if (!rle.ok) return rle
  const own = sizeOfRle(rle.value)
  if (isSameSize(own, size)) return rle
  return fail(
    'size_mismatch',
    `the mask is ${own.width} × ${own.height} pixels, the image ${size.width} × ${size.height}`,
    'Export the masks at the size of the image as it is shown, after EXIF rotation; COCO sizes are [height, width].',
  )
}

/** One sample as a COCO annotation, what goes beside it, and what got lost. Same sample, same result. */
export function cocoAnnotationFromSample(sample: CocoSample, shape: CocoShape): CocoParts {
  const isAbsent = sample.noTarget || isEmptyRle(sample.mask)
  const drawn = isAbsent ? null : drawSegmentation(sample, shape)
  const hasIgnore = !isEmptyRle(sample.ignore)
  const beside = (what: string): Loss => ({ sample: sample.sampleId, what, iou: null })
  return {
    annotation: drawn === null ? null : annotationOf(sample, drawn.segmentation),
    side: isAbsent || hasIgnore ? sideEntryOf(sample, isAbsent, hasIgnore) : null,
    losses: [
      ...(isAbsent ? [beside('no target: COCO cannot say so; kept in the side list')] : []),
      ...(hasIgnore ? [beside('ignore mask: COCO has none; kept in the side list')] : []),
      ...(drawn?.loss ? [drawn.loss] : []),
    ],
  }
}

/** A category for every target name; samples without a name are of `object`. */
export function cocoCategoryName(target: string): string {
  const name = target.trim().replaceAll(/\s+/g, ' ')
  return name === '' ? 'object' : name
}

/** The known categories as they are, and new ones with the next free ids in the order of `names`. */
export function extendCategories(
  known: readonly CocoCategory[],
  names: readonly string[],
): CocoCategory[] {
  const taken = new Set(known.map(({ name }) => name))
  const categories = [...known]
  let next = known.reduce((most, { id }) => Math.max(most, id), 0) + 1
  for (const name of names) {
    if (taken.has(name)) continue
    taken.add(name)
    categories.push({ id: next++, name, supercategory: 'object' })
  }
  return categories
}

function annotationOf(sample: CocoSample, segmentation: Rle | number[][]): CocoAnnotation {
  return {
    id: sample.annotationId,
    image_id: sample.imageId,
    category_id: sample.categoryId,
    segmentation,
    area: rleArea(sample.mask),
    bbox: cocoBboxFromRle(sample.mask),
    iscrowd: 0,
    ...extrasOf(sample),
  }
}

function sideEntryOf(sample: CocoSample, isAbsent: boolean, hasIgnore: boolean): CocoSideEntry {
  return {
    image_id: sample.imageId,
    annotation_id: isAbsent ? null : sample.annotationId,
    no_target: isAbsent,
    ignore: hasIgnore ? sample.ignore : null,
    ...extrasOf(sample),
  }
}

function extrasOf(sample: CocoSample): CocoExtras {
  const { target, synonyms, attributes, answer, rationale } = sample
  return {
    sample_id: sample.sampleId,
    query: sample.query,
    variants: sample.variants,
    is_sentence: sample.isSentence,
    sgdr:
      sample.category === null
        ? null
        : { category: sample.category, components: sample.components },
    ...(target === '' ? {} : { target }),
    ...(synonyms.length === 0 ? {} : { synonyms }),
    ...(attributes.length === 0 ? {} : { attributes }),
    ...(answer === '' ? {} : { answer }),
    ...(rationale === '' ? {} : { rationale }),
  }
}

/** Polygons are read back by COCO's own rule, and what that changes is a loss. */
function drawSegmentation(
  sample: CocoSample,
  shape: CocoShape,
): { readonly segmentation: Rle | number[][]; readonly loss: Loss | null } {
  if (shape.kind === 'rle') return { segmentation: sample.mask, loss: null }
  const exact = keyholeRingsFromRle(sample.mask)
  const rings =
    shape.tolerance > 0 ? exact.map((ring) => simplifyRing(ring, shape.tolerance)) : exact
  const iou = maskIou(rleFromPolygons(rings, sizeOfRle(sample.mask)), sample.mask)
  const what = `polygon: outline simplified by up to ${shape.tolerance} pixels`
  return { segmentation: rings, loss: iou < 1 ? { sample: sample.sampleId, what, iou } : null }
}
