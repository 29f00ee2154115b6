import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ForeignTaken } from '#core/dataset/dataset'
import { masksFromLevels, masksFromOwnLevels, queryFromName } from '#core/dataset/mask-levels'
import { idOf, takeBad, takeSample } from '#core/dataset/taken'
import { textsFromRecord } from '#core/dataset/texts'
import type { Size } from '#core/geometry/size'
import { isEmptyRle } from '#core/mask/rle-ops'
import { hasImageEnding } from '#electron/files/folder-walk'
import { failure } from '#models/failure'
import { findFiles, type FoundFile } from './found-files.ts'
import type { ForeignPicture, ForeignProblem, ReadContext } from './format.ts'
import { readJsonLines, type JsonLine } from './jsonl-file.ts'
import { levelsOf, readNumbers } from './mask-files.ts'
import { lastPart, stemOf } from './names.ts'

export const queriesName = 'queries.jsonl'

type Read = AsyncGenerator<ForeignPicture | ForeignProblem>

/** Our folder of masks, or PNGs named after pictures. Throws AppFailure `bad_input` where there is neither. */
export async function* readMasks(path: string, context: ReadContext): Read {
  const queries = join(path, queriesName)
  const isOurs = (await stat(queries).catch(() => null)) !== null
  yield* isOurs ? readQueries(path, context) : readPlain(path, context)
}

async function* readQueries(path: string, { signal }: ReadContext): Read {
  const file = join(path, queriesName)
  for await (const one of readJsonLines(file, signal)) {
    const { image, mask } = one.record
    const place = { kind: 'problem', file, line: one.line } as const
    if (one.problem !== null) yield { ...place, reason: one.problem }
    else if (typeof image !== 'string' || image === '')
      yield { ...place, reason: 'it names no image' }
    else if (typeof mask !== 'string' || /[/\\]|^\.*$/.test(mask))
      yield { ...place, reason: 'its mask is no name of a file in the folder' }
    else yield ownPicture(join(path, mask), image, one)
  }
}

function ownPicture(png: string, image: string, { line, record }: JsonLine): ForeignPicture {
  return {
    kind: 'picture',
    file: join(png, '..', queriesName),
    line,
    names: [...new Set([image, lastPart(image)])],
    size: null,
    key: image,
    imageId: idOf(record['image_id']),
    samples: async (size) => [await ownSample(png, record, { line, size })],
  }
}

async function ownSample(
  png: string,
  record: JsonLine['record'],
  { line, size }: { readonly line: number; readonly size: Size },
): Promise<ForeignTaken> {
  const name = String(record['mask'])
  const place = { line, what: name }
  const texts = textsFromRecord(record)
  if (!texts.ok) return takeBad(place, texts.error.message)
  const picture = await readNumbers(png, size)
  if (typeof picture === 'string') return takeBad(place, picture)
  const read = picture.kind === 'rgb' ? null : masksFromOwnLevels(levelsOf(picture))
  if (read === null) return takeBad(place, 'its levels are others than 0, 1 and 255')
  const isAbsent = isEmptyRle(read.mask)
  return takeSample(place, {
    key: name,
    texts: texts.value,
    mask: isAbsent ? null : read.mask,
    ignore: isEmptyRle(read.ignore) ? null : read.ignore,
    noTarget: record['no_target'] === true || isAbsent,
    sampleId: idOf(record['sample_id']),
  })
}

async function* readPlain(path: string, { images, signal, progress }: ReadContext): Read {
  const { files, problems } = await findFiles(path, ['.png'], signal)
  yield* problems
  const pictureOf = await pictureIndex(images, signal)
  let count = 0
  for (const [i, file] of files.entries()) {
    signal.throwIfAborted()
    const picture = pictureOf(file)
    const reason = 'no picture has its name, with or without what follows __'
    if (picture !== null) {
      count++
      yield plainPicture(file, picture)
    } else yield { kind: 'problem', file: file.path, line: null, reason }
    progress(i + 1, files.length)
  }
  if (count > 0) return
  const hint = `Masks are called like their images, as cat.png or cat__left-ear.png beside ${images}.`
  throw failure('bad_input', `${path} holds no masks of these images.`, hint)
}

/** The picture that a mask is of: of its own stem, or of what goes before a `__` in it, the longest first. */
async function pictureIndex(
  images: string,
  signal: AbortSignal,
): Promise<(file: FoundFile) => FoundFile | null> {
  const endings = '.png .jpg .jpeg .jfif .webp .tif .tiff .bmp .gif .avif .heic .heif'.split(' ')
  const { files } = await findFiles(images, endings, signal)
  const byStem = new Map<string, FoundFile[]>()
  for (const file of files.filter(({ name }) => hasImageEnding(name)))
    for (const stem of new Set([stemOf(file.name), stemOf(lastPart(file.name))]))
      byStem.set(stem, [...(byStem.get(stem) ?? []), file])
  return (mask) => {
    const full = stemOf(mask.name)
    for (const stem of [full, lastPart(full)])
      for (let end = stem.length; end > 0; end = stem.lastIndexOf('__', end - 1)) {
        const found = byStem.get(stem.slice(0, end))?.find(({ path }) => path !== mask.path)
        if (found !== undefined) return found
      }
    return null
  }
}

function plainPicture(file: FoundFile, picture: FoundFile): ForeignPicture {
  return {
    kind: 'picture',
    file: file.path,
    line: null,
    names: [picture.name],
    size: null,
    key: picture.name,
    imageId: null,
    samples: async (size) => [await plainSample(file, picture, size)],
  }
}

async function plainSample(file: FoundFile, picture: FoundFile, size: Size): Promise<ForeignTaken> {
  const place = { line: null, what: file.name }
  const numbers = await readNumbers(file.path, size)
  if (typeof numbers === 'string') return takeBad(place, numbers)
  const { mask, ignore } = masksFromLevels(levelsOf(numbers))
  const query = queryFromName(stemOf(lastPart(file.name)), stemOf(lastPart(picture.name)))
  const isAbsent = isEmptyRle(mask)
  return takeSample(place, {
    key: file.name,
    texts: { query, isSentence: false },
    mask: isAbsent ? null : mask,
    ignore: isEmptyRle(ignore) ? null : ignore,
    noTarget: isAbsent,
  })
}
