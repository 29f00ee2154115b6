import { cocoSegmentation } from '#core/dataset/coco'
import {
  parseCocoAnnotation,
  type CocoExtras,
  type ForeignAnnotation,
  type ForeignSideEntry,
} from '#core/dataset/coco-records'
import type { Size } from '#core/geometry/size'
import type { Rle } from '#core/mask/mask'
import { emptyRle } from '#core/mask/rle'
import type { StagedSample } from '#electron/store/transfer-staging'
import type { SampleFields } from '#rpc/schemas/project'
import { fieldsFromTexts } from './foreign-fields.ts'

/** Characters of a run below 2^31. */
const longestRun = 7

/** What an annotation is read against. */
export type CocoContext = {
  /** By foreign id: place in the import's list of images, and size. */
  readonly images: ReadonlyMap<number, { readonly index: number; readonly size: Size }>
  /** Names by foreign id. */
  readonly categories: ReadonlyMap<number, string>
  /** Unread ignore masks by annotation id. */
  readonly ignores: ReadonlyMap<number, unknown>
}

/** `passed`: nothing is wrong with it, and still it is no sample. */
export type CocoTaken =
  | { readonly kind: 'sample'; readonly sample: StagedSample }
  | { readonly kind: 'bad'; readonly reason: string }
  | { readonly kind: 'passed'; readonly reason: string }

/** Gives the annotation itself where it is one, so that the caller can look at its ids first. */
export function readAnnotation(value: unknown): ForeignAnnotation | string {
  const parsed = parseCocoAnnotation(value)
  return parsed.ok ? parsed.value : parsed.error.message
}

export function sampleFromAnnotation(
  annotation: ForeignAnnotation,
  value: unknown,
  context: CocoContext,
): CocoTaken {
  const image = context.images.get(annotation.imageId)
  if (image === undefined) return bad(`there is no image ${annotation.imageId} in the file`)
  if (annotation.isCrowd)
    return { kind: 'passed', reason: 'a crowd region (iscrowd) marks no single target' }
  const target = cocoSegmentation(annotation.segmentation, image.size)
  if (!target.ok) return bad(target.error.message)
  if (isEmpty(target.value, image.size)) return bad('its mask has no pixel inside the image')
  const ignore = readIgnore(context.ignores.get(annotation.id) ?? null, image.size)
  if (ignore.problem !== null) return bad(ignore.problem)
  const category = context.categories.get(annotation.categoryId ?? -1) ?? null
  const fields = fieldsFrom(annotation.extras, { caption: captionOf(value), category })
  if (typeof fields === 'string') return bad(fields)
  if (fields.query === '' && category === null && annotation.categoryId !== null)
    return bad(`there is no category ${annotation.categoryId} in the file`)
  return sampleOf({
    image: image.index,
    fields,
    target: target.value.counts,
    ignore: ignore.counts,
    noTarget: false,
    key: String(annotation.id),
    annotationId: annotation.id,
    wishedId: annotation.extras.sample_id ?? null,
  })
}

export function sampleFromSideEntry(entry: ForeignSideEntry, context: CocoContext): CocoTaken {
  const image = context.images.get(entry.imageId)
  if (image === undefined) return bad(`there is no image ${entry.imageId} in the file`)
  const ignore = readIgnore(entry.ignore, image.size)
  if (ignore.problem !== null) return bad(ignore.problem)
  const fields = fieldsFrom(entry.extras, { caption: null, category: null })
  if (typeof fields === 'string') return bad(fields)
  return sampleOf({
    image: image.index,
    fields,
    target: null,
    ignore: ignore.counts,
    noTarget: true,
    key: null,
    annotationId: null,
    wishedId: entry.extras.sample_id ?? null,
  })
}

function sampleOf(sample: StagedSample): CocoTaken {
  return { kind: 'sample', sample }
}

function bad(reason: string): CocoTaken {
  return { kind: 'bad', reason }
}

type Ignore = { readonly counts: string | null; readonly problem: string | null }

function readIgnore(value: unknown, size: Size): Ignore {
  if (value === null) return { counts: null, problem: null }
  const read = cocoSegmentation(value, size)
  if (!read.ok) return { counts: null, problem: `its ignore mask: ${read.error.message}` }
  return { counts: isEmpty(read.value, size) ? null : read.value.counts, problem: null }
}

/** A single run; masks are canonical, so that an empty one has one form only. */
function isEmpty(mask: Rle, size: Size): boolean {
  return mask.counts.length <= longestRun && mask.counts === emptyRle(size).counts
}

/** An annotation of ours says its target itself; elsewhere the category is what was looked for. */
function fieldsFrom(
  extras: Partial<CocoExtras>,
  from: { readonly caption: string | null; readonly category: string | null },
): SampleFields | string {
  const isOurs = extras.query !== undefined && extras.sample_id !== undefined
  const text = extras.query ?? from.caption
  return fieldsFromTexts({
    query: text ?? from.category ?? '',
    variants: extras.variants ?? [],
    isSentence: extras.is_sentence ?? text !== null,
    target: extras.target ?? (isOurs ? '' : (from.category ?? '')),
    synonyms: extras.synonyms ?? [],
    attributes: extras.attributes ?? [],
    category: extras.sgdr?.category ?? null,
    components: extras.sgdr?.components ?? [],
    answer: extras.answer ?? '',
    rationale: extras.rationale ?? '',
  })
}

function captionOf(value: unknown): string | null {
  const record = value as Readonly<Record<string, unknown>>
  for (const name of ['caption', 'phrase', 'raw']) {
    const text = record[name]
    if (typeof text === 'string' && text.trim() !== '') return text
  }
  return null
}
