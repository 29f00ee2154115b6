import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ForeignTaken } from '#core/dataset/dataset'
import { idOf, takeBad, takeSample } from '#core/dataset/taken'
import { textsFromRecord } from '#core/dataset/texts'
import { parseVocClasses, readVoc, vocClassName, type VocClass } from '#core/dataset/voc'
import type { Size } from '#core/geometry/size'
import { isEmptyRle } from '#core/mask/rle-ops'
import { readTextFile } from '#electron/files/text-file'
import { failure } from '#models/failure'
import { findFiles, type FoundFile } from './found-files.ts'
import type { ForeignPicture, ForeignProblem, ReadContext } from './format.ts'
import { readJsonLines, type JsonLine } from './jsonl-file.ts'
import { readNumbers } from './mask-files.ts'
import { pictureNames } from './picture-names.ts'
import { lastPart, stemOf } from './names.ts'

export const vocSideName = 'reaseg.jsonl'
export const vocFolders = {
  pictures: 'JPEGImages',
  classes: 'SegmentationClass',
  objects: 'SegmentationObject',
} as const

/**
 * A folder of Pascal VOC: with our side file its samples, else a query for each class of each picture of classes.
 * Throws AppFailure `bad_input` where there is neither.
 */
export async function* readVocFolder(
  path: string,
  { signal, progress }: ReadContext,
): AsyncGenerator<ForeignPicture | ForeignProblem> {
  const side = join(path, vocSideName)
  if ((await stat(side).catch(() => null)) !== null) {
    yield* readSide(path, signal)
    return
  }
  const inClasses = join(path, vocFolders.classes)
  const folder = (await stat(inClasses).catch(() => null)) === null ? path : inClasses
  const { files, problems } = await findFiles(folder, ['.png'], signal)
  if (files.length === 0)
    throw failure(
      'bad_input',
      `${path} holds no pictures of classes.`,
      `Name the folder that ${vocFolders.classes} lies in.`,
    )
  yield* problems
  const classes = await readClasses(path)
  for (const [i, file] of files.entries()) {
    signal.throwIfAborted()
    yield classPicture(file, classes)
    progress(i + 1, files.length)
  }
}

/** One picture a run of lines of one image, so that each PNG is read once. */
async function* readSide(
  path: string,
  signal: AbortSignal,
): AsyncGenerator<ForeignPicture | ForeignProblem> {
  const file = join(path, vocSideName)
  let lines: JsonLine[] = []
  for await (const one of readJsonLines(file, signal)) {
    const problem = one.problem ?? problemOfLine(one)
    if (problem !== null) {
      yield { kind: 'problem', file, line: one.line, reason: problem }
      continue
    }
    const isSame = lines[0] === undefined || lines[0].record['mask'] === one.record['mask']
    if (!isSame) {
      yield sidePicture(path, file, lines)
      lines = []
    }
    lines.push(one)
  }
  if (lines.length > 0) yield sidePicture(path, file, lines)
}

function problemOfLine({ record: { mask, image } }: JsonLine): string | null {
  if (typeof image !== 'string' || image === '') return 'it names no image'
  const isName = typeof mask === 'string' && !/^\/|(^|\/)\.\.(\/|$)|\\/.test(mask)
  return isName ? null : 'its mask is no name below the folder'
}

function sidePicture(path: string, file: string, lines: readonly JsonLine[]): ForeignPicture {
  const record = lines[0]?.record ?? {}
  const [image, mask, picture] = [record['image'], record['mask'], record['picture']].map(String)
  return {
    kind: 'picture',
    file,
    line: lines[0]?.line ?? null,
    names: [
      ...new Set([`${vocFolders.pictures}/${picture}`, image as string, lastPart(image as string)]),
    ],
    size: null,
    key: image as string,
    imageId: idOf(record['image_id']),
    samples: (size) => sideSamples(join(path, mask as string), lines, size),
  }
}

async function sideSamples(
  png: string,
  lines: readonly JsonLine[],
  size: Size,
): Promise<ForeignTaken[]> {
  const indices = await indicesOf(png, size, [])
  const problem = typeof indices === 'string' ? `${lastPart(png)}: ${indices}` : null
  const read = typeof indices === 'string' ? null : readVoc(indices, size)
  return lines.map(({ line, record }) => {
    const place = { line, what: `sample ${String(idOf(record['sample_id']))}` }
    const texts = textsFromRecord(record)
    if (!texts.ok) return takeBad(place, texts.error.message)
    if (read === null) return takeBad(place, problem ?? '')
    const index = idOf(record['index'])
    if (index === null) return takeBad(place, 'its mask was not written')
    const mask = read.masks.get(index) ?? null
    return takeSample(place, {
      key: `${String(record['mask'])}#${index}`,
      texts: texts.value,
      mask,
      ignore: isEmptyRle(read.ignore) ? null : read.ignore,
      noTarget: record['no_target'] === true || mask === null,
      annotationId: idOf(record['annotation_id']),
      sampleId: idOf(record['sample_id']),
    })
  })
}

async function readClasses(path: string): Promise<VocClass[]> {
  for (const name of ['labelmap.txt', 'classes.txt', 'labels.txt', 'class_names.txt']) {
    const found = await stat(join(path, name)).catch(() => null)
    if (found !== null) return parseVocClasses((await readTextFile(join(path, name))).text)
  }
  return []
}

function classPicture(file: FoundFile, classes: readonly VocClass[]): ForeignPicture {
  const stem = stemOf(file.name)
  return {
    kind: 'picture',
    file: file.path,
    line: null,
    names: [
      ...pictureNames(stem).map((name) => `${vocFolders.pictures}/${name}`),
      ...pictureNames(stem),
    ],
    size: null,
    key: stem,
    imageId: null,
    samples: (size) => classSamples(file, classes, size),
  }
}

async function classSamples(
  file: FoundFile,
  classes: readonly VocClass[],
  size: Size,
): Promise<ForeignTaken[]> {
  const indices = await indicesOf(file.path, size, classes)
  if (typeof indices === 'string') return [takeBad({ line: null, what: file.name }, indices)]
  const { masks, ignore } = readVoc(indices, size)
  const names = new Map(classes.map(({ index, name }) => [index, name]))
  return [...masks]
    .toSorted(([a], [b]) => a - b)
    .map(([index, mask]) => {
      const query = names.get(index) ?? vocClassName(index, classes.length === 0)
      return takeSample(
        { line: null, what: `index ${index}` },
        {
          key: `${stemOf(file.name)}#${index}`,
          texts: { query, target: query, isSentence: false },
          mask,
          ignore: isEmptyRle(ignore) ? null : ignore,
        },
      )
    })
}

/** The indices of a picture of the image's size, or why there are none. Colours are read where a label map has them. */
async function indicesOf(
  path: string,
  size: Size,
  classes: readonly VocClass[],
): Promise<ArrayLike<number> | string> {
  const picture = await readNumbers(path, size)
  if (typeof picture === 'string') return picture
  return picture.kind === 'rgb' ? indicesFromColours(picture.values, classes) : picture.values
}

function indicesFromColours(
  values: ArrayLike<number>,
  classes: readonly VocClass[],
): Uint16Array | string {
  const known = new Map<number, number>([[0, 0]])
  for (const { index, colour } of classes)
    if (colour !== null) known.set((colour[0] << 16) | (colour[1] << 8) | colour[2], index)
  if (known.size < 2) return 'it is in colours, and no labelmap.txt says what they mean'
  const indices = new Uint16Array(values.length / 3)
  for (let i = 0; i < indices.length; i++) {
    const [r, g, b] = [values[i * 3], values[i * 3 + 1], values[i * 3 + 2]] as number[]
    const colour = ((r as number) << 16) | ((g as number) << 8) | (b as number)
    const index = known.get(colour)
    if (index === undefined) return `labelmap.txt has no colour ${r},${g},${b}`
    indices[i] = index
  }
  return indices
}
