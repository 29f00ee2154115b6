import { masksFromLevels } from '#core/dataset/mask-levels'
import { maskPrediction, noClaim } from '#core/dataset/prediction-records'
import { fail, ok } from '#core/result'
import type { ForeignProblem } from '#electron/formats/format'
import { findFiles } from '#electron/formats/found-files'
import { levelsOf, readNumbers } from '#electron/formats/mask-files'
import { lastPart, stemOf } from '#electron/formats/names'
import { failure } from '#models/failure'
import type { ForeignPrediction, PredictionContext } from './reader.ts'

/**
 * Mask pictures named `<image stem>.png` or `<image stem>__<sample>.png`, below folders too. Their levels are read as
 * mask files of data sets are; what they would ignore is no prediction. Throws AppFailure `file_missing` or `bad_input`.
 */
export async function* readMaskPredictions(
  path: string,
  { signal, progress }: PredictionContext,
): AsyncGenerator<ForeignPrediction | ForeignProblem> {
  const { files, problems } = await findFiles(path, ['.png'], signal)
  yield* problems
  if (files.length === 0)
    throw failure(
      'bad_input',
      `${path} holds no PNG files.`,
      'Masks are called like their images, as cat.png or cat__12.png for sample 12.',
    )
  for (const [i, { path: file, name }] of files.entries()) {
    signal.throwIfAborted()
    yield {
      kind: 'prediction',
      file,
      line: null,
      what: name,
      claim: { ...noClaim, stem: stemOf(lastPart(name)) },
      read: async (size) => {
        const numbers = await readNumbers(file, size)
        if (typeof numbers === 'string') return fail('bad_input', numbers)
        return ok(maskPrediction(masksFromLevels(levelsOf(numbers)).mask))
      },
    }
    progress(i + 1, files.length)
  }
}
