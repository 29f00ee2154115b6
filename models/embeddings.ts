import type { AppError } from '#core/result'
import { BoundedMap } from './bounded-map.ts'
import { AppFailure } from './failure.ts'
import type { Tensors } from './onnx/signature.ts'

/** Where embeddings outlive the process. */
export interface EmbeddingStore {
  /** null where there is none, or a damaged one. */
  get(key: string): Promise<Tensors | null>
  put(key: string, embedding: Tensors): Promise<void>
}

export type EmbeddingSettings = {
  readonly store?: EmbeddingStore
  /** Told of trouble that does not stop the work, such as a cache that cannot be written. */
  readonly onProblem?: (error: AppError) => void
}

const mostBytes = 256 * 2 ** 20
const mostUnwritten = 4

/** The embeddings of one model: the last ones in memory, all of them in the store. */
export class Embeddings {
  readonly #held = new BoundedMap<Tensors>(mostBytes, bytesOf)
  readonly #settings: EmbeddingSettings
  /** Embeddings on their way to the store, one after the other. */
  #writing: Promise<void> = Promise.resolve()
  #unwritten = 0

  constructor(settings: EmbeddingSettings) {
    this.#settings = settings
  }

  /** From memory, else the store, else computed anew and stored. */
  async get(
    key: string,
    compute: () => Promise<Tensors>,
  ): Promise<{ readonly embedding: Tensors; readonly isCached: boolean; readonly bytes: number }> {
    const held = this.#held.get(key)
    if (held !== undefined) return { embedding: held, isCached: true, bytes: bytesOf(held) }
    const stored = (await this.#settings.store?.get(key)) ?? null
    const embedding = stored ?? (await compute())
    this.#held.set(key, embedding)
    if (stored === null) await this.#storeBehind(key, embedding)
    return { embedding, isCached: stored !== null, bytes: bytesOf(embedding) }
  }

  /** When everything computed so far has reached the store. */
  written(): Promise<void> {
    return this.#writing
  }

  /** Nobody waits for the disk but those who encode faster than it writes. */
  async #storeBehind(key: string, embedding: Tensors): Promise<void> {
    if (this.#unwritten >= mostUnwritten) await this.#writing
    this.#unwritten += 1
    this.#writing = this.#writing.then(async () => {
      await this.#store(key, embedding)
      this.#unwritten -= 1
    })
  }

  async #store(key: string, embedding: Tensors): Promise<void> {
    try {
      await this.#settings.store?.put(key, embedding)
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error
      this.#settings.onProblem?.(error.error)
    }
  }
}

function bytesOf(embedding: Tensors): number {
  return Object.values(embedding).reduce((sum, { data }) => sum + data.byteLength, 0)
}
