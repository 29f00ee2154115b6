import { stat } from 'node:fs/promises'
import { claimOfResult, predictionOfResult } from '#core/dataset/prediction-records'
import { fieldsOf } from '#core/dataset/taken'
import { readJsonLists } from '#electron/files/json-file'
import type { JsonElement } from '#electron/files/json-scanner'
import type { ForeignProblem } from '#electron/formats/format'
import { failure } from '#models/failure'
import type { ForeignPrediction, PredictionContext } from './reader.ts'

/** The list that the file is, or the list `annotations` of the object that it is. */
const lists = ['', 'annotations'] as const

/**
 * COCO results: `[{image_id, segmentation, score}]`, streamed; `sample_id`, `annotation_id`, `file_name` and `query` say
 * more where they are there. Throws AppFailure `bad_json`, `bad_input`, `file_missing` or `file_unreadable`.
 */
export async function* readCocoResults(
  path: string,
  { signal, progress }: PredictionContext,
): AsyncGenerator<ForeignPrediction | ForeignProblem> {
  const total = await stat(path).then(
    ({ size }) => size,
    () => null,
  )
  let met: ReadonlySet<string> = new Set()
  const options = {
    lists,
    signal,
    onBytes: (bytes: number) => progress(bytes, total),
    onEnd: (names: ReadonlySet<string>) => {
      met = names
    },
  }
  for await (const elements of readJsonLists(path, options))
    for (const element of elements) yield recordOf(path, element)
  if (met.size > 0) return
  const message = `${path} is no list of COCO results.`
  throw failure('bad_input', message, 'It is [{"image_id", "segmentation", "score"}, …].')
}

function recordOf(
  file: string,
  { index, line, value, problem }: JsonElement,
): ForeignPrediction | ForeignProblem {
  const what = `[${index}]`
  const bad = (reason: string): ForeignProblem => ({
    kind: 'problem',
    file,
    line,
    reason: `${what}: ${reason}`,
  })
  if (problem !== null) return bad(problem)
  const entry = fieldsOf(value)
  const claim = claimOfResult(entry)
  if (!claim.ok) return bad(claim.error.message)
  const read: ForeignPrediction['read'] = (size) => predictionOfResult(entry, size)
  return { kind: 'prediction', file, line, what, claim: claim.value, read }
}
