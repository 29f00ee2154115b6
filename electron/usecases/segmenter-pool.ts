import type { Segmenter, SegmenterCard } from '#models/ports'

/** Where segmenters come from; a fake in tests. */
export interface SegmenterSource {
  list(): Promise<readonly SegmenterCard[]>
  /** Throws AppFailure `model_missing` or `model_broken`. */
  open(id: string): Promise<Segmenter>
}

/** Segmenters in use, each with a process of its own: the one used last stays open, others for a while. */
export interface SegmenterPool {
  /** Lends a segmenter for a piece of work; it is opened where it is not. Throws what `SegmenterSource.open` does. */
  use<T>(id: string, work: (segmenter: Segmenter) => Promise<T>): Promise<T>
  /** Closes it once nobody uses it; who asks for it in the meantime gets it opened anew. */
  retire(id: string): Promise<void>
  close(): Promise<void>
}

type Slot = {
  readonly id: string
  readonly opening: Promise<Segmenter>
  users: number
  /** Called when the last user is gone. */
  onIdle: () => void
  linger: NodeJS.Timeout | null
}

/** How long one that is not used keeps its memory beside another, milliseconds. */
const lingerMs = 60_000
/** Processes at once, but for those that are busy. */
const most = 2

export function createSegmenterPool(
  source: Pick<SegmenterSource, 'open'>,
  linger = lingerMs,
): SegmenterPool {
  return new Pool(source, linger)
}

class Pool implements SegmenterPool {
  readonly #source: Pick<SegmenterSource, 'open'>
  readonly #lingerMs: number
  /** The one that was asked for last comes last. */
  readonly #slots = new Map<string, Slot>()
  /** Closings under way: memory that an opening would need. */
  readonly #closing = new Set<Promise<void>>()

  constructor(source: Pick<SegmenterSource, 'open'>, linger: number) {
    this.#source = source
    this.#lingerMs = linger
  }

  async use<T>(id: string, work: (segmenter: Segmenter) => Promise<T>): Promise<T> {
    const slot = this.#take(id)
    try {
      return await work(await slot.opening)
    } finally {
      this.#leave(slot)
    }
  }

  async retire(id: string): Promise<void> {
    const slot = this.#slots.get(id)
    if (slot === undefined) return
    this.#slots.delete(id)
    if (slot.users > 0)
      await new Promise<void>((resolve) => {
        slot.onIdle = resolve
      })
    await this.#end(slot)
  }

  async close(): Promise<void> {
    for (const slot of this.#slots.values()) void this.#end(slot)
    await Promise.all(this.#closing)
  }

  #take(id: string): Slot {
    const slot = this.#slots.get(id) ?? this.#open(id)
    if (slot.linger !== null) clearTimeout(slot.linger)
    slot.linger = null
    slot.users += 1
    this.#slots.delete(id)
    this.#slots.set(id, slot)
    return slot
  }

  #open(id: string): Slot {
    const idle = [...this.#slots.values()].filter(({ users }) => users === 0)
    for (const slot of idle.slice(0, Math.max(0, this.#slots.size + 1 - most))) void this.#end(slot)
    const opening = Promise.all(this.#closing).then(() => this.#source.open(id))
    const slot: Slot = { id, opening, users: 0, onIdle: () => undefined, linger: null }
    opening.catch(() => this.#forget(slot))
    return slot
  }

  #leave(slot: Slot): void {
    slot.users -= 1
    if (slot.users > 0) return
    slot.onIdle()
    if (this.#slots.get(slot.id) !== slot) return
    slot.linger = setTimeout(() => this.#endOthers(), this.#lingerMs).unref()
  }

  /** Once it is idle for long; the one that was asked for last stays. */
  #endOthers(): void {
    const others = [...this.#slots.values()].slice(0, -1)
    for (const slot of others) if (slot.users === 0) void this.#end(slot)
  }

  async #end(slot: Slot): Promise<void> {
    if (slot.linger !== null) clearTimeout(slot.linger)
    this.#forget(slot)
    const ending = slot.opening.then(
      (segmenter) => segmenter.close(),
      // It never opened: whoever asked for it was told.
      () => undefined,
    )
    this.#closing.add(ending)
    await ending.finally(() => this.#closing.delete(ending))
  }

  #forget(slot: Slot): void {
    if (this.#slots.get(slot.id) === slot) this.#slots.delete(slot.id)
  }
}
