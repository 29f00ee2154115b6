import type { Generated } from 'kysely'

/* Rows of experiments; as in `tables.ts`. */

export type ExperimentsTable = {
  id: Generated<number>
  name: string
  createdAt: string
  /** Of the application that began it. */
  appVersion: string
  /** null for the moment before its job is there. */
  jobId: number | null
  /** `[{name, given, settings}]`: what was written of a row, and all its settings. */
  rowsJson: string
}

/** What one row's settings gave for one sample. */
export type ExperimentResultsTable = {
  experimentId: number
  /** Which row of the experiment, from 0. */
  setting: number
  sampleId: number
  state: 'todo' | 'done' | 'failed'
  /** The version of the truth it was measured against; null while it is to do. */
  annotationId: number | null
  /** The candidate ranked first; null: an empty mask. */
  counts: string | null
  figuresJson: string | null
  errorJson: string | null
}
