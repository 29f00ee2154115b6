import type { Assignment, Role } from '#rpc/schemas/review'
import type { SampleFilter } from '#rpc/schemas/project'
import { inTransaction, type ReadDb, type WriteDb } from './database.ts'
import { insertInChunks } from './insert.ts'
import { openSampleIndex } from './sample-index.ts'
import { readSampleRows } from './samples.ts'
import { nowText } from './values.ts'

export type Work = { readonly annotator: string; readonly role: Role }

/** Ids under the filter, or at most so many of them, evenly spaced. */
export async function pickSamples(
  db: ReadDb,
  filter: SampleFilter,
  most: number | null,
): Promise<number[]> {
  const index = await openSampleIndex(db, filter)
  const ids = await index.page(0, index.total)
  return most === null || ids.length <= most ? ids : evenly(ids, most)
}

/** Those that are assigned already are left as they are; answers how many are new. */
export async function assignSamples(
  db: WriteDb,
  samples: readonly number[],
  { annotator, role }: Work,
): Promise<number> {
  return inTransaction(db, async (inside) => {
    const createdAt = nowText()
    let assigned = 0
    const rows = samples.map((sampleId) => ({ sampleId, annotator, role, createdAt }))
    await insertInChunks(rows, 4, async (chunk) => {
      const { numInsertedOrUpdatedRows } = await inside
        .insertInto('assignments')
        .values(chunk.map((row) => ({ ...row, doneAt: null })))
        .onConflict((conflict) =>
          conflict
            .columns(['sampleId', 'annotator', 'role'])
            .doUpdateSet({ doneAt: null })
            .where('assignments.doneAt', 'is not', null),
        )
        .executeTakeFirst()
      assigned += Number(numInsertedOrUpdatedRows ?? 0n)
    })
    return assigned
  })
}

export async function withdrawAssignment(
  db: WriteDb,
  sampleId: number,
  { annotator, role }: Work,
): Promise<void> {
  await inTransaction(db, (inside) =>
    inside
      .deleteFrom('assignments')
      .where('sampleId', '=', sampleId)
      .where('annotator', '=', annotator)
      .where('role', '=', role)
      .execute(),
  )
}

/** Inside a transaction: what was to be done of the sample is done. */
export async function endAssignment(inside: WriteDb, sampleId: number, work: Work): Promise<void> {
  await inside
    .updateTable('assignments')
    .set({ doneAt: nowText() })
    .where('sampleId', '=', sampleId)
    .where('annotator', '=', work.annotator)
    .where('role', '=', work.role)
    .where('doneAt', 'is', null)
    .execute()
}

/** Inside a transaction: it is to be done (again). */
export async function openAssignment(inside: WriteDb, sampleId: number, work: Work): Promise<void> {
  await assignSamples(inside, [sampleId], work)
}

export type AssignmentList = {
  readonly annotator: string
  readonly role: Role | null
  readonly isOpen: boolean
  readonly offset: number
  readonly limit: number
}

/** By sample; those of removed samples are not told of. */
export async function listAssignments(
  db: ReadDb,
  list: AssignmentList,
): Promise<{ total: number; rows: Assignment[] }> {
  let query = db
    .selectFrom('assignments')
    .innerJoin('samples', 'samples.id', 'assignments.sampleId')
    .where('samples.removedAt', 'is', null)
    .where('annotator', '=', list.annotator)
    .where('doneAt', list.isOpen ? 'is' : 'is not', null)
  if (list.role !== null) query = query.where('role', '=', list.role)
  const { total } = await query
    .select((select) => select.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const page = await query
    .selectAll('assignments')
    .orderBy('role')
    .orderBy('sampleId')
    .offset(list.offset)
    .limit(list.limit)
    .execute()
  const samples = await readSampleRows(db, [...new Set(page.map(({ sampleId }) => sampleId))])
  const byId = new Map(samples.map((row) => [row.id, row]))
  const rows = page.flatMap(({ sampleId, ...one }) => {
    const row = byId.get(sampleId)
    return row === undefined ? [] : [{ row, ...one }]
  })
  return { total, rows }
}

/** Whose work a sample is, for its page. */
export async function assignmentsOf(
  db: ReadDb,
  sampleId: number,
): Promise<Omit<Assignment, 'row'>[]> {
  return db
    .selectFrom('assignments')
    .select(['annotator', 'role', 'createdAt', 'doneAt'])
    .where('sampleId', '=', sampleId)
    .orderBy('createdAt')
    .orderBy('annotator')
    .execute()
}

function evenly(ids: readonly number[], most: number): number[] {
  return ids.filter(
    (_, i) => Math.floor(((i + 1) * most) / ids.length) > Math.floor((i * most) / ids.length),
  )
}
