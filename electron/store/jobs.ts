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

export async function addJob(db: WriteDb, kind: Job['kind'], title: string): Promise<number> {
  const at = nowText()
  return inTransaction(db, async (inside) => {
    const row = await inside
      .insertInto('jobs')
      .values({ kind, title, state: 'queued', done: 0, note: '', createdAt: at, updatedAt: at })
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

/** What was queued or running when the last process ended did not finish; says so, and how many. */
export async function failInterruptedJobs(db: WriteDb, error: AppError): Promise<number> {
  return inTransaction(db, async (inside) => {
    const result = await inside
      .updateTable('jobs')
      .set({ state: 'failed', errorJson: JSON.stringify(error), updatedAt: nowText() })
      .where('state', 'in', ['queued', 'running'])
      .executeTakeFirst()
    return Number(result.numUpdatedRows)
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
