import { connectionOf, type ReadDb } from './database.ts'
import { openStore } from './open.ts'
import { giveOpinionUp } from './opinions.ts'

/**
 * A consistent copy of an open project, also while others write to it, brought up to date and in one file without its
 * log. `to` must be free. Throws AppFailure `disk_full`, `schema_newer`.
 */
export async function copyProject(db: ReadDb, to: string): Promise<void> {
  await connectionOf(db).backup(to)
  const copy = await openStore(to)
  await copy.close()
}

/** The same, to be merged from: opinions under way are given up in it, whose drafts stand where the samples' own are. */
export async function copyToMerge(db: ReadDb, to: string): Promise<void> {
  await connectionOf(db).backup(to)
  const copy = await openStore(to)
  try {
    const open = await copy.db.selectFrom('setAside').select('sampleId').execute()
    for (const { sampleId } of open) await giveOpinionUp(copy.writer(), sampleId)
  } finally {
    await copy.close()
  }
}
