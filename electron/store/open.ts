import {
  access,
  constants,
  copyFile,
  link,
  lstat,
  mkdir,
  mkdtemp,
  rename,
  rm,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { CamelCasePlugin, Kysely } from 'kysely'
import { AppFailure, failure, systemCode } from '#models/failure'
import { nameDatabase, type ReadDb, type WriteDb } from './database.ts'
import { createDialect } from './dialect.ts'
import { checkProjectFile, notAProject } from './header.ts'
import { migrate } from './migrate.ts'
import { schemaVersion } from './migrations/index.ts'
import type { Tables } from './tables.ts'

/** An open project file. */
export type Store = {
  readonly path: string
  readonly isReadOnly: boolean
  readonly schemaVersion: number
  readonly db: ReadDb
  /** Throws AppFailure `project_read_only` where the project was opened for reading. */
  writer(): WriteDb
  /** `ok`, or what SQLite's quick_check says. */
  checkIntegrity(): string
  close(): Promise<void>
}

export type OpenOptions = { readonly create?: boolean; readonly readOnly?: boolean }

type Connection = InstanceType<typeof Database>

/**
 * Opens (or makes) a project file. Throws AppFailure `file_missing`, `file_exists`, `not_a_project`,
 * `schema_newer` or `project_read_only`.
 */
export async function openStore(path: string, options: OpenOptions = {}): Promise<Store> {
  if (options.create === true) await createFile(path)
  const version = await checkProjectFile(path)
  if (options.readOnly === true) return openForReading(path)
  await assertWritable(path)
  const connection = connect(path)
  try {
    prepare(connection)
    if (version < schemaVersion) await migrate(connection, path)
  } catch (error) {
    connection.close()
    throw explained(path, error)
  }
  return storeOf(connection, path, false)
}

/** Made beside its place and moved there whole, so that a crash leaves no half project. */
async function createFile(path: string): Promise<void> {
  if (await exists(path)) throw taken(path)
  const unfinished = `${path}.${process.pid}.new`
  try {
    await mkdir(dirname(path), { recursive: true })
    const connection = connect(unfinished, { create: true })
    try {
      prepare(connection)
      await migrate(connection, null)
      connection.pragma('wal_checkpoint(TRUNCATE)')
    } finally {
      connection.close()
    }
    await moveToFreePlace(unfinished, path)
  } catch (error) {
    // Where not even a folder is, there is nothing to remove: what is told of is the first error.
    for (const end of ['', '-wal', '-shm'])
      await rm(unfinished + end, { force: true }).catch(() => undefined)
    throw notMade(path, error)
  }
}

/** A file that came to lie there meanwhile stays: unlike a rename, a link refuses to replace it. */
async function moveToFreePlace(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw taken(to)
    // Some file systems know no links.
    return rename(from, to)
  }
  await rm(from)
}

function taken(path: string): AppFailure {
  return failure('file_exists', `${path} is there already.`, 'Open it, or choose another name.')
}

function notMade(path: string, error: unknown): unknown {
  const told = explained(path, error)
  const isReadOnly = told instanceof AppFailure && told.error.code === 'project_read_only'
  if (!isReadOnly && !/^(?:ENOENT|ENOTDIR|EEXIST|ENAMETOOLONG|ELOOP)$/.test(systemCode(error)))
    return told
  return failure(
    'file_unreadable',
    `${path} cannot be made: ${dirname(path)} is no folder that takes new files.`,
    'Choose another folder, or check its permissions.',
  )
}

async function openForReading(path: string): Promise<Store> {
  try {
    const connection = connect(path, { readonly: true })
    try {
      connection.prepare('select count(*) from settings').get()
    } catch (error) {
      connection.close()
      throw error
    }
    return storeOf(connection, path, true)
  } catch {
    // SQLite wants a shared-memory file beside a WAL database; where the folder takes none, a copy is read.
    return openCopy(path)
  }
}

async function openCopy(path: string): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'reaseg-read-'))
  const copy = join(folder, basename(path))
  try {
    await copyFile(path, copy)
    if (await exists(`${path}-wal`)) await copyFile(`${path}-wal`, `${copy}-wal`)
    const connection = connect(copy)
    connection.pragma('query_only = on')
    connection.prepare('select count(*) from settings').get()
    const store = storeOf(connection, path, true)
    return {
      ...store,
      async close() {
        await store.close()
        await rm(folder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw explained(path, error)
  }
}

function connect(path: string, how: { create?: boolean; readonly?: boolean } = {}): Connection {
  return new Database(path, {
    fileMustExist: how.create !== true,
    readonly: how.readonly === true,
    timeout: 5000,
  })
}

/** `synchronous` after `journal_mode`: switching to WAL lowers it. */
function prepare(connection: Connection): void {
  connection.pragma('journal_mode = WAL')
  connection.pragma('synchronous = FULL')
  connection.pragma('foreign_keys = ON')
  connection.pragma('busy_timeout = 5000')
  connection.pragma('temp_store = FILE')
  if (process.platform !== 'darwin') return
  // A plain fsync leaves the data in the drive's cache there.
  connection.pragma('fullfsync = ON')
  connection.pragma('checkpoint_fullfsync = ON')
}

/** Throws AppFailure `project_read_only`. */
export async function assertWritable(path: string): Promise<void> {
  for (const place of [path, dirname(path)]) {
    try {
      await access(place, constants.W_OK)
    } catch {
      throw readOnly(path)
    }
  }
}

function storeOf(connection: Connection, path: string, isReadOnly: boolean): Store {
  const kysely = new Kysely<Tables>({
    dialect: createDialect(connection),
    plugins: [new CamelCasePlugin()],
  })
  nameDatabase(kysely, path, connection)
  return {
    path,
    isReadOnly,
    schemaVersion: connection.pragma('user_version', { simple: true }) as number,
    db: kysely as unknown as ReadDb,
    writer() {
      if (isReadOnly) throw readOnly(path)
      return kysely as unknown as WriteDb
    },
    checkIntegrity() {
      const rows = connection.pragma('quick_check(20)') as { quick_check: string }[]
      return rows.map((row) => row.quick_check).join('; ')
    },
    async close() {
      await kysely.destroy()
      // Kysely leaves a connection alone that it never used.
      if (connection.open) connection.close()
    },
  }
}

function explained(path: string, error: unknown): unknown {
  if (error instanceof AppFailure) return error
  const code = systemCode(error)
  if (/READONLY|CANTOPEN|^EACCES|^EROFS|^EPERM/.test(code)) return readOnly(path)
  if (/FULL|IOERR_WRITE|IOERR_SHMSIZE|^ENOSPC|^EDQUOT|^EFBIG/.test(code))
    return failure(
      'disk_full',
      `The disk is full; ${path} could not be written.`,
      'Free some space and try again.',
    )
  if (/NOTADB|CORRUPT/.test(code)) return notAProject(path, 'SQLite finds it damaged')
  return error
}

/** A link that leads nowhere is something, too. */
async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

function readOnly(path: string): AppFailure {
  return failure(
    'project_read_only',
    `${path} cannot be written to.`,
    'Copy it to a folder that can be written to, or check its permissions and those of its folder.',
  )
}
