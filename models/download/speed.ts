/** How far a download is. `total` null: nobody says. */
export type FetchProgress = {
  readonly received: number
  readonly total: number | null
  /** Over the last few seconds. */
  readonly bytesPerSecond: number
}

const windowMs = 4000
const betweenMs = 100
/** Told as often where nothing comes. */
const silentMs = 1000

/** Turns counts of received bytes into progress, at most ten times a second. `now`: milliseconds of a steady clock. */
export class SpeedMeter {
  readonly #onProgress: (progress: FetchProgress) => void
  readonly #now: () => number
  #samples: { readonly at: number; readonly received: number }[] = []
  #toldAt = Number.NEGATIVE_INFINITY
  #total: number | null = null

  constructor(
    onProgress: (progress: FetchProgress) => void,
    now: () => number = () => performance.now(),
  ) {
    this.#onProgress = onProgress
    this.#now = now
  }

  /** `isLast`: tell it whatever was told before. */
  count(received: number, total: number | null, isLast = false): void {
    const at = this.#now()
    const last = this.#samples.at(-1)
    this.#total = total
    if (last !== undefined && received < last.received) this.#samples = []
    if (!isLast && at - this.#toldAt < betweenMs) return
    this.#toldAt = at
    this.#samples.push({ at, received })
    while (this.#samples.length > 2 && at - (this.#samples[0]?.at ?? at) > windowMs)
      this.#samples.shift()
    this.#onProgress({ received, total, bytesPerSecond: this.#speed() })
  }

  /** From now on a stall is told, too: the speed goes down to nothing within seconds. Call what it answers at the end. */
  watch(): () => void {
    const timer = setInterval(() => {
      const last = this.#samples.at(-1)
      if (last !== undefined && this.#now() - this.#toldAt >= silentMs)
        this.count(last.received, this.#total)
    }, silentMs)
    return () => clearInterval(timer)
  }

  #speed(): number {
    const first = this.#samples[0]
    const last = this.#samples.at(-1)
    if (first === undefined || last === undefined || last.at <= first.at) return 0
    return ((last.received - first.received) * 1000) / (last.at - first.at)
  }
}
