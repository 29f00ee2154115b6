import type { AppError } from '#core/result'
import { inTransaction, type ReadDb, type WriteDb } from './database.ts'
import { insertInChunks } from './insert.ts'

/** How far a job is that goes over samples. */
export type ItemCounts = { readonly todo: number; readonly done: number; readonly failed: number }

export async function addItems(
  db: WriteDb,
  job: number,
  samples: readonly number[],
): Promise<void> {
  const rows = samples.map((sampleId) => {
    return { jobId: job, sampleId, state: 'todo' as const, runId: null, errorJson: null }
  })
  await inTransaction(db, (inside) =>
    insertInChunks(rows, 5, (chunk) => inside.insertInto('jobItems').values(chunk).execute()),
  )
}

/** The next samples to do, in order. */
export async function nextItems(
  db: ReadDb,
  job: number,
  after: number,
  limit: number,
): Promise<number[]> {
  const rows = await db
    .selectFrom('jobItems')
    .select('sampleId')
    .where('jobId', '=', job)
    .where('state', '=', 'todo')
    .where('sampleId', '>', after)
    .orderBy('sampleId')
    .limit(limit)
    .execute()
  return rows.map(({ sampleId }) => sampleId)
}

export async function settleItem(
  db: WriteDb,
  item: { readonly job: number; readonly sample: number },
  outcome: { readonly run: number | null } | { readonly error: AppError },
): Promise<void> {
  const change =
    'run' in outcome
      ? { state: 'done' as const, runId: outcome.run, errorJson: null }
      : { state: 'failed' as const, runId: null, errorJson: JSON.stringify(outcome.error) }
  await inTransaction(db, (inside) =>
    inside
      .updateTable('jobItems')
      .set(change)
      .where('jobId', '=', item.job)
      .where('sampleId', '=', item.sample)
      .execute(),
  )
}

/** What failed is to be done again. */
export async function retryItems(db: WriteDb, job: number): Promise<void> {
  await inTransaction(db, (inside) =>
    inside
      .updateTable('jobItems')
      .set({ state: 'todo', errorJson: null })
      .where('jobId', '=', job)
      .where('state', '=', 'failed')
      .execute(),
  )
}

export async function countItems(db: ReadDb, job: number): Promise<ItemCounts> {
  const rows = await db
    .selectFrom('jobItems')
    .select(({ fn }) => ['state', fn.countAll<number>().as('n')])
    .where('jobId', '=', job)
    .groupBy('state')
    .execute()
  const of = (state: string) => rows.find((row) => row.state === state)?.n ?? 0
  return { todo: of('todo'), done: of('done'), failed: of('failed') }
}

/** What became of each sample that is settled, in order. */
export async function listSettled(
  db: ReadDb,
  job: number,
): Promise<{
  readonly runs: { readonly sample: number; readonly run: number }[]
  readonly failed: { readonly sample: number; readonly code: string; readonly message: string }[]
}> {
  const rows = await db
    .selectFrom('jobItems')
    .selectAll()
    .where('jobId', '=', job)
    .where('state', '!=', 'todo')
    .orderBy('sampleId')
    .execute()
  const runs = rows.flatMap(({ sampleId, runId }) => {
    return runId === null ? [] : [{ sample: sampleId, run: runId }]
  })
  const failed = rows.flatMap(({ sampleId, errorJson }) => {
    if (errorJson === null) return []
    const { code, message, hint } = JSON.parse(errorJson) as AppError
    return [{ sample: sampleId, code, message: `${message} ${hint}`.trim() }]
  })
  return { runs, failed }
}
