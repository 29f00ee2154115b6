import type { Migration } from './migration.ts'

/** Which samples have a run on their query, answered without the runs themselves, which are long. */
export const freshRuns: Migration = {
  version: 4,
  name: '0004-fresh-runs',
  sql: 'create index runs_fresh on runs (sample_id, id) where is_stale = 0;',
}
