import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ForeignTaken } from '#core/dataset/dataset'
import { takeBad, takeSample } from '#core/dataset/taken'
import { parseYoloNames, parseYoloRow, rleFromYolo } from '#core/dataset/yolo'
import type { Size } from '#core/geometry/size'
import type { Rle } from '#core/mask/mask'
import { isEmptyRle, uniteAll } from '#core/mask/rle-ops'
import { readTextFile } from '#electron/files/text-file'
import { failure } from '#models/failure'
import { findFiles, problemOf, type FoundFile } from './found-files.ts'
import type { ForeignPicture, ForeignProblem, ReadContext } from './format.ts'
import { lastPart, stemOf } from './names.ts'
import { pictureNames } from './picture-names.ts'

type Names = ReadonlyMap<number, string>

const listNames = ['classes.txt', 'obj.names', 'names.txt']

/** Label files of YOLO with their class names. Throws AppFailure `bad_input` where there is none. */
export async function* readYolo(
  path: string,
  { signal, progress }: ReadContext,
): AsyncGenerator<ForeignPicture | ForeignProblem> {
  const { files, problems } = await findFiles(path, ['.txt'], signal)
  const inLabels = files.filter(({ name }) => /(^|\/)labels\//.test(name))
  const labels = (inLabels.length > 0 ? inLabels : files).filter(
    ({ name }) => !listNames.includes(lastPart(name)),
  )
  if (labels.length === 0)
    throw failure(
      'bad_input',
      `${path} holds no label files of YOLO.`,
      'Name the folder that labels and data.yaml lie in.',
    )
  yield* problems
  const names = await readNames(path)
  for (const [i, file] of labels.entries()) {
    signal.throwIfAborted()
    yield await readLabels(file, names)
    progress(i + 1, labels.length)
  }
}

async function readNames(path: string): Promise<Names> {
  for (const name of ['data.yaml', 'data.yml', 'dataset.yaml']) {
    const file = join(path, name)
    if ((await stat(file).catch(() => null)) === null) continue
    const read = parseYoloNames((await readTextFile(file)).text)
    if (read.ok) return read.value
    throw failure('bad_input', `${file}: ${read.error.message}.`, 'Give it the classes as names.')
  }
  for (const name of listNames) {
    const file = join(path, name)
    if ((await stat(file).catch(() => null)) === null) continue
    const lines = (await readTextFile(file)).text.split(/\r?\n/)
    return new Map(lines.map((line, i) => [i, line.trim()]))
  }
  return new Map()
}

async function readLabels(file: FoundFile, names: Names): Promise<ForeignPicture | ForeignProblem> {
  let text: string
  try {
    text = (await readTextFile(file.path)).text
  } catch (error) {
    return problemOf(file.path, error)
  }
  const stem = stemOf(file.name)
  const inImages = stem.replace(/(^|\/)labels\//, '$1images/')
  return {
    kind: 'picture',
    file: file.path,
    line: null,
    names: [
      ...new Set([inImages, stem, stem.replace(/^.*?(^|\/)labels\//, '')].flatMap(pictureNames)),
    ],
    size: null,
    key: inImages,
    imageId: null,
    samples: (size) => samplesOf(text, { names, key: stem }, size),
  }
}

/** Rows of one class are one sample. */
function samplesOf(
  text: string,
  { names, key }: { readonly names: Names; readonly key: string },
  size: Size,
): ForeignTaken[] {
  const taken: ForeignTaken[] = []
  const groups = new Map<number, { readonly line: number; readonly masks: Rle[] }>()
  for (const [i, row] of text.split(/\r?\n/).entries()) {
    if (row.trim() === '') continue
    const read = parseYoloRow(row)
    const line = i + 1
    if (read.kind !== 'ring') {
      taken.push({ kind: read.kind, line, what: 'row', reason: read.reason })
      continue
    }
    const group = groups.get(read.index) ?? { line, masks: [] }
    const mask = rleFromYolo(read.shares, size)
    if (!mask.ok) {
      taken.push(takeBad({ line, what: 'row' }, mask.error.message))
      continue
    }
    group.masks.push(mask.value)
    groups.set(read.index, group)
  }
  for (const [index, { line, masks }] of groups) {
    const name = names.get(index) ?? ''
    const query = name === '' ? `class ${index}` : name
    const place = { line, what: `class ${index}` }
    const mask = uniteAll(masks, size)
    taken.push(
      isEmptyRle(mask)
        ? takeBad(place, 'its outline holds no pixel of the image')
        : takeSample(place, {
            key: `${key}#${index}`,
            texts: { query, target: query, isSentence: false },
            mask,
          }),
    )
  }
  return taken
}
