import { resolve } from 'node:path'
import { fail } from '#core/result'
import type { Home } from '#electron/files/home'
import type { Log } from '#electron/files/log'
import { takeProjectLock, type LockAddress, type ProjectLock } from '#electron/files/project-lock'
import { projectName, rememberRecent } from '#electron/files/recent-file'
import { createJobQueue, type JobQueue } from '#electron/jobs/queue'
import type { ReadDb, WriteDb } from '#electron/store/database'
import { settleInterruptedJobs } from '#electron/store/jobs'
import { checkProjectFile } from '#electron/store/header'
import { assertWritable, openStore, type Store } from '#electron/store/open'
import type { EventHub } from './events.ts'

export interface OpenProject {
  readonly path: string
  readonly name: string
  readonly isReadOnly: boolean
  readonly schemaVersion: number
  readonly db: ReadDb
  /** Throws AppFailure `project_read_only`. */
  writer(): WriteDb
  readonly jobs: JobQueue
  /** `ok`, or what SQLite's quick_check says; looked at once an opening. */
  integrity(): string
  /** Work in the background that ends with the project. */
  readonly closing: AbortSignal
  /** Has `close` wait for such work. */
  whileOpen(work: Promise<unknown>): void
  announce(address: LockAddress): Promise<void>
  close(): Promise<void>
}

export type OpenProjectInput = {
  readonly home: Home
  readonly events: EventHub
  readonly log: Log
  readonly address: LockAddress
  readonly create?: boolean
  readonly readOnly?: boolean
}

/** Lock, store and jobs of one project file. */
export async function openProjectFile(path: string, input: OpenProjectInput): Promise<OpenProject> {
  const full = resolve(path)
  const isReadOnly = input.readOnly === true
  if (input.create === true) await (await openStore(full, { create: true })).close()
  if (isReadOnly) return assemble(await openStore(full, { readOnly: true }), null, input)
  // Looked at before the lock is made: a folder or a text file named .reaseg should say so, and get no lock.
  await checkProjectFile(full)
  await assertWritable(full)
  const lock = await takeProjectLock(full, input.address)
  try {
    const store = await openStore(full)
    await settleInterruptedJobs(store.writer(), interrupted)
    await remember(full, input)
    return assemble(store, lock, input)
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** The list of recent projects is a comfort: a home that takes nothing keeps no project shut. */
async function remember(path: string, { home, log }: OpenProjectInput): Promise<void> {
  await rememberRecent(home.recentFile, path).catch((error: unknown) => {
    log.write('warning', 'the recent projects were not written', { error: stackOf(error) })
  })
}

const interrupted = fail(
  'cancelled',
  'Reaseg Studio ended before this was finished; nothing of it was kept half done.',
  'Start it again.',
).error

function assemble(store: Store, lock: ProjectLock | null, input: OpenProjectInput): OpenProject {
  const { events, log } = input
  const stop = new AbortController()
  const works = new Set<Promise<unknown>>()
  const jobs = createJobQueue({
    db: store.db,
    writer: store.isReadOnly ? null : store.writer(),
    onChange: (job) => events.emit({ kind: 'job.changed', job }),
    onBug: (job, error) =>
      log.write('error', `job ${job.kind} failed`, { error: stackOf(error), job: job.id }),
  })
  let integrity: string | null = null
  return {
    path: store.path,
    name: projectName(store.path),
    isReadOnly: store.isReadOnly,
    schemaVersion: store.schemaVersion,
    db: store.db,
    writer: () => store.writer(),
    jobs,
    integrity: () => (integrity ??= store.checkIntegrity()),
    closing: stop.signal,
    whileOpen(work) {
      const settled = work.catch((error: unknown) => {
        log.write('error', 'background work failed', { error: stackOf(error) })
      })
      works.add(settled)
      void settled.then(() => works.delete(settled))
    },
    announce: async (address) => lock?.announce(address),
    async close() {
      stop.abort()
      await jobs.close()
      await Promise.all(works)
      await store.close()
      await lock?.release()
    },
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
