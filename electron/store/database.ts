import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import { failure, systemCode } from '#models/failure'
import type { Tables } from './tables.ts'

declare const access: unique symbol

/** Can only read: no insert, update or delete exists on it. */
export type ReadDb = Pick<Kysely<Tables>, 'selectFrom' | 'getExecutor'> & {
  readonly [access]: 'read' | 'write'
}

/** The one writing connection of a project, or a transaction on it. */
export type WriteDb = Kysely<Tables> & { readonly [access]: 'write' }

type Connection = InstanceType<typeof Database>

const opened = new WeakMap<object, { readonly path: string; readonly connection: Connection }>()

/** Tells what is below a database: the file, for its errors, and the connection. */
export function nameDatabase(db: object, path: string, connection: Connection): void {
  opened.set(db, { path, connection })
}

/** What SQLite offers beyond queries. Throws for a transaction as `db`. */
export function connectionOf(db: ReadDb): Connection {
  const below = opened.get(db)
  if (below === undefined) throw new Error('a transaction has no connection of its own')
  return below.connection
}

/**
 * For rows by the hundred thousand, whose statement is better prepared once than for each. Run it inside of
 * `inTransaction` alone: elsewhere it could fall into a transaction of others. Throws for a transaction as `db`.
 */
export function prepareStatement(db: WriteDb, text: string): (...values: unknown[]) => void {
  const statement = connectionOf(db).prepare(text)
  return (...values) => void statement.run(...values)
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
    throw explained(opened.get(db)?.path ?? 'the project', error)
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
