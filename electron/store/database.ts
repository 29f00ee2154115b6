import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

declare const access: unique symbol

/** Can only read: no insert, update or delete exists on it. */
export type ReadDb = Pick<Kysely<Tables>, 'selectFrom' | 'getExecutor'> & {
  readonly [access]: 'read' | 'write'
}

/** The one writing connection of a project, or a transaction on it. */
export type WriteDb = Kysely<Tables> & { readonly [access]: 'write' }

/**
 * All or nothing; durable once the promise is fulfilled. `work` must await nothing but the database:
 * everything else on this connection waits for it.
 */
export async function inTransaction<T>(
  db: WriteDb,
  work: (inside: WriteDb) => Promise<T>,
): Promise<T> {
  if (db.isTransaction) return work(db)
  return db.transaction().execute((inside) => work(inside as unknown as WriteDb))
}
