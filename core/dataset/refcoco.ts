import type { Size } from '../geometry/size.ts'
import type { Rle } from '../mask/mask.ts'
import { isEmptyRle, uniteAll } from '../mask/rle-ops.ts'
import { fail, ok, type Result } from '../result.ts'
import { cocoSegmentation } from './coco.ts'
import type { DatasetSample, DatasetTexts } from './dataset.ts'
import { fieldsOf, idOf } from './taken.ts'
import { recordFromTexts, textsFromRecord, type TextsRecord } from './texts.ts'

/** An entry of refs(<splitBy>) or grefs(<splitBy>): sentences that all mean the same annotations. */
export type ForeignRef = {
  readonly refId: number
  readonly imageId: number
  /** Ids of annotations; none for no target. */
  readonly annotationIds: readonly number[]
  readonly split: DatasetTexts['split']
  readonly sentences: readonly { readonly id: number; readonly text: string }[]
  /** What our own exports say beside: then all sentences are one sample. null elsewhere. */
  readonly own: {
    readonly sampleId: number
    readonly texts: Partial<DatasetTexts>
    /** Run lengths, unread. */
    readonly ignore: unknown
  } | null
}

/** Keys of RefCOCO and ours; gRefCOCO's differ by the lists of ids. */
export type RefRecord = Omit<TextsRecord, 'query' | 'variants' | 'split'> & {
  readonly ref_id: number
  readonly ann_id: number | readonly number[]
  readonly category_id: number | readonly number[]
  readonly image_id: number
  readonly file_name: string
  readonly split: string
  readonly sent_ids: readonly number[]
  readonly sentences: readonly {
    readonly sent_id: number
    readonly sent: string
    readonly raw: string
    readonly tokens: readonly string[]
  }[]
  readonly sample_id: number
  readonly no_target?: true
  /** The sample is in no split, though readers want one. */
  readonly no_split?: true
  readonly ignore?: Rle
  readonly cot?: string
  readonly tags?: readonly string[]
}

/** The only category of exports. */
export const refCategory = { id: 1, name: 'target', supercategory: 'object' } as const
/** In place of an annotation's and a category's id where there is no target. */
const none = -1
/** Sentences of a sample: the query and at most 50 variants. */
const sentencesApart = 64

/** Fails with `bad_input`. */
export function parseRef(value: unknown): Result<ForeignRef> {
  const record = fieldsOf(value)
  const refId = naturalOf(record['ref_id'])
  if (refId === null) return bad('it has no whole number as ref_id')
  const imageId = naturalOf(record['image_id'])
  if (imageId === null) return bad(`ref ${refId} has no whole number as image_id`)
  const annotationIds = annotationIdsOf(record)
  if (annotationIds === null) return bad(`ref ${refId} has no ann_id, or one that is no number`)
  const sentences = sentencesOf(record['sentences'])
  if (sentences === null) return bad(`ref ${refId} has no sentences`)
  const ref = { refId, imageId, annotationIds, sentences, split: splitOf(record['split']) }
  const sampleId = idOf(record['sample_id'])
  if (sampleId === null) return ok({ ...ref, own: null })
  const [query, ...variants] = sentences.map(({ text }) => text)
  const split = record['no_split'] === true ? null : ref.split
  const texts = textsFromRecord({ ...record, query, variants, split })
  if (!texts.ok) return bad(`ref ${refId}: ${texts.error.message}`)
  const ignore = record['ignore'] ?? null
  return ok({ ...ref, own: { sampleId, texts: texts.value, ignore } })
}

/** gRefCOCO has a list; there -1 alone is no target. */
function annotationIdsOf(record: Readonly<Record<string, unknown>>): number[] | null {
  if (record['no_target'] === true) return []
  const given = record['ann_id']
  const ids: readonly unknown[] = Array.isArray(given) ? given : [given]
  if (ids.length === 1 && ids[0] === none) return []
  const numbers = ids.map(naturalOf).filter((id) => id !== null)
  return numbers.length === ids.length && ids.length > 0 ? [...new Set(numbers)] : null
}

/** `sent` is what readers take; the raw words where it is missing. */
function sentencesOf(value: unknown): ForeignRef['sentences'] | null {
  if (!Array.isArray(value) || value.length === 0) return null
  return (value as readonly unknown[]).map((entry, i) => {
    const { sent_id: id, sent, raw } = fieldsOf(entry)
    const text = typeof sent === 'string' ? sent : typeof raw === 'string' ? raw : ''
    return { id: naturalOf(id) ?? i, text }
  })
}

/** testA and testB are both tests. */
function splitOf(value: unknown): DatasetTexts['split'] {
  if (value === 'train' || value === 'val') return value
  return value === 'test' || value === 'testA' || value === 'testB' ? 'test' : null
}

function naturalOf(value: unknown): number | null {
  return value === 0 ? 0 : idOf(value)
}

function bad(message: string): ReturnType<typeof fail> {
  return fail('bad_input', message)
}

/**
 * The union of the segmentations of a ref: rings, run lengths, or a list of run lengths as LISA's reader takes them.
 * Fails as `cocoSegmentation`, or with `bad_input` where nothing is inside the image.
 */
export function refMask(segmentations: readonly unknown[], size: Size): Result<Rle> {
  const masks: Rle[] = []
  for (const segmentation of segmentations.flatMap(apart)) {
    const mask = cocoSegmentation(segmentation, size)
    if (!mask.ok) return mask
    masks.push(mask.value)
  }
  const [only] = masks
  const all = masks.length === 1 && only !== undefined ? only : uniteAll(masks, size)
  return isEmptyRle(all) ? bad('its mask has no pixel inside the image') : ok(all)
}

function apart(segmentation: unknown): readonly unknown[] {
  if (!Array.isArray(segmentation) || segmentation.length === 0) return [segmentation]
  const isListOfRuns = segmentation.every((one) => !Array.isArray(one) && typeof one === 'object')
  return isListOfRuns ? segmentation : [segmentation]
}

/** One sample as an entry of refs.json, or of grefs.json where it has no target. */
export function refFromSample(sample: DatasetSample, place: RefPlace): RefRecord {
  const { query, variants = [], split, ...texts } = recordFromTexts(sample)
  const sentences = [query, ...variants].map((text, i) => ({
    sent_id: sample.annotationId * sentencesApart + i,
    sent: text,
    raw: text,
    tokens: text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [],
  }))
  const { category, components, rationale } = sample
  return {
    ref_id: sample.annotationId,
    ann_id: place.hasTarget ? sample.annotationId : [none],
    category_id: place.hasTarget ? refCategory.id : [none],
    image_id: sample.imageId,
    file_name: place.imageName,
    split: split ?? 'train',
    sent_ids: sentences.map((sentence) => sentence.sent_id),
    sentences,
    ...texts,
    sample_id: sample.sampleId,
    ...(place.hasTarget ? {} : { no_target: true }),
    ...(split === undefined ? { no_split: true } : {}),
    ...(isEmptyRle(sample.ignore) ? {} : { ignore: sample.ignore }),
    ...(rationale === '' ? {} : { cot: rationale }),
    ...(category === null ? {} : { tags: [category, ...components] }),
  }
}

export type RefPlace = { readonly imageName: string; readonly hasTarget: boolean }
