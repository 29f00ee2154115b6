import type { ImageBox } from '#core/geometry/box'
import type { ImagePoint } from '#core/geometry/point'
import type { AppError } from '#core/result'
import { BoundedMap } from '#models/bounded-map'
import { AppFailure } from '#models/failure'
import type {
  CallOptions,
  Decoded,
  DecodeOptions,
  Encoding,
  ImageSource,
  Prompt,
  Segmenter,
  SegmenterCard,
} from '#models/ports'
import { defaultCacheBytes } from './embedding-cache.ts'
import { hostCommand } from './host-process.ts'
import { HostSupervisor, type HostNotice } from './supervisor.ts'
import type { EncodingRef } from './messages.ts'

export type HostOptions = {
  readonly card: SegmenterCard
  /** Folder of the embedding cache; made if it is not there. */
  readonly cacheDir: string
  readonly cacheBytes?: number
  /** What the encoder runs on; `cpu` unless given. */
  readonly provider?: string
  readonly onNotice?: (notice: HostNotice) => void
  /** The Node that runs the host; this process's own unless given. */
  readonly execPath?: string
  /** Entry file of the host; the source beside this file unless given (a bundle has its own). */
  readonly entry?: string
}

/** A segmenter in a supervised child process. */
export interface HostSegmenter extends Segmenter {
  /** Process id of the host now serving, undefined while there is none. */
  readonly pid: number | undefined
  /** Bytes that the host's process holds in memory. */
  memory(options: CallOptions): Promise<number>
  /** Execution providers of its runtime, by the runtime's names; whether they work is another matter. */
  providers(options: CallOptions): Promise<readonly string[]>
}

/**
 * Opens a segmenter in a child process, which is restarted when it dies: at most 3 times in 5 minutes. Calls under
 * way are made once more, but those that need logits of the dead process reject with `host_died`: run the stage
 * again. Throws AppFailure `model_broken`, `model_missing` or `host_died`.
 */
export async function openSegmenterHost(options: HostOptions): Promise<HostSegmenter> {
  const { card, cacheDir, cacheBytes = defaultCacheBytes, provider = 'cpu' } = options
  const notify = options.onNotice ?? ((): void => undefined)
  const supervisor = new HostSupervisor(
    hostCommand(options),
    { kind: 'segmenter', card, cacheDir, cacheBytes, provider },
    notify,
  )
  await supervisor.start()
  return new HostedSegmenter(card, supervisor)
}

const rememberedEncodings = 100_000

class HostedSegmenter implements HostSegmenter {
  readonly card: SegmenterCard
  readonly #host: HostSupervisor
  readonly #encodings = new BoundedMap<EncodingRef>(rememberedEncodings, () => 1)

  constructor(card: SegmenterCard, host: HostSupervisor) {
    this.card = card
    this.#host = host
  }

  get pid(): number | undefined {
    return this.#host.pid
  }

  get restarts(): number {
    return this.#host.restarts
  }

  async encode(image: ImageSource, view: ImageBox | null, options: CallOptions): Promise<Encoding> {
    const encoding = (await this.#host.call({ method: 'encode', image, view }, options)) as Encoding
    this.#encodings.set(encoding.id, { encoding, image, view })
    return encoding
  }

  async decode(
    encoding: Encoding,
    prompts: readonly Prompt[],
    options: DecodeOptions,
  ): Promise<readonly Decoded[]> {
    const { sieve = null, looks = 1 } = options
    const call = { method: 'decode', of: this.#refOf(encoding), prompts, sieve, looks } as const
    return (await this.#host.call(call, options)) as readonly Decoded[]
  }

  async cellMeans(
    decoded: string,
    token: number,
    n: number,
    options: CallOptions,
  ): Promise<readonly number[]> {
    const call = { method: 'cellMeans', decoded, token, n } as const
    return (await this.#host.call(call, options)) as readonly number[]
  }

  async pickBackground(
    from: { readonly decoded: string; readonly token: number; readonly below: number },
    foreground: readonly ImagePoint[],
    options: CallOptions,
  ): Promise<{ readonly point: ImagePoint; readonly logit: number }> {
    const call = { method: 'pickBackground', from, foreground } as const
    type Picked = { readonly point: ImagePoint; readonly logit: number }
    return (await this.#host.call(call, options)) as Picked
  }

  async similarity(
    encoding: Encoding,
    points: readonly ImagePoint[],
    options: CallOptions,
  ): Promise<readonly number[]> {
    const call = { method: 'similarity', of: this.#refOf(encoding), points } as const
    return (await this.#host.call(call, options)) as readonly number[]
  }

  async memory(options: CallOptions): Promise<number> {
    return (await this.#host.call({ method: 'memory' }, options)) as number
  }

  async providers(options: CallOptions): Promise<readonly string[]> {
    return (await this.#host.call({ method: 'providers' }, options)) as readonly string[]
  }

  close(): Promise<void> {
    return this.#host.close()
  }

  #refOf(encoding: Encoding): EncodingRef {
    const ref = this.#encodings.get(encoding.id)
    if (ref !== undefined) return ref
    const error: AppError = {
      code: 'not_found',
      message: 'The image has not been encoded.',
      hint: 'Encode it first.',
    }
    throw new AppFailure(error)
  }
}
