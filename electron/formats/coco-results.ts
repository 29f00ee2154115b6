import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { cocoSegmentation } from '#core/dataset/coco'
import { fieldsOf, takeBad, takeSample } from '#core/dataset/taken'
import { isEmptyRle } from '#core/mask/rle-ops'
import { readJsonLists } from '#electron/files/json-file'
import type { JsonElement } from '#electron/files/json-scanner'
import { AppFailure } from '#models/failure'
import { readCocoLists, type CocoLists } from './coco-frame.ts'
import type { ForeignPicture, ForeignProblem, Format, ReadContext } from './format.ts'
import { lastPart } from './names.ts'
import { pictureNames } from './picture-names.ts'

/** A list of a model's results, as COCO's evaluation takes them. */
export const cocoResults: Format = {
  id: 'coco-results',
  title: 'COCO results',
  note:
    'A model’s results as samples to look at: of each image and category the mask with the highest score, the category ' +
    'as query. Image and category ids are those of an instances file in the same folder, else of files called like the ' +
    'ids. To measure a model against the truth, add its results as predictions instead.',
  import: { takes: 'file', read },
}

async function* read(
  path: string,
  { signal, progress }: ReadContext,
): AsyncGenerator<ForeignPicture | ForeignProblem> {
  const total = (await stat(path).catch(() => null))?.size ?? 0
  const best = new Map<string, { readonly index: number; readonly score: number }>()
  const lists = { lists: [''], signal }
  let passed = 0
  for await (const elements of readJsonLists(path, lists))
    for (const element of elements) {
      const result = resultOf(element)
      if (typeof result === 'string') continue
      const known = best.get(result.key)
      if (known !== undefined) passed++
      if (known === undefined || result.score > known.score)
        best.set(result.key, { index: element.index, score: result.score })
    }
  const frame = await frameBeside(path, signal)
  const onBytes = (bytes: number) => progress(bytes, total)
  for await (const elements of readJsonLists(path, { ...lists, onBytes }))
    for (const element of elements) {
      const result = resultOf(element)
      const place = { kind: 'problem', file: path, line: element.line } as const
      if (typeof result === 'string')
        yield { ...place, reason: `result ${element.index}: ${result}` }
      else if (best.get(result.key)?.index === element.index)
        yield pictureOf(result, frame, { path, line: element.line })
    }
  if (passed === 0) return
  const reason = `${passed} results have a lower score than the one taken of their image and category`
  yield { kind: 'problem', file: path, line: null, reason, isPassed: true }
}

type CocoResult = {
  readonly key: string
  readonly imageId: number
  readonly categoryId: number
  readonly score: number
  readonly segmentation: unknown
}

/** Why it is none where it is none. */
function resultOf({ value, problem }: JsonElement): CocoResult | string {
  if (problem !== null) return problem
  const { image_id: imageId, category_id: categoryId, score, segmentation } = fieldsOf(value)
  if (!isWhole(imageId) || !isWhole(categoryId))
    return 'it has no whole numbers as image_id and category_id'
  if (typeof score !== 'number') return 'its score is no number'
  if (segmentation === undefined || segmentation === null)
    return 'it has no segmentation; boxes alone are no masks'
  return { key: `${imageId}#${categoryId}`, imageId, categoryId, score, segmentation }
}

function pictureOf(
  { key, imageId, categoryId, segmentation }: CocoResult,
  frame: CocoLists | null,
  { path, line }: { readonly path: string; readonly line: number },
): ForeignPicture {
  const image = frame?.images.get(imageId)
  const name = frame?.categories.get(categoryId) ?? `category ${categoryId}`
  const padded = String(imageId).padStart(12, '0')
  const names =
    image === undefined
      ? [...pictureNames(String(imageId)), ...pictureNames(padded)]
      : [image.file_name, lastPart(image.file_name)]
  return {
    kind: 'picture',
    file: path,
    line,
    names: [...new Set(names)],
    size: image === undefined ? null : { width: image.width, height: image.height },
    key: image?.file_name ?? String(imageId),
    imageId: imageId > 0 ? imageId : null,
    samples(size) {
      const place = { line, what: `image ${imageId}, ${name}` }
      const mask = cocoSegmentation(segmentation, size)
      if (!mask.ok) return [takeBad(place, mask.error.message)]
      if (isEmptyRle(mask.value)) return [takeBad(place, 'its mask is empty')]
      const texts = { query: name, target: name, isSentence: false }
      return [takeSample(place, { key, texts, mask: mask.value })]
    },
  }
}

/** The first file beside it, those called `instances…` before others, that has images. */
async function frameBeside(path: string, signal: AbortSignal): Promise<CocoLists | null> {
  const folder = dirname(path)
  const names = (await readdir(folder)).filter(
    (name) => name.toLowerCase().endsWith('.json') && name !== basename(path),
  )
  const isFirst = (name: string) => (/instances|_gt|annotations/i.test(name) ? 0 : 1)
  for (const name of names
    .sort((a, b) => isFirst(a) - isFirst(b) || (a < b ? -1 : 1))
    .slice(0, 20)) {
    const lists = await listsOf(join(folder, name), signal)
    if (lists !== null && lists.images.size > 0) return lists
  }
  return null
}

/** Whatever else lies there is none of ours to complain about. */
async function listsOf(file: string, signal: AbortSignal): Promise<CocoLists | null> {
  try {
    return await readCocoLists(file, signal)
  } catch (error) {
    if (error instanceof AppFailure) return null
    throw error
  }
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
