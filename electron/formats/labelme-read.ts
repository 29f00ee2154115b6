import { posix } from 'node:path'
import type { DatasetTexts, ForeignTaken } from '#core/dataset/dataset'
import {
  paintLabelmePatch,
  paintLabelmeShape,
  readLabelmeShapes,
  type LabelmeShape,
  type ReadShape,
} from '#core/dataset/labelme'
import { fieldsOf, idOf, takeBad, takeSample, type Place } from '#core/dataset/taken'
import { textsFromRecord } from '#core/dataset/texts'
import { areaOf, type Size } from '#core/geometry/size'
import { createMask, type Mask, type Rle } from '#core/mask/mask'
import { rleFromMask } from '#core/mask/rle'
import { readLabelPng } from '#electron/files/label-png'
import { readJsonText } from '#electron/files/text-file'
import { failure } from '#models/failure'
import { findFiles, problemOf, type FoundFile } from './found-files.ts'
import type { ForeignPicture, ForeignProblem, ReadContext } from './format.ts'
import { lastPart, stemOf } from './names.ts'
import { pictureNames } from './picture-names.ts'

type Record = Readonly<globalThis.Record<string, unknown>>

/** Every LabelMe file below a folder, or the one that is named. Throws AppFailure `bad_input` where there is none. */
export async function* readLabelme(
  path: string,
  { signal, progress }: ReadContext,
): AsyncGenerator<ForeignPicture | ForeignProblem> {
  const { files, problems } = await findFiles(path, ['.json'], signal)
  yield* problems
  let taken = 0
  for (const [i, file] of files.entries()) {
    signal.throwIfAborted()
    const read = await readFile(file)
    if (read.kind === 'picture' || read.isPassed !== true) taken++
    yield read
    progress(i + 1, files.length)
  }
  if (taken > 0) return
  const hint = 'Name the folder in which LabelMe saved its JSON files.'
  throw failure('bad_input', `${path} holds no LabelMe file.`, hint)
}

async function readFile(file: FoundFile): Promise<ForeignPicture | ForeignProblem> {
  let record: Record
  try {
    record = fieldsOf(await readJsonText(file.path))
  } catch (error) {
    return problemOf(file.path, error)
  }
  const place = { kind: 'problem', file: file.path, line: null } as const
  const { shapes, imagePath, imageWidth: width, imageHeight: height } = record
  if (shapes === undefined)
    return { ...place, reason: 'it is no LabelMe file: it has no shapes', isPassed: true }
  const read = readLabelmeShapes(shapes)
  if (!read.ok) return { ...place, reason: read.error.message }
  return {
    kind: 'picture',
    file: file.path,
    line: null,
    names: namesOf(file, imagePath),
    size: isSide(width) && isSide(height) ? { width, height } : null,
    key: typeof record['image'] === 'string' ? record['image'] : null,
    imageId: idOf(record['image_id']),
    samples: (size) => samplesOf({ file, record, shapes: read.value }, size),
  }
}

/** LabelMe writes paths from the JSON file on; ReasonSeg's files say none and have their picture's stem. */
function namesOf({ name }: FoundFile, imagePath: unknown): string[] {
  const folder = posix.dirname(name)
  if (typeof imagePath !== 'string' || imagePath.trim() === '') {
    return pictureNames(stemOf(name))
  }
  const said = imagePath.replaceAll('\\', '/')
  const joined = posix.join(folder, said)
  const isBelow = !said.startsWith('/') && !joined.startsWith('../') && !/^[a-z]:/i.test(said)
  return [...new Set([...(isBelow ? [joined, posix.normalize(said)] : []), lastPart(said)])]
}

type Reading = {
  readonly file: FoundFile
  readonly record: Record
  readonly shapes: readonly ReadShape[]
}

async function samplesOf(reading: Reading, size: Size): Promise<ForeignTaken[]> {
  const { text } = reading.record
  const texts = Array.isArray(text) ? text : [text]
  if (texts.some((one) => typeof one === 'string' && one.trim() !== ''))
    return [await wholeSample(reading, size)]
  return labelSamples(reading, size)
}

/** A file with a text is one sample, its labels as ReasonSeg reads them. */
async function wholeSample({ file, record, shapes }: Reading, size: Size): Promise<ForeignTaken> {
  const place = { line: null, what: lastPart(file.name) }
  const texts = textsOf(record)
  if (typeof texts === 'string') return takeBad(place, texts)
  const kept = shapes.filter(
    ({ kind, label }) => kind !== 'passed' && label.trim().toLowerCase() !== 'flag',
  )
  const target = await paint(
    kept.filter((one) => !isIgnore(one)),
    size,
  )
  const ignore = await paint(kept.filter(isIgnore), size)
  const problem = target.problem ?? ignore.problem
  if (problem !== null) return takeBad(place, problem)
  return takeSample(place, {
    key: file.name,
    texts,
    mask: target.rle,
    ignore: ignore.rle,
    noTarget: record['no_target'] === true || target.rle === null,
    annotationId: idOf(record['annotation_id']),
    sampleId: idOf(record['sample_id']),
  })
}

function textsOf(record: Record): Partial<DatasetTexts> | string {
  const { text } = record
  const all: unknown[] = Array.isArray(text) ? text : [text]
  if (!all.every((one) => typeof one === 'string')) return 'its text is not a list of texts'
  const [query, ...variants] = all.filter((one) => one.trim() !== '')
  const read = textsFromRecord({ ...record, query, variants })
  return read.ok ? read.value : read.error.message
}

function isIgnore({ label }: ReadShape): boolean {
  return label.toLowerCase().includes('ignore')
}

/** A file without a text: the shapes of one description, or of one label, answer one query. */
async function labelSamples({ file, shapes }: Reading, size: Size): Promise<ForeignTaken[]> {
  const taken: ForeignTaken[] = []
  const groups = new Map<string, ReadShape[]>()
  const ignored: ReadShape[] = []
  for (const one of shapes) {
    const place: Place = { line: null, what: `shapes[${one.index}]` }
    if (one.kind !== 'shape') taken.push({ ...place, kind: one.kind, reason: one.reason })
    else if (isIgnore(one)) ignored.push(one)
    else {
      const said = one.shape.description.trim()
      const query = said === '' ? one.label.trim() : said
      groups.set(query, [...(groups.get(query) ?? []), one])
    }
  }
  const beside = await paint(ignored, size)
  for (const [query, group] of groups) {
    const place = { line: null, what: `label ${JSON.stringify(query.slice(0, 60))}` }
    const painted = await paint(group, size)
    const problem = painted.problem ?? beside.problem
    const label = (group[0]?.label ?? '').trim()
    taken.push(
      problem === null
        ? takeSample(place, {
            key: `${file.name}#${query}`,
            texts: { query, target: label, isSentence: query !== label },
            mask: painted.rle,
            ignore: beside.rle,
          })
        : takeBad(place, problem),
    )
  }
  return taken
}

type Painted = { readonly rle: Rle | null; readonly problem: string | null }

/** The union of shapes, none where nothing is set; a shape that cannot be read spoils it. */
async function paint(shapes: readonly ReadShape[], size: Size): Promise<Painted> {
  const mask = createMask(size)
  for (const one of shapes) {
    if (one.kind !== 'shape')
      return { rle: null, problem: `its shapes[${one.index}]: ${one.reason}` }
    const problem = await paintShape(mask, one.shape)
    if (problem !== null) return { rle: null, problem: `its shapes[${one.index}]: ${problem}` }
  }
  return { rle: mask.bits.includes(1) ? rleFromMask(mask) : null, problem: null }
}

async function paintShape(mask: Mask, shape: LabelmeShape): Promise<string | null> {
  if (shape.picture === null) {
    paintLabelmeShape(mask, shape)
    return null
  }
  const patch = await readLabelPng(Buffer.from(shape.picture, 'base64'), areaOf(mask.size))
  if (!patch.ok) return `its mask cannot be read: ${patch.error.message}`
  if (patch.value.kind === 'rgb') return 'its mask is a coloured picture'
  paintLabelmePatch(mask, shape.points[0] ?? [0, 0], patch.value)
  return null
}

function isSide(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0
}
