import type { Generated } from 'kysely'
import type { PredictionSource } from '#rpc/schemas/predictions'

/* Rows of what models predict; as in `tables.ts`. */

export type PredictionSetsTable = {
  id: Generated<number>
  name: string
  source: PredictionSource
  /** Empty for runs of the project itself. */
  path: string
  createdAt: string
  /** How many records were left out; the list may hold fewer. */
  leftOut: number
  leftOutJson: string
}

export type PredictionsTable = {
  setId: number
  sampleId: number
  score: number | null
  /** Whether the model says that nothing answers the query; null: it does not say. */
  saysAbsent: number | null
  /** What the model says the target is, or its whole answer; empty: nothing. */
  text: string
  /** Boxes, prior and candidates are those of this run, where there is one. */
  runId: number | null
  /** null: an empty mask. */
  counts: string | null
  /** Boxes in image coordinates; null: none on record, as with the following. */
  boxesJson: string | null
  /** 32×32 weights. */
  priorJson: string | null
  /** `[{counts, score}]`, counts of an empty mask null. */
  candidatesJson: string | null
}

/** How a prediction (or the lack of one) stands to one version of the truth; another version makes it stale. */
export type PredictionFiguresTable = {
  setId: number
  sampleId: number
  annotationId: number
  intersection: number
  /** Pixels of the union. */
  bothAreas: number
  predictionArea: number
  truthArea: number
  /** What takes longer to measure; null: not yet. */
  measuresJson: string | null
}

/** What a reviewer says of a failure. */
export type PredictionTagsTable = {
  setId: number
  sampleId: number
  stagesJson: string
  kindsJson: string
  note: string
  author: string
  createdAt: string
}
