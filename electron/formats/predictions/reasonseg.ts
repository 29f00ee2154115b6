import { maskPrediction, noClaim } from '#core/dataset/prediction-records'
import { parseReasonSeg } from '#core/dataset/reasonseg'
import { paintReasonSeg } from '#core/dataset/reasonseg-paint'
import { ok } from '#core/result'
import { readJsonText } from '#electron/files/text-file'
import type { ForeignProblem } from '#electron/formats/format'
import { findFiles, problemOf, type FoundFile } from '#electron/formats/found-files'
import { lastPart, stemOf } from '#electron/formats/names'
import { AppFailure, failure } from '#models/failure'
import type { ForeignPrediction, PredictionContext } from './reader.ts'

/**
 * JSON files of ReasonSeg named after their images, `<image stem>.json` or `<image stem>__<sample>.json`; `sample_id`,
 * `image_name` and the first text say more where they are there. What they ignore is no prediction. Throws AppFailure
 * `file_missing` or `bad_input`.
 */
export async function* readReasonSegPredictions(
  path: string,
  { signal, progress }: PredictionContext,
): AsyncGenerator<ForeignPrediction | ForeignProblem> {
  const { files, problems } = await findFiles(path, ['.json'], signal)
  yield* problems
  if (files.length === 0)
    throw failure(
      'bad_input',
      `${path} holds no JSON files of ReasonSeg.`,
      'They are called like their images, as cat.json for cat.jpg.',
    )
  for (const [i, file] of files.entries()) {
    signal.throwIfAborted()
    yield await recordOf(file)
    progress(i + 1, files.length)
  }
}

async function recordOf({
  path: file,
  name,
}: FoundFile): Promise<ForeignPrediction | ForeignProblem> {
  let value: unknown
  try {
    value = await readJsonText(file)
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error
    return problemOf(file, error)
  }
  const parsed = parseReasonSeg(value)
  if (!parsed.ok) return { kind: 'problem', file, line: null, reason: parsed.error.message }
  const { texts, shapes, own } = parsed.value
  const claim = {
    ...noClaim,
    sample: own?.sampleId ?? null,
    image: own?.imageName ?? null,
    stem: stemOf(lastPart(name)),
    query: texts.query ?? null,
  }
  const read: ForeignPrediction['read'] = (size) => {
    const painted = paintReasonSeg(shapes, size)
    return painted.ok ? ok(maskPrediction(painted.value.target)) : painted
  }
  return { kind: 'prediction', file, line: null, what: name, claim, read }
}
