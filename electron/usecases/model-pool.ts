/** Models in use, each with a process of its own, opened when they are wanted and closed when they are not. */
export interface ModelPool<M> {
  /** Lends a model for a piece of work; it is opened where it is not. Throws what opening it does. */
  use<T>(id: string, work: (model: M) => Promise<T>): Promise<T>
  /** Closes it once nobody uses it; who asks for it in the meantime gets it opened anew. */
  retire(id: string): Promise<void>
  close(): Promise<void>
}

export type PoolLimits = {
  /** How long one that is not used keeps its memory, milliseconds. */
  readonly lingerMs: number
  /** Processes at once, but for those that are busy. */
  readonly most: number
  /** How many, of those asked for last, stay however long they are idle. */
  readonly kept: number
}

type Closable = { close(): Promise<void> }
type Opener<M> = { open(id: string): Promise<M> }

export function createModelPool<M extends Closable>(
  source: Opener<M>,
  limits: PoolLimits,
): ModelPool<M> {
  return new Pool(source, limits)
}

type Slot<M> = {
  readonly id: string
  readonly opening: Promise<M>
  users: number
  /** Called when the last user is gone. */
  onIdle: () => void
  /** Runs while it is idle and may stay. */
  linger: NodeJS.Timeout | null
}

class Pool<M extends Closable> implements ModelPool<M> {
  readonly #source: Opener<M>
  readonly #limits: PoolLimits
  /** The one that was asked for last comes last. */
  readonly #slots = new Map<string, Slot<M>>()
  /** Closings under way: memory that an opening would need. */
  readonly #closing = new Set<Promise<void>>()

  constructor(source: Opener<M>, limits: PoolLimits) {
    this.#source = source
    this.#limits = limits
  }

  async use<T>(id: string, work: (model: M) => Promise<T>): Promise<T> {
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

  #take(id: string): Slot<M> {
    const slot = this.#slots.get(id) ?? this.#open(id)
    if (slot.linger !== null) clearTimeout(slot.linger)
    slot.linger = null
    slot.users += 1
    this.#slots.delete(id)
    this.#slots.set(id, slot)
    return slot
  }

  #open(id: string): Slot<M> {
    const idle = [...this.#slots.values()].filter(({ users }) => users === 0)
    const tooMany = Math.max(0, this.#slots.size + 1 - this.#limits.most)
    for (const slot of idle.slice(0, tooMany)) void this.#end(slot)
    const opening = Promise.all(this.#closing).then(() => this.#source.open(id))
    const slot: Slot<M> = { id, opening, users: 0, onIdle: () => undefined, linger: null }
    opening.catch(() => this.#forget(slot))
    return slot
  }

  #leave(slot: Slot<M>): void {
    slot.users -= 1
    if (slot.users > 0) return
    slot.onIdle()
    if (this.#slots.get(slot.id) !== slot) return
    slot.linger = setTimeout(() => {
      slot.linger = null
      this.#endRested()
    }, this.#limits.lingerMs).unref()
  }

  /** Those that were idle for as long as they may; the ones that were asked for last stay where some are kept. */
  #endRested(): void {
    const others = [...this.#slots.values()].slice(0, this.#slots.size - this.#limits.kept)
    for (const slot of others) if (slot.users === 0 && slot.linger === null) void this.#end(slot)
  }

  async #end(slot: Slot<M>): Promise<void> {
    if (slot.linger !== null) clearTimeout(slot.linger)
    this.#forget(slot)
    const ending = slot.opening.then(
      (model) => model.close(),
      // It never opened: whoever asked for it was told.
      () => undefined,
    )
    this.#closing.add(ending)
    await ending.finally(() => this.#closing.delete(ending))
  }

  #forget(slot: Slot<M>): void {
    if (this.#slots.get(slot.id) === slot) this.#slots.delete(slot.id)
  }
}
