import { stat } from 'node:fs/promises'
import { claimOfRow, predictionOfRow } from '#core/dataset/prediction-records'
import type { ForeignProblem } from '#electron/formats/format'
import { readJsonLines } from '#electron/formats/jsonl-file'
import { failure } from '#models/failure'
import type { ForeignPrediction, PredictionContext } from './reader.ts'

/** The rows of design section 6, one JSON object a line. Throws AppFailure `file_missing` or `file_unreadable`. */
export async function* readPredictionRows(
  path: string,
  { signal, progress }: PredictionContext,
): AsyncGenerator<ForeignPrediction | ForeignProblem> {
  const found = await stat(path).catch(() => null)
  if (found === null) throw failure('file_missing', `There is no ${path}.`, 'Check the path.')
  if (!found.isFile())
    throw failure('file_unreadable', `${path} is no file.`, 'Name the file with a row a line.')
  let count = 0
  for await (const { line, record, problem } of readJsonLines(path, signal)) {
    progress(++count, null)
    const claim = problem === null ? claimOfRow(record) : null
    if (claim?.ok !== true) {
      yield { kind: 'problem', file: path, line, reason: problem ?? claim?.error.message ?? '' }
      continue
    }
    const place = { kind: 'prediction', file: path, line, what: `row ${line}` } as const
    yield { ...place, claim: claim.value, read: (size) => predictionOfRow(record, size) }
  }
}
