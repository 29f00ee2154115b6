import { inTransaction, type ReadDb, type WriteDb } from './database.ts'

/** The value kept under a key, or undefined. */
export async function getSetting(db: ReadDb, key: string): Promise<unknown> {
  const row = await db
    .selectFrom('settings')
    .select('valueJson')
    .where('key', '=', key)
    .executeTakeFirst()
  return row === undefined ? undefined : JSON.parse(row.valueJson)
}

export async function putSetting(db: WriteDb, key: string, value: unknown): Promise<void> {
  const valueJson = JSON.stringify(value)
  await inTransaction(db, (inside) =>
    inside
      .insertInto('settings')
      .values({ key, valueJson })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ valueJson }))
      .execute(),
  )
}
