import { stat } from 'node:fs/promises'
import type { DatasetTexts, ForeignTaken } from '#core/dataset/dataset'
import { readStudioResult, type StudioRegion, type StudioResult } from '#core/dataset/label-studio'
import { fieldsOf, idOf, takeBad, takeSample } from '#core/dataset/taken'
import { textsFromRecord } from '#core/dataset/texts'
import type { Size } from '#core/geometry/size'
import type { Rle } from '#core/mask/mask'
import { isEmptyRle, uniteAll } from '#core/mask/rle-ops'
import { readJsonLists } from '#electron/files/json-file'
import type { ForeignPicture, ForeignProblem, ReadContext } from './format.ts'
import { lastPart } from './names.ts'

type Fields = Readonly<Record<string, unknown>>

/** Regions of one annotation. */
const mostRegions = 20_000

/** The tasks of a Label Studio export (JSON). */
export async function* readLabelStudio(
  path: string,
  { signal, progress }: ReadContext,
): AsyncGenerator<ForeignPicture | ForeignProblem> {
  const total = await stat(path).then(
    ({ size }) => size,
    () => 0,
  )
  const onBytes = (bytes: number) => progress(bytes, total)
  for await (const elements of readJsonLists(path, { lists: [''], signal, onBytes }))
    for (const { value, line, index, problem } of elements) {
      const task = fieldsOf(value)
      const place = { file: path, line }
      const image = imageOf(fieldsOf(task['data']))
      if (problem !== null) yield { kind: 'problem', ...place, reason: problem }
      else if (image === null)
        yield { kind: 'problem', ...place, reason: `task ${index} has no data.image` }
      else yield pictureOf({ task, image, index }, place)
    }
}

type Task = { readonly task: Fields; readonly image: string; readonly index: number }

function pictureOf(
  { task, image, index }: Task,
  place: { readonly file: string; readonly line: number },
): ForeignPicture | ForeignProblem {
  const data = fieldsOf(task['data'])
  const annotation = chosen(task['annotations'] ?? task['completions'])
  if (typeof annotation === 'string')
    return {
      kind: 'problem',
      ...place,
      reason: `task ${index} ${annotation}`,
      isPassed: true,
    }
  const { result } = annotation
  if (!Array.isArray(result) || result.length > mostRegions)
    return { kind: 'problem', ...place, reason: `task ${index} has no list of regions` }
  const read = readStudioResult(result)
  const id = idOf(task['id']) ?? index
  return {
    kind: 'picture',
    ...place,
    names: namesOf(image),
    size: read.regions.find((region) => region.size !== null)?.size ?? null,
    key: image,
    imageId: idOf(data['image_id']),
    samples: (size) =>
      samplesOf({ id, data, read, annotationId: idOf(annotation['id']), line: place.line }, size),
  }
}

/** What is true if said so, else the first that was handed in; why there is none as the end of a sentence. */
function chosen(value: unknown): Fields | string {
  const all = (Array.isArray(value) ? value : []).map(fieldsOf)
  const counted = all.filter((one) => one['was_cancelled'] !== true)
  const best = counted.find((one) => one['ground_truth'] === true) ?? counted[0]
  return best ?? (all.length > 0 ? 'was skipped by its annotator' : 'has no annotation')
}

function imageOf(data: Fields): string | null {
  for (const name of ['image', 'img', 'url', 'image_url']) {
    const value = data[name]
    if (typeof value === 'string' && value.trim() !== '' && !value.startsWith('data:')) return value
  }
  return null
}

/** Uploads are kept under a prefix of eight digits, local files behind `?d=`, buckets behind a scheme. */
function namesOf(image: string): string[] {
  const inner = /[?&]d=([^&]*)/.exec(image)?.[1]
  const plain = decoded(inner ?? image.replace(/[?#].*$/, '')).replaceAll('\\', '/')
  const below = plain.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*\//i, '').replace(/^\/+/, '')
  const tails = below.split('/').map((_, i, parts) => parts.slice(i).join('/'))
  const names = [image, ...tails, lastPart(below).replace(/^[0-9a-f]{8}-/, '')]
  const isName = (name: string) => name !== '' && !name.split('/').includes('..')
  return [...new Set(names)].filter((name) => isName(name) && !/^\/|:\/\//.test(name)).slice(0, 20)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

type Reading = {
  readonly id: number
  readonly data: Fields
  readonly read: StudioResult
  readonly annotationId: number | null
  readonly line: number
}

/** A task whose data has a query is one sample; without, regions of one text or label are one. */
function samplesOf({ id, data, read, annotationId, line }: Reading, size: Size): ForeignTaken[] {
  const taken: ForeignTaken[] = read.passed.map(({ index, kind }) => {
    const reason = `the raster of a ${kind} is not defined`
    return { kind: 'passed', line, what: `task ${id}, result[${index}]`, reason }
  })
  const texts = textsFromRecord({ ...data, query: queryOf(data) })
  const place = { line, what: `task ${id}` }
  if (!texts.ok) return [...taken, takeBad(place, texts.error.message)]
  const ignores = read.regions.filter(isIgnore)
  const targets = read.regions.filter((region) => !isIgnore(region))
  const groups = groupsOf(targets, texts.value.query ?? '')
  for (const [query, regions] of groups) {
    const target = unite(regions, size)
    const ignore = unite(ignores, size)
    const problem = [target, ignore].find((one) => typeof one === 'string')
    if (problem !== undefined) taken.push(takeBad(place, problem))
    else
      taken.push(
        takeSample(place, {
          key: `${id}#${query}`,
          texts: { ...labelTexts(regions, query), ...texts.value, query },
          mask: target as Rle | null,
          ignore: ignore as Rle | null,
          noTarget: target === null,
          annotationId: groups.size === 1 ? annotationId : null,
          sampleId: groups.size === 1 ? idOf(data['sample_id']) : null,
        }),
      )
  }
  return taken
}

function groupsOf(
  targets: readonly StudioRegion[],
  query: string,
): Map<string, readonly StudioRegion[]> {
  if (query.trim() !== '') return new Map([[query, targets]])
  const groups = new Map<string, StudioRegion[]>()
  for (const region of targets) {
    const said = region.text.trim() === '' ? region.labels.join(', ') : region.text
    groups.set(said, [...(groups.get(said) ?? []), region])
  }
  return groups
}

function queryOf(data: Fields): unknown {
  return ['query', 'question', 'text', 'caption', 'prompt']
    .map((name) => data[name])
    .find((value) => typeof value === 'string' && value.trim() !== '')
}

/** What a foreign label says where the task's data says nothing. */
function labelTexts(regions: readonly StudioRegion[], query: string): Partial<DatasetTexts> {
  const label = regions[0]?.labels.join(', ') ?? ''
  return label === 'target' || label === '' ? {} : { target: label, isSentence: label !== query }
}

function unite(regions: readonly StudioRegion[], size: Size): Rle | null | string {
  const masks: Rle[] = []
  for (const region of regions) {
    const read = region.read(size)
    if (!read.ok) return `its result[${region.index}]: ${read.error.message}`
    masks.push(read.value)
  }
  const all = uniteAll(masks, size)
  return isEmptyRle(all) ? null : all
}

function isIgnore({ labels }: StudioRegion): boolean {
  return labels.some((label) => label.toLowerCase().includes('ignore'))
}
