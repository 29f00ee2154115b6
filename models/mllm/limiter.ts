import { cancelledError, AppFailure } from '../failure.ts'
import type { AskOptions, MllmProfile } from './mllm-ports.ts'
import type { Clock } from './patience.ts'

const minute = 60_000

type Waiter = {
  readonly ticket: number
  readonly options: AskOptions
  readonly begin: () => void
  /** What it was told last. */
  told: string
}

/**
 * Lets at most so many tries run at once and so many begin within any minute. Whoever drew the lower ticket goes first,
 * so that a second try is not put behind questions that came later.
 */
export class Limiter {
  readonly #atOnce: number
  readonly #perMinute: number | null
  readonly #clock: Clock
  readonly #waiting: Waiter[] = []
  /** When the tries of the last minute began. */
  #begun: number[] = []
  #running = 0
  #tickets = 0
  #heldUntil = 0
  #alarm: AbortController | null = null

  constructor(limits: Pick<MllmProfile, 'concurrency' | 'perMinute'>, clock: Clock) {
    this.#atOnce = Math.max(1, limits.concurrency)
    this.#perMinute = limits.perMinute === null ? null : Math.max(1, limits.perMinute)
    this.#clock = clock
  }

  draw(): number {
    return this.#tickets++
  }

  /** Nobody begins before that time: the host asked to be left alone. */
  holdUntil(time: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, time)
  }

  /** Waits for a place; what it answers gives the place back. Throws AppFailure `cancelled`. */
  async enter(ticket: number, options: AskOptions): Promise<() => void> {
    await new Promise<void>((resolve, reject) => {
      const { signal } = options
      const leave = (): void => {
        this.#remove(waiter)
        reject(new AppFailure(cancelledError))
      }
      const begin = (): void => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      const waiter: Waiter = { ticket, options, begin, told: '' }
      if (signal?.aborted === true) return leave()
      signal?.addEventListener('abort', leave, { once: true })
      this.#waiting.push(waiter)
      this.#waiting.sort((a, b) => a.ticket - b.ticket)
      this.#fill()
    })
    let isInside = true
    return () => {
      if (!isInside) return
      isInside = false
      this.#running -= 1
      this.#fill()
    }
  }

  #remove(waiter: Waiter): void {
    const at = this.#waiting.indexOf(waiter)
    if (at >= 0) this.#waiting.splice(at, 1)
    if (this.#waiting.length === 0) this.#silence()
  }

  #fill(): void {
    this.#silence()
    while (this.#waiting.length > 0) {
      if (this.#running >= this.#atOnce) return this.#tell(this.#queue(), 0)
      const wait = this.#untilNext()
      if (wait > 0) return this.#wakeIn(wait)
      this.#running += 1
      if (this.#perMinute !== null) this.#begun.push(this.#clock.now())
      this.#waiting.shift()?.begin()
    }
  }

  /** Milliseconds until another try may begin. */
  #untilNext(): number {
    const now = this.#clock.now()
    const held = this.#heldUntil - now
    if (this.#perMinute === null) return held
    this.#begun = this.#begun.filter((time) => time > now - minute)
    const oldest = this.#begun.at(-this.#perMinute)
    return oldest === undefined ? held : Math.max(held, oldest + minute - now)
  }

  #wakeIn(milliseconds: number): void {
    const isHeld = this.#heldUntil > this.#clock.now()
    this.#tell(
      isHeld
        ? 'the host asked for a pause'
        : `at most ${String(this.#perMinute)} questions a minute`,
      milliseconds,
    )
    const alarm = new AbortController()
    this.#alarm = alarm
    void this.#clock.sleep(milliseconds, alarm.signal).then(
      () => {
        if (this.#alarm === alarm) this.#fill()
      },
      // Silenced: who silenced it fills the places.
      () => undefined,
    )
  }

  #silence(): void {
    this.#alarm?.abort()
    this.#alarm = null
  }

  #queue(): string {
    return this.#running === 1
      ? 'another question is under way'
      : `${this.#running} other questions are under way`
  }

  #tell(reason: string, milliseconds: number): void {
    for (const waiter of this.#waiting) {
      if (waiter.told === reason) continue
      waiter.told = reason
      waiter.options.onWait?.(reason, milliseconds)
    }
  }
}
