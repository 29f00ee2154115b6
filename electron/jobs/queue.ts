import { fail, type AppError } from '#core/result'
import type { ReadDb, WriteDb } from '#electron/store/database'
import { addJob, listJobs, saveJob } from '#electron/store/jobs'
import { AppFailure, failure } from '#models/failure'
import type { Job } from '#rpc/schemas/system'
import { createThrottle } from './throttle.ts'

export type JobProgress = {
  readonly done?: number
  readonly total?: number
  readonly note?: string
}

export type JobContext = {
  readonly id: number
  readonly signal: AbortSignal
  /** Tells the windows, at most ten times a second. */
  readonly progress: (update: JobProgress) => void
}

/** What a job does; what it returns becomes the job's result. A cancelled one should throw soon. */
export type JobTask = (context: JobContext) => Promise<unknown>

export type NewJob = {
  readonly kind: Job['kind']
  readonly title: string
  readonly params?: unknown
  /** Stores what it is to work on; awaited before it is queued, so that a pause before its turn loses nothing. */
  readonly prepare?: (id: number) => Promise<void>
}

export interface JobQueue {
  /**
   * Stored before it runs. One at a time of those that use the model, one of those that move data. With `params` it can
   * be paused and gone on with.
   */
  start(job: NewJob, task: JobTask): Promise<number>
  /**
   * Goes on with one that is paused, cancelled or has failed; with one that is done where `hasMore`. Throws AppFailure
   * `not_found`, `bad_input`.
   */
  resume(id: number, task: JobTask, how?: { readonly hasMore: boolean }): Promise<void>
  /** Stops it; what is done is kept. Throws AppFailure `bad_input` for one that cannot be gone on with. */
  pause(id: number): void
  /** The job when it is over, whatever its state. */
  finished(id: number): Promise<Job>
  list(): Promise<Job[]>
  /** Also one that is paused, which is then over as well. */
  cancel(id: number): Promise<void>
  /** Cancels all and waits for them. */
  close(): Promise<void>
}

export type JobQueueOptions = {
  readonly db: ReadDb
  /** null for a project opened read-only: its jobs are kept in memory. */
  readonly writer: WriteDb | null
  readonly onChange: (job: Job) => void
  readonly onBug: (job: Job, error: unknown) => void
}

type Entry = {
  job: Job
  readonly canPause: boolean
  isPausing: boolean
  readonly task: JobTask
  readonly stop: AbortController
  readonly over: Promise<Job>
  readonly finish: (job: Job) => void
}

const lanes = {
  model: ['propose', 'benchmark', 'generate', 'embed', 'demo'],
  data: ['import-images', 'import', 'export', 'look', 'merge', 'bundle'],
}

export function createJobQueue(options: JobQueueOptions): JobQueue {
  return new Queue(options)
}

class Queue implements JobQueue {
  readonly #options: JobQueueOptions
  readonly #entries = new Map<number, Entry>()
  readonly #tails = new Map<string, Promise<void>>()

  constructor(options: JobQueueOptions) {
    this.#options = options
  }

  async start({ kind, title, params, prepare }: NewJob, task: JobTask): Promise<number> {
    const { writer, db } = this.#options
    const id =
      writer === null
        ? await nextMemoryId(db, this.#entries)
        : await addJob(writer, { kind, title }, params)
    await prepare?.(id)
    this.#run(createEntry(blankJob(id, kind, title), task, params !== undefined))
    return id
  }

  async resume(id: number, task: JobTask, { hasMore } = { hasMore: false }): Promise<void> {
    const live = this.#entries.get(id)
    const job = live?.job ?? (await listJobs(this.#options.db)).find((one) => one.id === id)
    if (job === undefined) throw failure('not_found', `There is no job ${id}.`)
    if (job.state === 'queued' || job.state === 'running') return
    if (job.state === 'done' && !hasMore)
      throw failure('bad_input', `${job.title}: it is done already.`)
    this.#run(createEntry({ ...job, state: 'queued', error: null, result: null }, task, true))
  }

  pause(id: number): void {
    const entry = this.#entries.get(id)
    if (entry === undefined) throw failure('not_found', `No job ${id} is under way.`)
    if (!entry.canPause)
      throw failure('bad_input', `${entry.job.title} cannot be paused.`, 'Cancel it instead.')
    entry.isPausing = true
    entry.stop.abort()
    this.#endBeforeTurn(entry)
  }

  async finished(id: number): Promise<Job> {
    const entry = this.#entries.get(id)
    if (entry !== undefined) return entry.over
    const stored = (await listJobs(this.#options.db)).find((job) => job.id === id)
    if (stored === undefined) throw failure('not_found', `There is no job ${id}.`)
    return stored
  }

  async list(): Promise<Job[]> {
    const stored = await listJobs(this.#options.db)
    const live = [...this.#entries.values()].map((entry) => entry.job)
    const liveIds = new Set(live.map((job) => job.id))
    return [...live, ...stored.filter((job) => !liveIds.has(job.id))].sort((a, b) => b.id - a.id)
  }

  async cancel(id: number): Promise<void> {
    const entry = this.#entries.get(id)
    if (entry !== undefined) {
      entry.isPausing = false
      entry.stop.abort()
      this.#endBeforeTurn(entry)
    }
    const job = entry?.job ?? (await listJobs(this.#options.db)).find((one) => one.id === id)
    if (job?.state !== 'paused') return
    const cancelled: Job = { ...job, state: 'cancelled' }
    if (entry !== undefined) entry.job = cancelled
    await keep(cancelled, this.#options)
    this.#options.onChange(cancelled)
  }

  async close(): Promise<void> {
    for (const entry of this.#entries.values()) {
      // What can be gone on with is found paused at the next opening.
      entry.isPausing = entry.canPause
      entry.stop.abort()
    }
    await Promise.all(this.#tails.values())
  }

  /** One that waits need not wait for its turn to be told that there is none. */
  #endBeforeTurn(entry: Entry): void {
    if (entry.job.state !== 'queued') return
    this.#tails.set(`job ${entry.job.id}`, runEntry(entry, this.#options))
  }

  #run(entry: Entry): void {
    this.#entries.set(entry.job.id, entry)
    this.#options.onChange(entry.job)
    const lane = lanes.model.includes(entry.job.kind) ? 'model' : 'data'
    const tail = this.#tails.get(lane) ?? Promise.resolve()
    this.#tails.set(
      lane,
      tail.then(() => (entry.job.state === 'queued' ? runEntry(entry, this.#options) : undefined)),
    )
  }
}

async function runEntry(entry: Entry, options: JobQueueOptions): Promise<void> {
  const isCancelled = () => entry.stop.signal.aborted
  const throttle = createThrottle(100, () => options.onChange(entry.job))
  const settle = async (change: Partial<Job>) => {
    throttle.stop()
    entry.job = { ...entry.job, ...change }
    await keep(entry.job, options)
    options.onChange(entry.job)
  }
  try {
    if (isCancelled()) throw failure('cancelled', 'Cancelled before it began.')
    await settle({ state: 'running' })
    const result = await entry.task({
      id: entry.job.id,
      signal: entry.stop.signal,
      progress(update) {
        entry.job = { ...entry.job, ...update }
        throttle.call()
      },
    })
    await settle({ state: 'done', result: result ?? null })
  } catch (error) {
    const told = errorOf(error)
    if (told === null) options.onBug(entry.job, error)
    if (entry.isPausing && told?.code === 'cancelled') await settle({ state: 'paused' })
    else {
      const state = isCancelled() || told?.code === 'cancelled' ? 'cancelled' : 'failed'
      await settle({ state, error: told ?? unexpected(entry.job.title, error) })
    }
  } finally {
    entry.finish(entry.job)
  }
}

/** A job's end must not be lost to the disk: windows hear of it, the store may have missed it. */
async function keep(job: Job, options: JobQueueOptions): Promise<void> {
  if (options.writer === null) return
  try {
    await saveJob(options.writer, job)
  } catch (error) {
    options.onBug(job, error)
  }
}

function errorOf(error: unknown): AppError | null {
  if (error instanceof AppFailure) return error.error
  if (error instanceof Error && error.name === 'AbortError')
    return fail('cancelled', 'Cancelled.').error
  return null
}

function unexpected(title: string, error: unknown): AppError {
  const reason = error instanceof Error ? error.message : String(error)
  return fail('internal', `${title} failed: ${reason}`, 'Try again; the log has the details.').error
}

function createEntry(job: Job, task: JobTask, canPause: boolean): Entry {
  let finish: (job: Job) => void = () => undefined
  const over = new Promise<Job>((resolve) => {
    finish = resolve
  })
  return { job, task, canPause, isPausing: false, stop: new AbortController(), over, finish }
}

function blankJob(id: number, kind: Job['kind'], title: string): Job {
  return {
    id,
    kind,
    title,
    state: 'queued',
    done: 0,
    total: null,
    note: '',
    error: null,
    result: null,
  }
}

async function nextMemoryId(db: ReadDb, entries: ReadonlyMap<number, Entry>): Promise<number> {
  const stored = (await listJobs(db, 1))[0]?.id ?? 0
  return Math.max(stored, ...entries.keys()) + 1
}
