import { sql } from 'kysely'
import { failure } from '#models/failure'
import type { LeftOut } from '#rpc/schemas/project'
import type { FailureTag, PredictionSet } from '#rpc/schemas/predictions'
import { inTransaction, type ReadDb, type WriteDb } from './database.ts'
import { nowText } from './values.ts'

/** In the order they were added. */
export async function listPredictionSets(db: ReadDb): Promise<PredictionSet[]> {
  const { rows } = await sql<PredictionSet>`
    select s.id, s.name, s.source, s.path, s.created_at as addedAt, s.left_out as leftOut,
      (select count(*) from predictions p where p.set_id = s.id) as matched,
      (select count(*) from prediction_figures f where f.set_id = s.id and f.annotation_id <>
        (select id from annotations a where a.sample_id = f.sample_id
          order by a.version desc limit 1)) as stale
    from prediction_sets s order by s.id`.execute(db)
  return rows
}

/** Throws AppFailure `not_found`. */
export async function getPredictionSet(db: ReadDb, id: number): Promise<PredictionSet> {
  const found = (await listPredictionSets(db)).find((set) => set.id === id)
  if (found === undefined) throw noSet(id)
  return found
}

/** Throws AppFailure `not_found`. */
export async function assertPredictionSet(db: ReadDb, id: number): Promise<void> {
  const row = await db
    .selectFrom('predictionSets')
    .select('id')
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw noSet(id)
}

/** Throws AppFailure `not_found`. */
export async function listLeftOut(db: ReadDb, id: number): Promise<LeftOut[]> {
  const row = await db
    .selectFrom('predictionSets')
    .select('leftOutJson')
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw noSet(id)
  return JSON.parse(row.leftOutJson) as LeftOut[]
}

/** With its predictions, figures and tags. Throws AppFailure `not_found`. */
export async function removePredictionSet(db: WriteDb, id: number): Promise<void> {
  await inTransaction(db, async (inside) => {
    const { numDeletedRows } = await inside
      .deleteFrom('predictionSets')
      .where('id', '=', id)
      .executeTakeFirst()
    if (Number(numDeletedRows) === 0) throw noSet(id)
  })
}

/** What a reviewer says of a sample in a set; null takes it back. */
export async function setFailureTag(
  db: WriteDb,
  at: { readonly set: number; readonly sample: number; readonly author: string },
  tag: FailureTag | null,
): Promise<void> {
  await inTransaction(db, async (inside) => {
    await inside
      .deleteFrom('predictionTags')
      .where('setId', '=', at.set)
      .where('sampleId', '=', at.sample)
      .execute()
    if (tag === null) return
    await inside
      .insertInto('predictionTags')
      .values({
        setId: at.set,
        sampleId: at.sample,
        stagesJson: JSON.stringify(tag.stages),
        kindsJson: JSON.stringify([...new Set(tag.kinds)]),
        note: tag.note,
        author: at.author,
        createdAt: nowText(),
      })
      .execute()
  })
}

/** Who said it; null where nobody said anything. */
export async function readTagAuthor(
  db: ReadDb,
  { set, sample }: { readonly set: number; readonly sample: number },
): Promise<string | null> {
  const row = await db
    .selectFrom('predictionTags')
    .select('author')
    .where('setId', '=', set)
    .where('sampleId', '=', sample)
    .executeTakeFirst()
  return row?.author ?? null
}

function noSet(id: number) {
  return failure('not_found', `There are no predictions ${id} in this project.`)
}
