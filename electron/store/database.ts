import type { Kysely } from 'kysely'
import { failure, systemCode } from '#electron/files/failures'
import type { Tables } from './tables.ts'

declare const access: unique symbol

/** Can only read: no insert, update or delete exists on it. */
export type ReadDb = Pick<Kysely<Tables>, 'selectFrom' | 'getExecutor'> & {
  readonly [access]: 'read' | 'write'
}

/** The one writing connection of a project, or a transaction on it. */
export type WriteDb = Kysely<Tables> & { readonly [access]: 'write' }

const paths = new WeakMap<object, string>()

/** Tells which file a connection writes, for its errors. */
export function nameDatabase(db: object, path: string): void {
  paths.set(db, path)
}

/**
 * All or nothing; durable once the promise is fulfilled. `work` must await nothing but the database:
 * everything else on this connection waits for it. Throws AppFailure `disk_full` or `project_read_only` where the
 * disk does not take it.
 */
export async function inTransaction<T>(
  db: WriteDb,
  work: (inside: WriteDb) => Promise<T>,
): Promise<T> {
  if (db.isTransaction) return work(db)
  try {
    return await db.transaction().execute((inside) => work(inside as unknown as WriteDb))
  } catch (error) {
    throw explained(paths.get(db) ?? 'the project', error)
  }
}

/** SQLite's own result codes: https://sqlite.org/rescode.html */
function explained(path: string, error: unknown): unknown {
  const code = systemCode(error)
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_WRITE')
    return failure(
      'disk_full',
      `The disk is full; nothing was changed in ${path}.`,
      'Free some space and do it again.',
    )
  if (code.startsWith('SQLITE_READONLY'))
    return failure(
      'project_read_only',
      `${path} cannot be written to any more.`,
      'Check its permissions, then open it again.',
    )
  return error
}
