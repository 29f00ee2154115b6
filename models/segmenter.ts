import { createHash, randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { wholeImage, type ImageBox } from '#core/geometry/box'
import type { ImagePoint } from '#core/geometry/point'
import {
  logitsFromMask,
  meanPerCell,
  pickBackground,
  rleFromLogits,
  type LogitPlace,
} from '#core/mask/logits'
import type { AppError } from '#core/result'
import { BoundedMap } from './bounded-map.ts'
import type { Dialect, DialectModel } from './dialects/dialect.ts'
import { checkGraphs, dialectOf } from './dialects/index.ts'
import { Embeddings, type EmbeddingSettings } from './embeddings.ts'
import { AppFailure, throwIfAborted } from './failure.ts'
import { modelFromImage, pixelView, windowOf, type FrameMap } from './frame-map.ts'
import { fittedSize, readPixels } from './image/open-image.ts'
import { KeptLogits } from './kept-logits.ts'
import { modelPromptFrom } from './model-prompt.ts'
import {
  defaultSessionSettings,
  openSession,
  type OnnxSession,
  type SessionSettings,
} from './onnx/session.ts'
import type { Tensors } from './onnx/signature.ts'
import type {
  CallOptions,
  Decoded,
  DecodedMask,
  DecodeOptions,
  Encoding,
  ImageSource,
  MaskPrompt,
  Prompt,
  Segmenter,
  SegmenterCard,
} from './ports.ts'
import { isClicksAlone, joinLooks, maskAfter, windowAfter } from './second-look.ts'
import { bestMask, judge, Sieve, type Judged, type JudgedMask } from './sieve.ts'
import { cosineMatrix } from './similarity.ts'

export type SegmenterSettings = EmbeddingSettings & {
  /**
   * What the encoder runs on, `cpu` unless given. Decoders stay on the CPU: they are small, and GPUs got them wrong.
   */
  readonly provider?: string
  /** For both graphs, in place of `provider`. */
  readonly session?: SessionSettings
  /** Put before the ids of decodes, so that those of an earlier process are told apart. */
  readonly idPrefix?: string
}

type Model = {
  readonly dialect: Dialect
  readonly graphs: DialectModel
  release(): Promise<void>
}

/** A view of an image in the model's frame. */
type Shown = { readonly image: ImageSource; readonly view: ImageBox | null; readonly map: FrameMap }

/** A prompt on its way. */
type Asking = {
  readonly prompt: Prompt
  readonly image: ImageSource
  readonly options: CallOptions
}

const shownCount = 10_000

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

/** Names an image, a view, a model, its preprocessing and what it ran on: the key of embeddings, in memory and on disk. */
export function encodingKey(
  card: SegmenterCard,
  image: ImageSource,
  view: ImageBox | null,
  provider = 'cpu',
): string {
  const part = view === null ? 'whole' : [view.x0, view.y0, view.x1, view.y1].join(',')
  const { preprocessing } = dialectOf(card)
  const by = provider === 'cpu' ? [] : [provider]
  const text = [image.digest, card.digest, preprocessing, part, ...by].join(' ')
  return createHash('sha256').update(text).digest('hex')
}

class LocalSegmenter implements Segmenter {
  readonly card: SegmenterCard
  readonly #model: Model
  readonly #embeddings: Embeddings
  readonly #shown = new BoundedMap<Shown>(shownCount, () => 1)
  readonly #logits = new KeptLogits()
  readonly #prefix: string
  readonly #provider: string
  #decodes = 0

  constructor(card: SegmenterCard, model: Model, settings: SegmenterSettings) {
    this.card = card
    this.#model = model
    this.#embeddings = new Embeddings(settings)
    this.#provider = settings.provider ?? 'cpu'
    this.#prefix = settings.idPrefix ?? randomUUID().slice(0, 8)
  }

  async encode(image: ImageSource, view: ImageBox | null, options: CallOptions): Promise<Encoding> {
    throwIfAborted(options.signal)
    const started = performance.now()
    const box = view === null ? wholeImage(image.size) : pixelView(view, image.size)
    if (box === null) throw failure('bad_input', 'The view lies outside the image.')
    const cut = view === null ? null : box
    const { size, fit } = this.#model.dialect.frame
    const shape = { width: box.x1 - box.x0, height: box.y1 - box.y0 }
    const used = fit === 'stretch' ? size : fittedSize(shape, size)
    const id = encodingKey(this.card, image, cut, this.#provider)
    this.#shown.set(id, { image, view: cut, map: { view: box, used } })
    const { isCached, bytes } = await this.#embedding(id)
    return { id, view: box, isCached, milliseconds: performance.now() - started, bytes }
  }

  async decode(
    encoding: Encoding,
    prompts: readonly Prompt[],
    options: DecodeOptions,
  ): Promise<readonly Decoded[]> {
    const shown = this.#shownOf(encoding.id)
    const { dialect, graphs } = this.#model
    const place = placeOf(dialect, shown.map)
    const asked = prompts.map((prompt) => {
      const mask = prompt.mask === null ? null : this.#maskLogits(prompt.mask, place)
      return modelPromptFrom(prompt, mask, shown.map, dialect.capabilities)
    })
    const { embedding } = await this.#embedding(encoding.id)
    const decoded: Decoded[] = []
    const sieve = new Sieve(options.sieve ?? null)
    const isSecond = options.looks === 2 && dialect.secondLook
    for (let at = 0; at < asked.length; at += dialect.batch) {
      throwIfAborted(options.signal)
      const found = await graphs.decode(embedding, asked.slice(at, at + dialect.batch))
      const judged = sieve.sift(found.map((one) => judge(one, place)))
      for (const [i, first] of judged.entries()) {
        const asking = { prompt: prompts[at + i] as Prompt, image: shown.image, options }
        const look = isSecond ? await this.#lookAgain(first, asking) : first
        decoded.push(this.#keep(look, shown))
      }
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
    const { map } = this.#shownOf(encoding.id)
    const { dialect } = this.#model
    const { embedding } = await this.#embedding(encoding.id)
    const features = dialect.embeddingMap(embedding)
    if (features === null) throw failure('bad_input', 'This model has no embedding map.')
    const placed = points.map((point) => modelFromImage(point, map))
    return cosineMatrix(features, dialect.frame.size, placed)
  }

  async close(): Promise<void> {
    await this.#embeddings.written()
    await this.#model.release()
  }

  #shownOf(id: string): Shown {
    const shown = this.#shown.get(id)
    if (shown === undefined) throw failure('not_found', 'The image has not been encoded.')
    return shown
  }

  #embedding(id: string): ReturnType<Embeddings['get']> {
    return this.#embeddings.get(id, () => this.#compute(this.#shownOf(id)))
  }

  async #compute({ image, view }: Shown): Promise<Tensors> {
    const { dialect, graphs } = this.#model
    const { size, fit } = dialect.frame
    return graphs.encode(await readPixels(image, view, size, fit))
  }

  /** The same prompt at full resolution, or the first look where there is no more to see. */
  async #lookAgain(first: Judged, asking: Asking): Promise<Judged> {
    const best = bestMask(first.masks)
    if (best === null) return first
    if (!isClicksAlone(asking.prompt)) return (await this.#lookAt(best, asking)) ?? first
    const looks = new Map<number, Judged>()
    for (const mask of first.masks) {
      const look = await this.#lookAt(mask, asking)
      if (look !== null) looks.set(mask.token, look)
    }
    return joinLooks(first, looks)
  }

  /** In the window around what was found; null where there is none. */
  async #lookAt(
    { logits }: JudgedMask,
    { prompt, image, options }: Asking,
  ): Promise<Judged | null> {
    const kept = prompt.mask?.kind === 'logits' ? prompt.mask : null
    const earlier = kept === null ? null : this.#logits.viewOf(kept.decoded, kept.token)
    const window = windowAfter(logits, prompt, { size: image.size, earlier })
    if (window === null) return null
    await setImmediate()
    const { id } = await this.encode(image, window, options)
    await setImmediate()
    throwIfAborted(options.signal)
    const { dialect, graphs } = this.#model
    const { map } = this.#shownOf(id)
    const place = placeOf(dialect, map)
    const mask =
      prompt.mask === null ? maskAfter(logits, prompt, place) : this.#maskLogits(prompt.mask, place)
    const asked = modelPromptFrom(prompt, mask, map, dialect.capabilities)
    const { embedding } = await this.#embedding(id)
    const [found] = await graphs.decode(embedding, [asked])
    if (found === undefined) throw new Error('the model answered one prompt with no result')
    return judge(found, place)
  }

  #maskLogits(mask: MaskPrompt, place: LogitPlace): Float32Array {
    if (mask.kind === 'logits') return this.#logits.fitTo(mask.decoded, mask.token, place)
    return logitsFromMask(mask.rle, place.size, place.window, place.view)
  }

  #keep({ kept, masks, single, initialToken }: Judged, { image: { size }, map }: Shown): Decoded {
    const maskOf = ({ token, logits, predictedIou, stability }: JudgedMask): DecodedMask => {
      return { token, rle: rleFromLogits(logits, size), predictedIou, stability }
    }
    const id = `${this.#prefix}.${String(++this.#decodes)}`
    this.#logits.add(id, kept, size)
    return {
      id,
      view: this.#logits.viewOf(id, initialToken) ?? map.view,
      masks: masks.map(maskOf),
      single: single === null ? null : maskOf(single),
      initialToken,
    }
  }
}

function placeOf(dialect: Dialect, map: FrameMap): LogitPlace {
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
  const { provider = 'cpu', session = defaultSessionSettings } = settings
  const providers = role === 'encoder' && provider !== 'cpu' ? [provider] : session.providers
  return { path: file.path, session: await openSession(file.path, { ...session, providers }) }
}

async function attempt<T>(work: () => T): Promise<T> {
  return work()
}

function failure(code: AppError['code'], message: string): AppFailure {
  return new AppFailure({ code, message, hint: 'Run the stage again.' })
}
