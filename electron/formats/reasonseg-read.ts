import { readdir } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { reasonOfError, type DatasetTexts, type ForeignTaken } from '#core/dataset/dataset'
import { parseReasonSeg, type ForeignReasonSeg } from '#core/dataset/reasonseg'
import { paintReasonSeg } from '#core/dataset/reasonseg-paint'
import { fieldsOf, takeBad, takePassed, takeSample } from '#core/dataset/taken'
import type { Size } from '#core/geometry/size'
import { isEmptyRle } from '#core/mask/rle-ops'
import { markerName } from '#electron/files/export-folder'
import { hasImageEnding } from '#electron/files/folder-walk'
import { readTextFile } from '#electron/files/text-file'
import { AppFailure, failure, reasonOf, systemCode } from '#models/failure'
import type { ForeignPicture, ForeignProblem, ReadContext } from './format.ts'

type Split = NonNullable<DatasetTexts['split']>

/** A folder of pairs. */
type PairFolder = {
  readonly path: string
  /** How the chosen folder calls it, with a slash at its end; empty where it is that folder. */
  readonly below: string
  readonly split: Split | null
}

const splits: readonly Split[] = ['train', 'val', 'test']
/** Where the folders train, val and test may lie below the chosen one. */
const roots = ['', 'ReasonSeg/', 'reason_seg/ReasonSeg/'] as const

/** The pairs of picture and JSON file in `train`, `val` and `test`, or of one folder of them. */
export async function* readReasonSeg(
  path: string,
  context: ReadContext,
): AsyncGenerator<ForeignPicture | ForeignProblem> {
  const { folders, answersFile } = await findFolders(path)
  const listings = await Promise.all(folders.map(async (folder) => listPairs(folder)))
  const total = listings.reduce((sum, { files }) => sum + files.length, 0)
  if (total === 0)
    throw failure(
      'bad_input',
      `${path} holds no JSON files of ReasonSeg.`,
      'Choose the folder with train, val and test in it, or one of these: <name>.jpg beside <name>.json.',
    )
  const answers = await readAnswers(answersFile)
  yield* answers.problems
  let done = 0
  for (const listing of listings) {
    for (const name of listing.alone)
      yield problem(join(listing.folder.path, name), 'there is no JSON file of its name', true)
    for (const name of listing.files) {
      context.signal.throwIfAborted()
      yield await readPair({ listing, name, answers: answers.byImage })
      context.progress(++done, total)
    }
  }
}

async function findFolders(
  path: string,
): Promise<{ readonly folders: readonly PairFolder[]; readonly answersFile: string }> {
  for (const root of roots) {
    const base = join(path, root)
    const names = await namesIn(base)
    const found = splits.filter((split) => names.includes(split))
    if (found.length === 0) continue
    const folders = found.map((split) => ({
      path: join(base, split),
      below: `${root}${split}/`,
      split,
    }))
    return { folders, answersFile: join(base, 'explanatory', 'train.json') }
  }
  const split = splits.find((name) => name === basename(path)) ?? null
  const base = split === 'train' ? dirname(path) : path
  const answersFile = join(base, 'explanatory', 'train.json')
  return { folders: [{ path, below: '', split }], answersFile }
}

/** Names in a folder; none where there is no such folder. Throws AppFailure `file_unreadable`. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort()
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error))) return []
    const message = `The folder ${folder} cannot be read: ${reasonOf(error)}.`
    throw failure('file_unreadable', message, 'Check its permissions.')
  }
}

type Listing = {
  readonly folder: PairFolder
  readonly files: readonly string[]
  /** Pictures by stem, `.jpg` before others. */
  readonly pictures: ReadonlyMap<string, string>
  readonly alone: readonly string[]
}

async function listPairs(folder: PairFolder): Promise<Listing> {
  const names = (await namesIn(folder.path)).filter((name) => !name.startsWith('.'))
  const files = names.filter((name) => name.endsWith('.json') && name !== markerName)
  const stems = new Set(files.map((name) => name.slice(0, -'.json'.length)))
  const pictures = new Map<string, string>()
  const alone: string[] = []
  for (const name of names.filter(hasImageEnding)) {
    const stem = name.slice(0, -extname(name).length)
    if (!stems.has(stem)) alone.push(name)
    else if (!pictures.has(stem) || name.endsWith('.jpg')) pictures.set(stem, name)
  }
  return { folder, files, pictures, alone }
}

type Answers = { readonly byImage: Map<string, string>; readonly problems: ForeignProblem[] }

/** By file name of the picture; of several the last counts, as for LISA. There need not be such a file. */
async function readAnswers(file: string): Promise<Answers> {
  const answers: Answers = { byImage: new Map(), problems: [] }
  const read = await readJson(file)
  if ('failed' in read) {
    if (!read.isMissing) answers.problems.push(problem(file, read.failed))
    return answers
  }
  if (!Array.isArray(read.value)) {
    answers.problems.push(problem(file, 'it is no list of answers'))
    return answers
  }
  for (const [i, entry] of (read.value as readonly unknown[]).entries()) {
    const { image, outputs } = fieldsOf(entry)
    if (typeof image === 'string' && typeof outputs === 'string')
      answers.byImage.set(image, outputs)
    else answers.problems.push(problem(file, `[${i}]: it has no texts "image" and "outputs"`))
  }
  return answers
}

type ReadJson =
  { readonly value: unknown } | { readonly failed: string; readonly isMissing: boolean }

async function readJson(file: string): Promise<ReadJson> {
  try {
    return { value: JSON.parse((await readTextFile(file)).text) as unknown }
  } catch (error) {
    if (error instanceof AppFailure)
      return { failed: reasonOfError(error.error), isMissing: error.error.code === 'file_missing' }
    if (error instanceof SyntaxError) return { failed: 'it is no JSON', isMissing: false }
    throw error
  }
}

type Pair = {
  readonly listing: Listing
  readonly name: string
  readonly answers: ReadonlyMap<string, string>
}

async function readPair(pair: Pair): Promise<ForeignPicture | ForeignProblem> {
  const { folder, pictures } = pair.listing
  const file = join(folder.path, pair.name)
  const read = await readJson(file)
  if ('failed' in read) return problem(file, read.failed)
  const parsed = parseReasonSeg(read.value)
  if (!parsed.ok) return problem(file, parsed.error.message)
  const { own, size } = parsed.value
  const stem = pair.name.slice(0, -'.json'.length)
  const picture = pictures.get(stem) ?? `${stem}.jpg`
  const answer =
    folder.split === 'train' || folder.split === null ? pair.answers.get(picture) : undefined
  const path = `${folder.below}${picture}`
  return {
    kind: 'picture',
    file,
    line: null,
    names: [...new Set([path, picture])],
    size,
    key: own?.imageName ?? path,
    imageId: own?.imageId ?? null,
    samples: (upright) =>
      samplesOf(parsed.value, upright, {
        key: `${folder.below}${stem}`,
        split: folder.split,
        answer: answer ?? null,
      }),
  }
}

type Beside = { readonly key: string; readonly split: Split | null; readonly answer: string | null }

function samplesOf(
  { texts, shapes, own }: ForeignReasonSeg,
  size: Size,
  { key, split, answer }: Beside,
): ForeignTaken[] {
  const place = { line: null, what: key }
  const painted = paintReasonSeg(shapes, size)
  if (!painted.ok) return [takeBad(place, reasonOfError(painted.error))]
  const { target, ignore, ties } = painted.value
  const isEmpty = isEmptyRle(target)
  const sample = takeSample(place, {
    texts: {
      ...(split === null || own !== null ? {} : { split }),
      ...(answer === null ? {} : { answer }),
      ...texts,
    },
    mask: isEmpty ? null : target,
    ignore: isEmptyRle(ignore) ? null : ignore,
    noTarget: isEmpty,
    key,
    annotationId: own?.annotationId ?? null,
    sampleId: own?.sampleId ?? null,
  })
  return [sample, ...ties.map((tie) => takePassed(place, tieWords(tie)))]
}

function tieWords({ area, shared }: { readonly area: number; readonly shared: number }): string {
  return (
    `a target and an ignore shape of ${area} pixels each have ${shared} in common: ` +
    'the first of them lies on top here, which readers of ReasonSeg do not promise'
  )
}

function problem(file: string, reason: string, isPassed = false): ForeignProblem {
  return { kind: 'problem', file, line: null, reason, ...(isPassed ? { isPassed } : {}) }
}
