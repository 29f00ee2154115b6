/** Least-recently-used values up to a number of bytes; what leaves is handed to `dispose`. */
export class ByteCache<T> {
  #entries = new Map<string, { readonly value: T; readonly bytes: number }>()
  #bytes = 0
  readonly #limit: number
  readonly #dispose: (value: T) => void

  constructor(limit: number, dispose: (value: T) => void) {
    this.#limit = limit
    this.#dispose = dispose
  }

  get bytes(): number {
    return this.#bytes
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.value
  }

  has(key: string): boolean {
    return this.#entries.has(key)
  }

  /** The newest value stays even when it alone exceeds the limit. */
  set(key: string, value: T, bytes: number): void {
    this.delete(key)
    this.#entries.set(key, { value, bytes })
    this.#bytes += bytes
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#limit || oldest === key) return
      this.delete(oldest)
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    this.#bytes -= entry.bytes
    this.#dispose(entry.value)
  }

  clear(): void {
    for (const key of this.#entries.keys()) this.delete(key)
  }
}
