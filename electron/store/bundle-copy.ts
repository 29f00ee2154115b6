import { sql } from 'kysely'
import { copyProject } from './copy-project.ts'
import { connectionOf, inTransaction, type ReadDb } from './database.ts'
import { openStore } from './open.ts'

/**
 * A copy of an open project to hand over: its images lie where `paths` says by their ids, and it holds nothing of the
 * work of this machine. What was removed from it is not in its bytes any more.
 */
export async function copyForBundle(
  db: ReadDb,
  to: string,
  paths: ReadonlyMap<number, { readonly path: string; readonly isMissing: boolean }>,
): Promise<void> {
  await copyProject(db, to)
  const store = await openStore(to)
  try {
    const rows = [...paths].map(([id, { path, isMissing }]) => [id, path, +isMissing])
    await inTransaction(store.writer(), async (inside) => {
      // Paths are unique at any moment: first all go out of each other's way.
      await sql`update images set path = 'image ' || id`.execute(inside)
      await sql`update images set path = x.value ->> 1, is_missing = x.value ->> 2
        from json_each(${JSON.stringify(rows)}) x where images.id = x.value ->> 0`.execute(inside)
      await sql`delete from job_items`.execute(inside)
      await sql`delete from jobs`.execute(inside)
    })
    connectionOf(store.db).exec('vacuum')
  } finally {
    await store.close()
  }
}
