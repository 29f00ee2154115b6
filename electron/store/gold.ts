import type { Size } from '#core/geometry/size'
import type { Rle } from '#core/mask/mask'
import { failure } from '#models/failure'
import { inTransaction, type ReadDb, type WriteDb } from './database.ts'
import { rleFromCounts } from './edits.ts'
import { nowText } from './values.ts'

/** A known truth. */
export type GoldMask = {
  readonly sample: number
  readonly target: Rle
  readonly ignore: Rle
  readonly leastIou: number
  readonly createdAt: string
}

/** The newest version becomes the truth. Throws AppFailure `bad_input` where nothing is accepted. */
export async function setGold(db: WriteDb, sampleId: number, leastIou: number): Promise<void> {
  await inTransaction(db, async (inside) => {
    const saved = await inside
      .selectFrom('annotations')
      .innerJoin('samples', 'samples.id', 'annotations.sampleId')
      .select(['annotations.target', 'annotations.ignore', 'annotations.noTarget'])
      .where('sampleId', '=', sampleId)
      .where('samples.status', '=', 'accepted')
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (saved === undefined)
      throw failure(
        'bad_input',
        `Sample ${sampleId} has no accepted mask that could be the truth.`,
        'Accept one first.',
      )
    const values = { ...saved, leastIou, createdAt: nowText() }
    await inside
      .insertInto('goldSamples')
      .values({ sampleId, ...values })
      .onConflict((conflict) => conflict.column('sampleId').doUpdateSet(values))
      .execute()
  })
}

export async function forgetGold(db: WriteDb, sampleId: number): Promise<void> {
  await inTransaction(db, (inside) =>
    inside.deleteFrom('goldSamples').where('sampleId', '=', sampleId).execute(),
  )
}

export async function readGold(db: ReadDb, sampleId: number, size: Size): Promise<GoldMask | null> {
  const row = await db
    .selectFrom('goldSamples')
    .selectAll()
    .where('sampleId', '=', sampleId)
    .executeTakeFirst()
  if (row === undefined) return null
  return {
    sample: row.sampleId,
    target: rleFromCounts(row.target, size),
    ignore: rleFromCounts(row.ignore, size),
    leastIou: row.leastIou,
    createdAt: row.createdAt,
  }
}

export async function listGoldIds(db: ReadDb): Promise<number[]> {
  const rows = await db.selectFrom('goldSamples').select('sampleId').orderBy('sampleId').execute()
  return rows.map(({ sampleId }) => sampleId)
}
