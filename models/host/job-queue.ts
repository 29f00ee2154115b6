import { setImmediate } from 'node:timers/promises'
import type { Priority } from '#models/ports'

export type Job = {
  readonly id: number
  readonly priority: Priority
  /** Never rejects. */
  readonly run: (signal: AbortSignal) => Promise<void>
  /** Called instead of `run` when the job is dropped while waiting. */
  readonly dropped: () => void
}

const order: Readonly<Record<Priority, number>> = { click: 0, run: 1, prefetch: 2 }

/** One job at a time: clicks before runs before prefetches, first come first served among equals. */
export class JobQueue {
  readonly #waiting: Job[] = []
  #current: { readonly id: number; readonly abort: AbortController } | null = null
  #isBusy = false

  add(job: Job): void {
    const before = this.#waiting.findIndex((one) => order[one.priority] > order[job.priority])
    this.#waiting.splice(before < 0 ? this.#waiting.length : before, 0, job)
    if (!this.#isBusy) void this.#drain()
  }

  /** Drops a waiting job; tells a running one, which stops at its next step. */
  abort(id: number): void {
    if (this.#current?.id === id) this.#current.abort.abort()
    const at = this.#waiting.findIndex((job) => job.id === id)
    if (at >= 0) this.#waiting.splice(at, 1)[0]?.dropped()
  }

  async #drain(): Promise<void> {
    this.#isBusy = true
    for (;;) {
      // A turn of the loop lets in the messages that came while the thread was blocked: a click may overtake.
      await setImmediate()
      const job = this.#waiting.shift()
      if (job === undefined) break
      const abort = new AbortController()
      this.#current = { id: job.id, abort }
      await job.run(abort.signal)
      this.#current = null
    }
    this.#isBusy = false
  }
}
