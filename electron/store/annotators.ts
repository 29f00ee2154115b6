import { sql } from 'kysely'
import { failure } from '#models/failure'
import type { Annotator } from '#rpc/schemas/review'
import { inTransaction, type ReadDb, type WriteDb } from './database.ts'
import { nowText } from './values.ts'

type Known = Omit<Annotator, 'isCurrent'>

/** Everyone with a profile, by name; retired ones last. */
export async function listAnnotators(db: ReadDb): Promise<Known[]> {
  const { rows } = await sql<{
    name: string
    createdAt: string
    retiredAt: string | null
    annotate: number
    opinion: number
    review: number
    versions: number
    opinions: number
    reviews: number
  }>`with open as (
      select annotator, role, count(*) as n from assignments where done_at is null
      group by annotator, role
    ), saved as (select annotator, count(*) as n from annotations group by annotator)
    select name, created_at, retired_at,
      coalesce((select n from open where annotator = name and role = 'annotate'), 0) as annotate,
      coalesce((select n from open where annotator = name and role = 'opinion'), 0) as opinion,
      coalesce((select n from open where annotator = name and role = 'review'), 0) as review,
      coalesce((select n from saved where annotator = name), 0) as versions,
      (select count(*) from opinions where annotator = name) as opinions,
      (select count(*) from reviews where reviewer = name) as reviews
    from annotators order by retired_at is not null, name collate nocase, name`.execute(db)
  return rows.map(({ retiredAt, annotate, opinion, review, ...row }) => ({
    ...row,
    isRetired: retiredAt !== null,
    open: { annotate, opinion, review },
  }))
}

/** Adds a profile where there is none of that name; a retired one is back at work. */
export async function addAnnotator(db: WriteDb, name: string): Promise<void> {
  await inTransaction(db, (inside) =>
    inside
      .insertInto('annotators')
      .values({ name, createdAt: nowText() })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ retiredAt: null }))
      .execute(),
  )
}

/** Likewise, but a retired one stays retired: for work that is recorded under a name. */
export async function ensureAnnotator(inside: WriteDb, name: string): Promise<void> {
  await inside
    .insertInto('annotators')
    .values({ name, createdAt: nowText() })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
}

/** Throws AppFailure `not_found`. */
export async function retireAnnotator(
  db: WriteDb,
  name: string,
  isRetired: boolean,
): Promise<void> {
  await inTransaction(db, async (inside) => {
    const { numUpdatedRows } = await inside
      .updateTable('annotators')
      .set({ retiredAt: isRetired ? nowText() : null })
      .where('name', '=', name)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw unknownAnnotator(name)
  })
}

/** Throws AppFailure `not_found` where there is no such profile, `bad_input` where it is retired. */
export async function assertAtWork(db: ReadDb, name: string): Promise<void> {
  const row = await db
    .selectFrom('annotators')
    .select('retiredAt')
    .where('name', '=', name)
    .executeTakeFirst()
  if (row === undefined) throw unknownAnnotator(name)
  if (row.retiredAt !== null)
    throw failure('bad_input', `${name} is retired.`, 'Bring the profile back, or choose another.')
}

function unknownAnnotator(name: string) {
  return failure('not_found', `There is no annotator “${name}” in this project.`, 'Add the name.')
}
