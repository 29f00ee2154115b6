import type { Prediction, PredictionClaim } from '#core/dataset/prediction-records'
import type { Size } from '#core/geometry/size'
import type { Result } from '#core/result'
import type { ForeignProblem } from '#electron/formats/format'

/** One record of a model's output, its mask still unread. */
export type ForeignPrediction = {
  readonly kind: 'prediction'
  readonly file: string
  /** From 1. */
  readonly line: number | null
  /** What it is called, as `[3]`; begins the sentence of the report. */
  readonly what: string
  readonly claim: PredictionClaim
  /** Against the upright image's size; asked once the sample is known. */
  readonly read: (size: Size) => Promise<Result<Prediction>> | Result<Prediction>
}

export type PredictionContext = {
  readonly signal: AbortSignal
  /** Bytes or files read so far, and of how many where that is known. */
  readonly progress: (done: number, total: number | null) => void
}

/**
 * The records of a file or folder in its order. What is wrong with one is a `problem` and the rest goes on; throws
 * AppFailure, naming the file and the mend, only where nothing can be read.
 */
export type PredictionReader = (
  path: string,
  context: PredictionContext,
) => AsyncIterable<ForeignPrediction | ForeignProblem>
