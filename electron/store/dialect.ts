import type Database from 'better-sqlite3'
import { SqliteDialect, type Dialect } from 'kysely'

type Connection = InstanceType<typeof Database>

/**
 * Kysely's SQLite, but a transaction SQLite has already rolled back by itself (it does so when the disk is full) is not
 * rolled back again: that fails, and the second error would hide the first.
 */
export function createDialect(connection: Connection): Dialect {
  const sqlite = new SqliteDialect({ database: connection })
  return {
    createAdapter: () => sqlite.createAdapter(),
    createIntrospector: (db) => sqlite.createIntrospector(db),
    createQueryCompiler: () => sqlite.createQueryCompiler(),
    createDriver() {
      const driver = sqlite.createDriver()
      const rollback = driver.rollbackTransaction.bind(driver)
      driver.rollbackTransaction = async (on) => {
        if (connection.inTransaction) await rollback(on)
      }
      return driver
    },
  }
}
