import type { Selectable } from 'kysely'
import type { AppError } from '#core/result'
import type { Job } from '#rpc/schemas/system'
import { inTransaction, type ReadDb, type WriteDb } from './database.ts'
import type { JobsTable } from './tables.ts'
import { nowText } from './values.ts'

/** Latest first. */
export async function listJobs(db: ReadDb, limit = 100): Promise<Job[]> {
  const rows = await db.selectFrom('jobs').selectAll().orderBy('id', 'desc').limit(limit).execute()
  return rows.map(jobFromRow)
}

/** `params`: what it needs to be gone on with; null where it cannot be. */
export async function addJob(
  db: WriteDb,
  { kind, title }: Pick<Job, 'kind' | 'title'>,
  params: unknown = null,
): Promise<number> {
  const at = nowText()
  return inTransaction(db, async (inside) => {
    const row = await inside
      .insertInto('jobs')
      .values({
        kind,
        title,
        state: 'queued',
        done: 0,
        note: '',
        paramsJson: params === null ? null : JSON.stringify(params),
        createdAt: at,
        updatedAt: at,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return row.id
  })
}

export async function saveJob(db: WriteDb, job: Job): Promise<void> {
  await db
    .updateTable('jobs')
    .set({
      state: job.state,
      done: job.done,
      total: job.total,
      note: job.note,
      errorJson: job.error === null ? null : JSON.stringify(job.error),
      resultJson: job.result === undefined ? null : JSON.stringify(job.result),
      updatedAt: nowText(),
    })
    .where('id', '=', job.id)
    .execute()
}

/** What a job needs to be gone on with; null where it cannot be. */
export async function readJobParams(db: ReadDb, id: number): Promise<unknown> {
  const row = await db
    .selectFrom('jobs')
    .select('paramsJson')
    .where('id', '=', id)
    .executeTakeFirst()
  const text = row?.paramsJson ?? null
  return text === null ? null : (JSON.parse(text) as unknown)
}

export async function saveJobParams(db: WriteDb, id: number, params: unknown): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ paramsJson: JSON.stringify(params), updatedAt: nowText() })
    .where('id', '=', id)
    .execute()
}

/**
 * What was queued or running when the last process ended did not finish: it is paused where it can be gone on with, else
 * failed with the error. Answers how many there were.
 */
export async function settleInterruptedJobs(db: WriteDb, error: AppError): Promise<number> {
  return inTransaction(db, async (inside) => {
    const open = inside.updateTable('jobs').where('state', 'in', ['queued', 'running'])
    const paused = await open
      .set({ state: 'paused', updatedAt: nowText() })
      .where('paramsJson', 'is not', null)
      .executeTakeFirst()
    const failed = await open
      .set({ state: 'failed', errorJson: JSON.stringify(error), updatedAt: nowText() })
      .executeTakeFirst()
    return Number(paused.numUpdatedRows) + Number(failed.numUpdatedRows)
  })
}

function jobFromRow(row: Selectable<JobsTable>): Job {
  return {
    id: row.id,
    kind: row.kind as Job['kind'],
    title: row.title,
    state: row.state as Job['state'],
    done: row.done,
    total: row.total,
    note: row.note,
    error: row.errorJson === null ? null : (JSON.parse(row.errorJson) as AppError),
    result: row.resultJson === null ? null : (JSON.parse(row.resultJson) as unknown),
  }
}
