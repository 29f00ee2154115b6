import type { Reasoning } from '#core/prompt/reasoning'
import { reasoningSchema } from '#rpc/schemas/reasoning'
import type { z } from 'zod'
import { inTransaction, type ReadDb, type WriteDb } from './database.ts'

export type StoredReasoning = z.infer<typeof reasoningSchema>

/** Where the target of a sample was last said to be, by hand, import or run; null where nobody said. */
export async function getHint(db: ReadDb, sampleId: number): Promise<StoredReasoning | null> {
  const row = await db
    .selectFrom('regionHints')
    .select('reasoningJson')
    .where('sampleId', '=', sampleId)
    .executeTakeFirst()
  return row === undefined ? null : reasoningSchema.parse(JSON.parse(row.reasoningJson))
}

export async function setHint(db: WriteDb, sampleId: number, reasoning: Reasoning): Promise<void> {
  const reasoningJson = JSON.stringify(reasoning)
  await inTransaction(db, (inside) =>
    inside
      .insertInto('regionHints')
      .values({ sampleId, reasoningJson })
      .onConflict((conflict) => conflict.column('sampleId').doUpdateSet({ reasoningJson }))
      .execute(),
  )
}

export async function clearHint(db: WriteDb, sampleId: number): Promise<void> {
  await inTransaction(db, (inside) =>
    inside.deleteFrom('regionHints').where('sampleId', '=', sampleId).execute(),
  )
}
