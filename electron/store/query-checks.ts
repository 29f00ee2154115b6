import { sql } from 'kysely'
import type { IndexedQuery } from '#core/dataset/query-index'
import { inTransaction, type ReadDb, type WriteDb } from './database.ts'
import { nowText } from './values.ts'

/** A verdict or a note holds for the wording it was said of. */
type Of = { readonly sample: number; readonly check: string; readonly query: string }

export async function listCheckNotes(db: ReadDb, sample: number) {
  return db.selectFrom('checkNotes').selectAll().where('sampleId', '=', sample).execute()
}

export async function listCheckVerdicts(db: ReadDb, sample: number) {
  return db.selectFrom('checkVerdicts').selectAll().where('sampleId', '=', sample).execute()
}

/** An empty note takes back what was said. */
export async function setCheckNote(
  db: WriteDb,
  { sample, check, query }: Of,
  said: { readonly note: string; readonly author: string },
): Promise<void> {
  await inTransaction(db, async (inside) => {
    await inside
      .deleteFrom('checkNotes')
      .where('sampleId', '=', sample)
      .where('checkId', '=', check)
      .execute()
    if (said.note.trim() === '') return
    const row = { sampleId: sample, checkId: check, query, ...said, createdAt: nowText() }
    await inside.insertInto('checkNotes').values(row).execute()
  })
}

export async function setCheckVerdict(
  db: WriteDb,
  { sample, check, query }: Of,
  said: {
    readonly verdict: 'ok' | 'warn' | 'bad'
    readonly why: string
    readonly profile: string
  },
): Promise<void> {
  await inTransaction(db, async (inside) => {
    await inside
      .deleteFrom('checkVerdicts')
      .where('sampleId', '=', sample)
      .where('checkId', '=', check)
      .execute()
    const row = { sampleId: sample, checkId: check, query, ...said, createdAt: nowText() }
    await inside.insertInto('checkVerdicts').values(row).execute()
  })
}

/** So many ids are looked at together. */
export const idsInPart = 1024

/** By parts of the ids, another text where any sample of the part was added, edited, removed or restored. */
export async function stampQueryParts(db: ReadDb): Promise<Map<number, string>> {
  const rows = await db
    .selectFrom('samples')
    .select(({ fn }) => [
      sql<number>`id / ${sql.lit(idsInPart)}`.as('part'),
      fn.countAll<number>().as('n'),
      fn.count<number>('removedAt').as('removed'),
      fn.max('updatedAt').as('last'),
    ])
    .groupBy('part')
    .execute()
  return new Map(rows.map(({ part, n, removed, last }) => [part, `${n} ${removed} ${last}`]))
}

/** Every live query of a part. */
export async function listQueries(db: ReadDb, part: number): Promise<IndexedQuery[]> {
  return db
    .selectFrom('samples')
    .select(['id', 'imageId as image', 'query as text'])
    .where('id', '>=', part * idsInPart)
    .where('id', '<', (part + 1) * idsInPart)
    .where('removedAt', 'is', null)
    .where('query', '!=', '')
    .execute()
}
