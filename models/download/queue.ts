import type { AppError } from '#core/result'
import { AppFailure, failure } from '../failure.ts'
import { cancelled } from './failures.ts'
import type { ModelRecord } from './model-record.ts'
import type { FetchProgress } from './speed.ts'

export type DownloadState = 'queued' | 'running' | 'paused' | 'failed' | 'done'

export type Download = {
  readonly id: string
  readonly title: string
  readonly kind: FetchTask['kind']
  readonly state: DownloadState
  readonly progress: FetchProgress
  /** Why it failed; null in every other state. */
  readonly error: AppError | null
}

/** How one model gets here. */
export type FetchTask = {
  readonly id: string
  readonly title: string
  readonly kind: 'download' | 'import'
  readonly run: (how: {
    readonly signal: AbortSignal
    readonly onProgress: (progress: FetchProgress) => void
  }) => Promise<ModelRecord>
  /** Removes what an unfinished run left. */
  readonly discard: () => Promise<void>
}

export type DownloadListener = {
  /** Told all downloads, in the order they were started, whenever one of them changes. */
  readonly onChange: (downloads: readonly Download[]) => void
  /** An error that is no AppFailure. */
  readonly onBug: (id: string, error: unknown) => void
}

export interface DownloadQueue {
  /** Queues a model, or goes on with one that was paused or has failed. */
  start(task: FetchTask): void
  /** Stops it and keeps what has come; `start` goes on from there. */
  pause(id: string): Promise<void>
  /** Stops it, removes what has come and forgets it. */
  cancel(id: string): Promise<void>
  /** In the order they were started. */
  list(): readonly Download[]
  /** The model when it is there. Throws the AppFailure it failed with; `cancelled` where it was paused or cancelled. */
  finished(id: string): Promise<ModelRecord>
  /** Pauses all and waits for them. */
  close(): Promise<void>
}

type Item = {
  readonly task: FetchTask
  download: Download
  /** Of the try that runs, while it runs. */
  stop: AbortController | null
  run: Promise<void>
  record: ModelRecord | null
}

const nothingYet: FetchProgress = { received: 0, total: null, bytesPerSecond: 0 }

/** Downloads of models, `atOnce` at a time. It keeps nothing itself: a later queue goes on with the parts it finds. */
export function createDownloadQueue(listener: DownloadListener, atOnce = 1): DownloadQueue {
  return new Queue(listener, atOnce)
}

class Queue implements DownloadQueue {
  readonly #listener: DownloadListener
  readonly #atOnce: number
  readonly #items = new Map<string, Item>()
  readonly #waiting = new Map<string, (() => void)[]>()
  #isClosed = false

  constructor(listener: DownloadListener, atOnce: number) {
    this.#listener = listener
    this.#atOnce = atOnce
  }

  start(task: FetchTask): void {
    if (this.#isClosed) throw cancelled()
    const known = this.#items.get(task.id)
    if (known?.download.state === 'running' || known?.download.state === 'queued') return
    const progress = known?.download.progress ?? nothingYet
    // One that ended goes to the end of the queue.
    this.#items.delete(task.id)
    const { id, title, kind } = task
    const download: Download = { id, title, kind, state: 'queued', progress, error: null }
    const run = known?.run ?? Promise.resolve()
    this.#items.set(id, { task, download, stop: null, run, record: null })
    this.#tell(id)
    this.#fill()
  }

  async pause(id: string): Promise<void> {
    const item = this.#get(id)
    if (item.download.state === 'queued') this.#change(item, { state: 'paused' })
    item.stop?.abort()
    await item.run
  }

  async cancel(id: string): Promise<void> {
    const item = this.#get(id)
    await this.pause(id)
    // A start in the meantime waits for it.
    if (item.download.state !== 'done') item.run = item.task.discard()
    await item.run
    if (this.#items.get(id) !== item) return
    this.#items.delete(id)
    this.#tell(id)
  }

  list(): readonly Download[] {
    return [...this.#items.values()].map(({ download }) => download)
  }

  async finished(id: string): Promise<ModelRecord> {
    for (;;) {
      const item = this.#items.get(id)
      if (item === undefined || item.download.state === 'paused') throw cancelled()
      if (item.record !== null) return item.record
      if (item.download.error !== null) throw new AppFailure(item.download.error)
      await new Promise<void>((resolve) => {
        this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), resolve])
      })
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#items.keys()].map((id) => this.pause(id)))
  }

  #fill(): void {
    const items = [...this.#items.values()]
    const running = items.filter(({ download }) => download.state === 'running').length
    const next = items.filter(({ download }) => download.state === 'queued')
    for (const item of next.slice(0, Math.max(0, this.#atOnce - running))) {
      this.#change(item, { state: 'running' })
      item.run = this.#run(item, item.run)
    }
  }

  async #run(item: Item, before: Promise<void>): Promise<void> {
    const stop = new AbortController()
    item.stop = stop
    try {
      await before
      item.record = await item.task.run({
        signal: stop.signal,
        onProgress: (progress) => this.#change(item, { progress }),
      })
      this.#change(item, { state: 'done' })
    } catch (error) {
      this.#fail(item, error, stop.signal.aborted)
    }
    item.stop = null
    if (!this.#isClosed) this.#fill()
  }

  #fail(item: Item, error: unknown, wasStopped: boolean): void {
    if (error instanceof AppFailure)
      return wasStopped && error.error.code === 'cancelled'
        ? this.#change(item, { state: 'paused' })
        : this.#change(item, { state: 'failed', error: error.error })
    this.#listener.onBug(item.task.id, error)
    const message = `${item.task.title} could not be fetched: an unexpected error.`
    this.#change(item, { state: 'failed', error: failure('internal', message).error })
  }

  #change(item: Item, change: Partial<Download>): void {
    item.download = { ...item.download, ...change }
    this.#tell(item.task.id)
  }

  /** Tells the listener and wakes those who wait for this one. */
  #tell(id: string): void {
    this.#listener.onChange(this.list())
    const waiting = this.#waiting.get(id) ?? []
    this.#waiting.delete(id)
    for (const wake of waiting) wake()
  }

  #get(id: string): Item {
    const item = this.#items.get(id)
    if (item === undefined) throw failure('not_found', `No download of ${id} is known.`)
    return item
  }
}
