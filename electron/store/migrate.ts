import type Database from 'better-sqlite3'
import { applicationId } from './header.ts'
import { migrations } from './migrations/index.ts'
import type { Migration } from './migrations/migration.ts'

type Connection = InstanceType<typeof Database>

/**
 * Brings a database up to date, one transaction a step. A file that holds data is backed up first, beside itself as
 * `<path>.v<version>.backup`; `path` is null for a new file.
 */
export async function migrate(
  connection: Connection,
  path: string | null,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  const version = connection.pragma('user_version', { simple: true }) as number
  const missing = steps.filter((step) => step.version > version)
  if (missing.length === 0) return
  if (path !== null) await connection.backup(`${path}.v${version}.backup`)
  for (const step of missing) {
    connection.transaction(() => {
      connection.exec(step.sql)
      connection.pragma(`application_id = ${applicationId}`)
      connection.pragma(`user_version = ${step.version}`)
    })()
  }
}
