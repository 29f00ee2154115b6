import type { Rle } from '../mask/mask.ts'
import { fail, ok, type Result } from '../result.ts'

/** Records of a COCO instances file, under the names they have there. Sizes of run lengths are [height, width]. */
export type CocoImage = {
  readonly id: number
  readonly width: number
  readonly height: number
  readonly file_name: string
}

export type CocoCategory = {
  readonly id: number
  readonly name: string
  readonly supercategory: string
}

/** What our annotations say beyond COCO; readers that know COCO alone pass over it. Empty texts are left out. */
export type CocoExtras = {
  readonly sample_id: number
  readonly query: string
  readonly variants: readonly string[]
  readonly is_sentence: boolean
  readonly sgdr: { readonly category: string; readonly components: readonly string[] } | null
  readonly target?: string
  readonly synonyms?: readonly string[]
  readonly attributes?: readonly string[]
  readonly answer?: string
  readonly rationale?: string
}

export type CocoAnnotation = CocoExtras & {
  readonly id: number
  readonly image_id: number
  readonly category_id: number
  readonly segmentation: Rle | readonly (readonly number[])[]
  /** Pixels. */
  readonly area: number
  /** x, y, width, height. */
  readonly bbox: readonly [number, number, number, number]
  readonly iscrowd: 0
}

export type CocoSideEntry = CocoExtras & {
  readonly image_id: number
  /** null: there is no annotation of this sample. */
  readonly annotation_id: number | null
  readonly no_target: boolean
  readonly ignore: Rle | null
}

/** A foreign annotation, its segmentation still unread: `cocoSegmentation` reads it against the image's size. */
export type ForeignAnnotation = {
  readonly id: number
  readonly imageId: number
  readonly categoryId: number | null
  readonly isCrowd: boolean
  readonly segmentation: unknown
  readonly extras: Partial<CocoExtras>
}

/** An entry of the side list, its ignore mask still unread. */
export type ForeignSideEntry = {
  readonly imageId: number
  readonly annotationId: number | null
  readonly noTarget: boolean
  readonly ignore: unknown
  readonly extras: Partial<CocoExtras>
}

/** Fails with `bad_input`. A file name may come from the tail of `coco_url`, as in LVIS. */
export function parseCocoImage(value: unknown): Result<CocoImage> {
  const record = recordOf(value)
  const { id, width, height } = record
  if (!isId(id)) return bad('an image has no whole number as id')
  if (!isId(width) || !isId(height) || width < 1 || height < 1)
    return bad(`image ${id} has no width and height in whole pixels`)
  const name = textOf(record['file_name']) ?? textOf(record['coco_url'])?.split('/').at(-1)
  if (name === undefined || name === '') return bad(`image ${id} has no file_name`)
  return ok({ id, width, height, file_name: name })
}

/** Fails with `bad_input`. */
export function parseCocoCategory(value: unknown): Result<CocoCategory> {
  const { id, name, supercategory } = recordOf(value)
  if (!isId(id)) return bad('a category has no whole number as id')
  const title = textOf(name)
  if (title === undefined || title.trim() === '') return bad(`category ${id} has no name`)
  return ok({ id, name: title, supercategory: textOf(supercategory) ?? '' })
}

/** Fails with `bad_input` where ids or the segmentation are missing; extras of a wrong type are passed over. */
export function parseCocoAnnotation(value: unknown): Result<ForeignAnnotation> {
  const record = recordOf(value)
  const { id, image_id: imageId, category_id: categoryId, segmentation } = record
  if (!isId(id)) return bad('an annotation has no whole number as id')
  if (!isId(imageId)) return bad(`annotation ${id} has no whole number as image_id`)
  if (segmentation === undefined || segmentation === null)
    return bad(`annotation ${id} has no segmentation`)
  return ok({
    id,
    imageId,
    categoryId: isId(categoryId) ? categoryId : null,
    isCrowd: record['iscrowd'] === 1 || record['iscrowd'] === true,
    segmentation,
    extras: parseExtras(record),
  })
}

/** Fails with `bad_input`. */
export function parseCocoSideEntry(value: unknown): Result<ForeignSideEntry> {
  const record = recordOf(value)
  const { image_id: imageId, annotation_id: annotationId, no_target: noTarget, ignore } = record
  if (!isId(imageId)) return bad('an entry of the side list has no whole number as image_id')
  return ok({
    imageId,
    annotationId: isId(annotationId) ? annotationId : null,
    noTarget: noTarget === true,
    ignore: ignore ?? null,
    extras: parseExtras(record),
  })
}

function parseExtras(record: Readonly<Record<string, unknown>>): Partial<CocoExtras> {
  const sampleId = record['sample_id']
  const isSentence = record['is_sentence']
  const sgdr = recordOf(record['sgdr'])
  const category = textOf(sgdr['category'])
  return {
    ...(isId(sampleId) ? { sample_id: sampleId } : {}),
    ...(typeof isSentence === 'boolean' ? { is_sentence: isSentence } : {}),
    ...(category === undefined
      ? {}
      : { sgdr: { category, components: textsOf(sgdr['components']) ?? [] } }),
    ...given('query', textOf(record['query'])),
    ...given('target', textOf(record['target'])),
    ...given('answer', textOf(record['answer'])),
    ...given('rationale', textOf(record['rationale'])),
    ...given('variants', textsOf(record['variants'])),
    ...given('synonyms', textsOf(record['synonyms'])),
    ...given('attributes', textsOf(record['attributes'])),
  }
}

function given<K extends string, V>(key: K, value: V | undefined): { [k in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [k in K]?: V }
}

function bad(message: string): ReturnType<typeof fail> {
  return fail('bad_input', message, 'Compare it with the COCO instances format.')
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function textsOf(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((text) => typeof text === 'string') ? value : undefined
}
