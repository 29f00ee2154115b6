import { connectionOf, type ReadDb } from './database.ts'
import { openStore } from './open.ts'

/**
 * A consistent copy of an open project, also while others write to it, brought up to date and in one file without its
 * log. `to` must be free. Throws AppFailure `disk_full`, `schema_newer`.
 */
export async function copyProject(db: ReadDb, to: string): Promise<void> {
  await connectionOf(db).backup(to)
  const copy = await openStore(to)
  await copy.close()
}
