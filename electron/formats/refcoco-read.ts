import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseCocoAnnotation, parseCocoCategory, parseCocoImage } from '#core/dataset/coco-records'
import type { CocoImage, ForeignAnnotation } from '#core/dataset/coco-records'
import { parsePickle } from '#core/dataset/pickle'
import { fieldsOf, idOf } from '#core/dataset/taken'
import { parseRef, type ForeignRef } from '#core/dataset/refcoco'
import { readJsonLists } from '#electron/files/json-file'
import { readBytes } from '#electron/files/text-file'
import { failure, reasonOf } from '#models/failure'
import type { ForeignPicture, ForeignProblem, ReadContext } from './format.ts'
import { refFilesIn } from './refcoco-files.ts'
import { samplesOfRefs, type RefInstances } from './refcoco-samples.ts'

/** Bytes; the published ones have under 60 million. */
const largestPickle = 512 * 2 ** 20
const instancesName = 'instances.json'

/** RefCOCO, RefCOCO+, RefCOCOg, gRefCOCO and our own: pictures in the order in which the refs first speak of them. */
export async function* readRefCoco(
  path: string,
  context: ReadContext,
): AsyncGenerator<ForeignPicture | ForeignProblem> {
  const names = await namesIn(path)
  const { chosen, passed } = refFilesIn(names)
  if (chosen.length === 0 || !names.includes(instancesName)) throw await notThere(path, names)
  for (const name of passed)
    yield {
      ...problem(join(path, name), `passed over: ${chosen.join(' and ')} is read from this folder`),
      isPassed: true,
    }
  const refs: Refs = { byImage: new Map(), problems: [] }
  for (const name of chosen) await readRefs(join(path, name), refs, context)
  yield* refs.problems
  const file = join(path, instancesName)
  const instances = await readInstances(file, wantedBy(refs), context)
  yield* instances.problems
  for (const [imageId, found] of refs.byImage) {
    const image = instances.images.get(imageId)
    if (image !== undefined) yield pictureOf(image, found, instances)
    else yield problem(file, `there is no image ${imageId}; refs of it: ${found.length}`)
  }
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).sort()
  } catch (error) {
    const message = `The folder ${path} cannot be read: ${reasonOf(error)}.`
    throw failure('file_unreadable', message, 'Check the path and its permissions.')
  }
}

/** The folder above, with one for each data set, is chosen easily. */
async function notThere(path: string, names: readonly string[]) {
  const below: string[] = []
  for (const name of names) {
    const found = await readdir(join(path, name)).catch((): string[] => [])
    if (found.includes(instancesName) && refFilesIn(found).chosen.length > 0) below.push(name)
  }
  return failure(
    'bad_input',
    `${path} does not hold ${instancesName} and a file of refs beside it.`,
    below.length === 0
      ? `It wants ${instancesName} and one of refs(unc).p, refs(umd).p, refs.json, grefs(unc).json.`
      : `Choose one of the folders in it: ${below.join(', ')}.`,
  )
}

type FoundRef = { readonly ref: ForeignRef; readonly file: string; readonly line: number | null }

type Refs = {
  readonly byImage: Map<number, FoundRef[]>
  readonly problems: ForeignProblem[]
}

async function readRefs(file: string, refs: Refs, context: ReadContext): Promise<void> {
  const seen = new Set<number>()
  const take = (value: unknown, at: { index: number; line: number | null }) => {
    const told = (reason: string) =>
      refs.problems.push({ ...problem(file, `[${at.index}]: ${reason}`), line: at.line })
    const parsed = parseRef(value)
    if (!parsed.ok) return void told(parsed.error.message)
    const ref = parsed.value
    if (seen.has(ref.refId))
      return void told(`ref_id ${ref.refId} is there twice; the first one is taken`)
    seen.add(ref.refId)
    const found = { ref, file, line: at.line }
    const known = refs.byImage.get(ref.imageId)
    if (known === undefined) refs.byImage.set(ref.imageId, [found])
    else known.push(found)
  }
  if (file.endsWith('.p')) {
    const read = parsePickle(await readBytes(file, largestPickle))
    if (!read.ok) throw failure('bad_input', `${file}: ${read.error.message}.`, read.error.hint)
    if (!Array.isArray(read.value))
      throw failure('bad_input', `${file} is no list of refs.`, 'Get a whole copy.')
    read.value.forEach((value, index) => take(value, { index, line: null }))
    return
  }
  for await (const elements of readJsonLists(file, { lists: [''], signal: context.signal }))
    for (const { index, line, value, problem: damage } of elements) {
      if (damage === null) take(value, { index, line })
      else refs.problems.push({ ...problem(file, `[${index}]: ${damage}`), line })
    }
}

function wantedBy({ byImage }: Refs): ReadonlySet<number> {
  const wanted = new Set<number>()
  for (const found of byImage.values())
    for (const { ref } of found) for (const id of ref.annotationIds) wanted.add(id)
  return wanted
}

type Instances = RefInstances & {
  readonly images: ReadonlyMap<number, CocoImage>
  readonly problems: readonly ForeignProblem[]
}

/** Images and categories all, annotations as far as refs mean them. */
async function readInstances(
  file: string,
  wanted: ReadonlySet<number>,
  context: ReadContext,
): Promise<Instances> {
  const images = new Map<number, CocoImage>()
  const annotations = new Map<number, ForeignAnnotation>()
  const categories = new Map<number, string>()
  const problems: ForeignProblem[] = []
  const { size: total } = await stat(file)
  const found = readJsonLists(file, {
    lists: ['images', 'annotations', 'categories'],
    signal: context.signal,
    onBytes: (bytes) => context.progress(bytes, total),
  })
  for await (const elements of found)
    for (const { list, index, line, value, problem: damage } of elements) {
      const told = (reason: string) =>
        problems.push({ ...problem(file, `${list}[${index}]: ${reason}`), line })
      if (damage !== null) told(damage)
      else if (list === 'images') {
        const image = parseCocoImage(value)
        if (!image.ok) told(image.error.message)
        else if (images.has(image.value.id)) told(`image ${image.value.id} is there twice`)
        else images.set(image.value.id, image.value)
      } else if (list === 'categories') {
        const category = parseCocoCategory(value)
        if (category.ok) categories.set(category.value.id, category.value.name)
        else told(category.error.message)
      } else {
        if (!wanted.has(idOf(fieldsOf(value)['id']) ?? 0)) continue
        const annotation = parseCocoAnnotation(value)
        if (!annotation.ok) told(annotation.error.message)
        else if (annotations.has(annotation.value.id))
          told(`annotation ${annotation.value.id} is there twice; the first one is taken`)
        else annotations.set(annotation.value.id, annotation.value)
      }
    }
  return { images, annotations, categories, problems }
}

function pictureOf(
  image: CocoImage,
  found: readonly FoundRef[],
  instances: RefInstances,
): ForeignPicture {
  const { file_name: name, width, height, id } = image
  return {
    kind: 'picture',
    file: found[0]?.file ?? '',
    line: found[0]?.line ?? null,
    names: [...new Set([name, name.slice(name.lastIndexOf('/') + 1)])],
    size: { width, height },
    key: name,
    imageId: id,
    samples: (size) =>
      found.flatMap(({ ref, line }) => samplesOfRefs(ref, { line, size, instances })),
  }
}

function problem(file: string, reason: string): ForeignProblem {
  return { kind: 'problem', file, line: null, reason }
}
