import { createHash, randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { wholeImage, type ImageBox } from '#core/geometry/box'
import type { ImagePoint } from '#core/geometry/point'
import {
  logitsFromMask,
  meanPerCell,
  pickBackground,
  rleFromLogits,
  type Logits,
} from '#core/mask/logits'
import type { AppError } from '#core/result'
import { BoundedMap } from './bounded-map.ts'
import type { Dialect, DialectModel } from './dialects/dialect.ts'
import { checkGraphs, dialectOf } from './dialects/index.ts'
import { AppFailure } from './failure.ts'
import { modelFromImage, pixelView, windowOf, type FrameMap } from './frame-map.ts'
import { fittedSize, readPixels } from './image/open-image.ts'
import { KeptLogits } from './kept-logits.ts'
import { modelPromptFrom } from './model-prompt.ts'
import {
  openSession,
  type OnnxSession,
  type SessionSettings,
  type Tensors,
} from './onnx/session.ts'
import type {
  CallOptions,
  Decoded,
  DecodeOptions,
  Encoding,
  ImageSource,
  MaskPrompt,
  Prompt,
  Segmenter,
  SegmenterCard,
} from './ports.ts'
import { judge, Sieve, type Judged } from './sieve.ts'
import { cosineMatrix } from './similarity.ts'

/** Where embeddings outlive the process. */
export interface EmbeddingStore {
  /** null where there is none, or a damaged one. */
  get(key: string): Promise<Tensors | null>
  put(key: string, embedding: Tensors): Promise<void>
}

export type SegmenterSettings = {
  readonly store?: EmbeddingStore
  readonly session?: SessionSettings
  /** Put before the ids of decodes, so that those of an earlier process are told apart. */
  readonly idPrefix?: string
  /** Told of trouble that does not stop the work, such as a cache that cannot be written. */
  readonly onProblem?: (error: AppError) => void
}

type Model = {
  readonly dialect: Dialect
  readonly graphs: DialectModel
  release(): Promise<void>
}

/** A view of an image in the model's frame. */
type Shown = { readonly image: ImageSource; readonly view: ImageBox | null; readonly map: FrameMap }

const embeddingBytes = 256 * 2 ** 20
const shownCount = 10_000
const mostUnwritten = 4

/** Opens a model in this process. `run` blocks the thread, so the backend uses `openSegmenterHost`. */
export async function openSegmenter(
  card: SegmenterCard,
  settings: SegmenterSettings = {},
): Promise<Segmenter> {
  const dialect = dialectOf(card)
  const encoder = await openGraph(card, 'encoder', settings)
  const decoder = await openGraph(card, 'decoder', settings)
  checkGraphs(dialect, encoder, decoder)
  const graphs = dialect.open(encoder.session, decoder.session)
  const release = async (): Promise<void> => {
    await encoder.session.release()
    await decoder.session.release()
  }
  return new LocalSegmenter(card, { dialect, graphs, release }, settings)
}

/** Names an image, a view, a model and its preprocessing: the key of embeddings, in memory and on disk. */
export function encodingKey(
  card: SegmenterCard,
  image: ImageSource,
  view: ImageBox | null,
): string {
  const part = view === null ? 'whole' : [view.x0, view.y0, view.x1, view.y1].join(',')
  const { preprocessing } = dialectOf(card)
  const text = [image.digest, card.digest, preprocessing, part].join(' ')
  return createHash('sha256').update(text).digest('hex')
}

class LocalSegmenter implements Segmenter {
  readonly card: SegmenterCard
  readonly #model: Model
  readonly #settings: SegmenterSettings
  readonly #embeddings = new BoundedMap<Tensors>(embeddingBytes, bytesOf)
  readonly #shown = new BoundedMap<Shown>(shownCount, () => 1)
  readonly #logits = new KeptLogits()
  readonly #prefix: string
  #decodes = 0
  /** Embeddings on their way to the store, one after the other. */
  #writing: Promise<void> = Promise.resolve()
  #unwritten = 0

  constructor(card: SegmenterCard, model: Model, settings: SegmenterSettings) {
    this.card = card
    this.#model = model
    this.#settings = settings
    this.#prefix = settings.idPrefix ?? randomUUID().slice(0, 8)
  }

  async encode(image: ImageSource, view: ImageBox | null, options: CallOptions): Promise<Encoding> {
    throwIfAborted(options)
    const started = performance.now()
    const box = view === null ? wholeImage(image.size) : pixelView(view, image.size)
    if (box === null) throw failure('bad_input', 'The view lies outside the image.')
    const cut = view === null ? null : box
    const { size, fit } = this.#model.dialect.frame
    const shape = { width: box.x1 - box.x0, height: box.y1 - box.y0 }
    const used = fit === 'stretch' ? size : fittedSize(shape, size)
    const id = encodingKey(this.card, image, cut)
    this.#shown.set(id, { image, view: cut, map: { view: box, used } })
    const { isCached } = await this.#embedding(id)
    return { id, view: box, isCached, milliseconds: performance.now() - started }
  }

  async decode(
    encoding: Encoding,
    prompts: readonly Prompt[],
    options: DecodeOptions,
  ): Promise<readonly Decoded[]> {
    const shown = this.#shownOf(encoding)
    const { dialect, graphs } = this.#model
    const place = placeOf(dialect, shown)
    const asked = prompts.map((prompt) => {
      const mask = prompt.mask === null ? null : this.#maskLogits(prompt.mask, place)
      return modelPromptFrom(prompt, mask, shown.map, dialect.capabilities)
    })
    const { embedding } = await this.#embedding(encoding.id)
    const decoded: Decoded[] = []
    const sieve = new Sieve(options.sieve ?? null)
    for (let at = 0; at < asked.length; at += dialect.batch) {
      throwIfAborted(options)
      const found = await graphs.decode(embedding, asked.slice(at, at + dialect.batch))
      const judged = sieve.sift(found.map((one) => judge(one, place)))
      decoded.push(...judged.map((one) => this.#keep(one, place, shown.image)))
      await setImmediate()
    }
    return decoded
  }

  cellMeans(decoded: string, token: number, n: number): Promise<readonly number[]> {
    return attempt(() => {
      const { logits, imageSize } = this.#logits.take(decoded, token)
      return [...meanPerCell(logits, n, imageSize)]
    })
  }

  pickBackground(
    from: { readonly decoded: string; readonly token: number; readonly below: number },
    foreground: readonly ImagePoint[],
  ): Promise<{ readonly point: ImagePoint; readonly logit: number }> {
    return attempt(() => {
      const { logits, imageSize } = this.#logits.take(from.decoded, from.token)
      return pickBackground(logits, imageSize, foreground, from.below)
    })
  }

  async similarity(encoding: Encoding, points: readonly ImagePoint[]): Promise<readonly number[]> {
    const { map } = this.#shownOf(encoding)
    const { dialect } = this.#model
    const { embedding } = await this.#embedding(encoding.id)
    const features = dialect.embeddingMap(embedding)
    if (features === null) throw failure('bad_input', 'This model has no embedding map.')
    const placed = points.map((point) => modelFromImage(point, map))
    return cosineMatrix(features, dialect.frame.size, placed)
  }

  async close(): Promise<void> {
    await this.#writing
    await this.#model.release()
  }

  #shownOf(encoding: Encoding): Shown {
    const shown = this.#shown.get(encoding.id)
    if (shown === undefined) throw failure('not_found', 'The image has not been encoded.')
    return shown
  }

  /** From memory, else the store, else computed anew and stored. */
  async #embedding(id: string): Promise<{ embedding: Tensors; isCached: boolean }> {
    const held = this.#embeddings.get(id)
    if (held !== undefined) return { embedding: held, isCached: true }
    const { store } = this.#settings
    const stored = (await store?.get(id)) ?? null
    const embedding = stored ?? (await this.#compute(this.#shownOf({ id } as Encoding)))
    this.#embeddings.set(id, embedding)
    if (stored === null) await this.#storeBehind(id, embedding)
    return { embedding, isCached: stored !== null }
  }

  async #compute({ image, view }: Shown): Promise<Tensors> {
    const { dialect, graphs } = this.#model
    const { size, fit } = dialect.frame
    return graphs.encode(await readPixels(image, view, size, fit))
  }

  /** Nobody waits for the disk but those who encode faster than it writes. */
  async #storeBehind(id: string, embedding: Tensors): Promise<void> {
    if (this.#unwritten >= mostUnwritten) await this.#writing
    this.#unwritten += 1
    this.#writing = this.#writing.then(async () => {
      await this.#store(id, embedding)
      this.#unwritten -= 1
    })
  }

  async #store(id: string, embedding: Tensors): Promise<void> {
    try {
      await this.#settings.store?.put(id, embedding)
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error
      this.#settings.onProblem?.(error.error)
    }
  }

  #maskLogits(mask: MaskPrompt, place: Place): Float32Array {
    if (mask.kind === 'logits') return this.#logits.fitTo(mask.decoded, mask.token, place)
    return logitsFromMask(mask.rle, place.size, place.window, place.view)
  }

  #keep({ kept, masks, initialToken }: Judged, place: Place, { size }: ImageSource): Decoded {
    const id = `${this.#prefix}.${String(++this.#decodes)}`
    this.#logits.add(id, kept, place, size)
    return {
      id,
      masks: masks.map(({ token, logits, predictedIou, stability }) => {
        return { token, rle: rleFromLogits(logits, size), predictedIou, stability }
      }),
      initialToken,
    }
  }
}

type Place = Omit<Logits, 'values'>

function placeOf(dialect: Dialect, { map }: Shown): Place {
  const size = dialect.lowRes
  return { size, window: windowOf(size, dialect, map), view: map.view }
}

async function openGraph(
  card: SegmenterCard,
  role: 'encoder' | 'decoder',
  settings: SegmenterSettings,
): Promise<{ readonly path: string; readonly session: OnnxSession }> {
  const file = card.files.find((one) => one.role === role)
  if (file === undefined) throw failure('model_broken', `The model ${card.id} has no ${role}.`)
  return { path: file.path, session: await openSession(file.path, settings.session) }
}

function bytesOf(embedding: Tensors): number {
  return Object.values(embedding).reduce((sum, { data }) => sum + data.byteLength, 0)
}

function throwIfAborted({ signal }: CallOptions): void {
  if (signal?.aborted === true) throw failure('cancelled', 'The call was cancelled.')
}

async function attempt<T>(work: () => T): Promise<T> {
  return work()
}

function failure(code: AppError['code'], message: string): AppFailure {
  return new AppFailure({ code, message, hint: 'Run the stage again.' })
}
