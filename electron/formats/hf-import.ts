import { basename, resolve } from 'node:path'
import type { ForeignTaken } from '#core/dataset/dataset'
import type { Split } from '#core/dataset/mask-scoring'
import { AppFailure, failure } from '#models/failure'
import type { ForeignPicture, ForeignProblem, ReadContext } from './format.ts'
import { findFiles } from './found-files.ts'
import { sampleFromHf } from './hf-row.ts'
import { pictureStore } from './hf-pictures.ts'
import { readHfGroup, type HfRow } from './hf-group.ts'
import { ParquetDamage } from './parquet/damage.ts'
import { openParquetReader, type ParquetReader } from './parquet/read.ts'

/**
 * The rows of every parquet file of a folder, in the order of their names. Pictures that lie inside the files are put
 * into the images folder.
 */
export async function* readHf(
  path: string,
  context: ReadContext,
): AsyncGenerator<ForeignPicture | ForeignProblem> {
  const { files, problems } = await findFiles(resolve(path), ['.parquet'], context.signal)
  if (files.length === 0)
    throw failure(
      'bad_input',
      `There is no parquet file in ${path}.`,
      'Name the folder of a data set as Hugging Face keeps them.',
    )
  yield* problems
  const keep = pictureStore(context.images)
  let done = 0
  for (const [i, { path: file }] of files.entries()) {
    const reader = await openOrTell(file)
    if ('kind' in reader) {
      yield reader
      continue
    }
    // Files of a data set are about as long as one another; the others are not looked at yet.
    const total = done + reader.rows * (files.length - i)
    const split = splitOf(file, basename(resolve(path)))
    try {
      for await (const row of rowsOf(reader, file, context)) {
        done += 1
        context.progress(done, total)
        if ('kind' in row) yield row
        else yield await pictureOf({ row, file, split }, keep)
      }
    } finally {
      await reader.close()
    }
  }
}

async function openOrTell(file: string): Promise<ParquetReader | ForeignProblem> {
  try {
    return await openParquetReader(file)
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error
    const { message, hint } = error.error
    return { kind: 'problem', file, line: null, reason: `${message} ${hint}` }
  }
}

async function* rowsOf(
  reader: ParquetReader,
  file: string,
  { signal }: ReadContext,
): AsyncGenerator<HfRow | ForeignProblem> {
  let first = 1
  for (const [group, count] of reader.groups.entries()) {
    try {
      for (const row of await readHfGroup(reader, { group, first, signal })) yield row
    } catch (error) {
      if (!(error instanceof ParquetDamage)) throw error
      const reason = `rows ${first} to ${first + count - 1}: the file ${error.message}`
      yield { kind: 'problem', file, line: null, reason }
    }
    first += count
  }
}

/** The published ReasonSeg sets call every split `test`; the name of the folder tells more. */
function splitOf(file: string, folder: string): Split | null {
  const named = /[_-](train|val|test)$/i.exec(folder)?.[1]
  const own = /^(train|val|test)/i.exec(basename(file))?.[1]
  return ((named ?? own)?.toLowerCase() as Split | undefined) ?? null
}

type Place = { readonly row: HfRow; readonly file: string; readonly split: Split | null }

async function pictureOf(
  { row, file, split }: Place,
  keep: (row: HfRow) => Promise<string[] | null>,
): Promise<ForeignPicture | ForeignProblem> {
  const names = await keep(row)
  const at = { file, line: null }
  if (names === null)
    return { kind: 'problem', ...at, reason: `row ${row.number}: its image is no picture` }
  return {
    kind: 'picture',
    ...at,
    names,
    size: row.size,
    key: row.texts.get('image_id') ?? null,
    imageId: row.isOurs ? row.imageId : null,
    samples: (size): ForeignTaken[] => [sampleFromHf(row, split, size)],
  }
}
