import { first } from './0001-first.ts'
import { mllm } from './0002-mllm.ts'
import { curation } from './0003-curation.ts'
import { freshRuns } from './0004-fresh-runs.ts'
import { predictions } from './0005-predictions.ts'
import { experiments } from './0006-experiments.ts'
import type { Migration } from './migration.ts'

/** In order of version, from 1 without a gap. */
export const migrations: readonly Migration[] = [
  first,
  mllm,
  curation,
  freshRuns,
  predictions,
  experiments,
]

export const schemaVersion = migrations.length
