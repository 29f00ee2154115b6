import type { ImageBox } from '#core/geometry/box'
import type { ImagePoint } from '#core/geometry/point'
import type { Size } from '#core/geometry/size'
import type { Rle } from '#core/mask/mask'

/** An image on disk. `size` is the upright one (EXIF applied); `digest` is the SHA-256 of the file's bytes, hex. */
export type ImageSource = {
  readonly path: string
  readonly digest: string
  readonly size: Size
}

/** Label 1 = the target, 0 = not the target. Image coordinates, whatever the view. */
export type PointPrompt = { readonly point: ImagePoint; readonly label: 0 | 1 }

/** What the decoder starts from: logits of an earlier decode kept by the host, or a mask turned into logits. */
export type MaskPrompt =
  | { readonly kind: 'logits'; readonly decoded: string; readonly token: number }
  | { readonly kind: 'mask'; readonly rle: Rle }

export type Prompt = {
  readonly points: readonly PointPrompt[]
  readonly box: ImageBox | null
  readonly mask: MaskPrompt | null
}

/** Masks are of the whole image's size; a crop's mask is pasted back. */
export type DecodedMask = {
  readonly token: number
  readonly rle: Rle
  readonly predictedIou: number
  /** segment-anything's stability score, offset 1.0, on the low-res logits; null for 0/0. */
  readonly stability: number | null
}

export type Decoded = {
  /** Names the kept logits in later calls; only the last few hundred are kept. */
  readonly id: string
  /** The part of the image that the initial token's mask was decoded in, whole pixels; it is background outside it. */
  readonly view: ImageBox
  /** The multi-mask tokens: three masks, fewer where a sieve was given. */
  readonly masks: readonly DecodedMask[]
  /** The mask for prompts that mean one, such as a box or several clicks; null where the export has none. */
  readonly single: DecodedMask | null
  /** Token whose logits are the initial ones: 0 where the export has a single-mask token, else the best predicted IoU. */
  readonly initialToken: number
}

export type Encoding = {
  readonly id: string
  readonly view: ImageBox
  readonly isCached: boolean
  readonly milliseconds: number
  /** Of its embedding, in the cache on disk about as many. */
  readonly bytes: number
}

/** `click` goes before `run`, `run` before `prefetch`. */
export type Priority = 'click' | 'run' | 'prefetch'

export type CallOptions = { readonly priority: Priority; readonly signal?: AbortSignal }

export type SegmenterCapabilities = {
  readonly box: boolean
  readonly negativePoints: boolean
  readonly maskPrompt: boolean
  readonly promptBatch: boolean
  readonly embeddingMap: boolean
  /** Points of one prompt at most, a box counting two; null: any number. */
  readonly mostPoints: number | null
}

/** Masks under either number may be left out as soon as `least` have passed; their logits are not kept then. */
export type MaskSieve = {
  readonly predictedIou: number
  readonly stability: number
  readonly least: number
}

export type DecodeOptions = CallOptions & {
  readonly sieve?: MaskSieve
  /**
   * 2: where a dialect gains by it, a window around what was found is encoded at full resolution and each prompt is
   * decoded again there, clicks without more for each of the masks; that result takes the place of the first, and
   * passes no sieve. 1 unless given.
   */
  readonly looks?: 1 | 2
}

/** What is known of a segmenter before it is opened. */
export type SegmenterCard = {
  readonly id: string
  readonly title: string
  readonly dialect: string
  /** SHA-256 over the digests of its files, hex: part of every cache key and record. */
  readonly digest: string
  readonly files: readonly {
    /** `data`: weights that a graph loads by name from its own folder. */
    readonly role: 'encoder' | 'decoder' | 'data'
    readonly path: string
    readonly bytes: number
    readonly sha256: string
  }[]
  readonly licence: string
  readonly capabilities: SegmenterCapabilities
  /** Filters for seed candidates (design section 4). */
  readonly thresholds: { readonly predictedIou: number; readonly stability: number }
}

/**
 * A promptable segmentation model: `encode` once an image (and view), `decode` many prompts.
 * Every method throws AppFailure (`model_broken`, `image_unreadable`, `host_died`, `cancelled`…).
 */
export interface Segmenter {
  readonly card: SegmenterCard
  /** How often the process that serves it was replaced; none where it needs no process of its own. */
  readonly restarts?: number
  /** `view`: the part of the image that is looked at, whole pixels; null = all of it. */
  encode(image: ImageSource, view: ImageBox | null, options: CallOptions): Promise<Encoding>
  /** One result a prompt, in order. Dialects that can batch decode all prompts in one call. */
  decode(
    encoding: Encoding,
    prompts: readonly Prompt[],
    options: DecodeOptions,
  ): Promise<readonly Decoded[]>
  /** Mean logit of each cell of an n×n grid over the whole image, row-major; −32 outside the view. */
  cellMeans(
    decoded: string,
    token: number,
    n: number,
    options: CallOptions,
  ): Promise<readonly number[]>
  /** The background point of Rea2Seg §4.2: nearest to the foreground among logits under `below`, else the minimum. */
  pickBackground(
    from: { readonly decoded: string; readonly token: number; readonly below: number },
    foreground: readonly ImagePoint[],
    options: CallOptions,
  ): Promise<{ readonly point: ImagePoint; readonly logit: number }>
  /** Cosine similarities between the embeddings of the points (bilinear): symmetric, row-major n×n. */
  similarity(
    encoding: Encoding,
    points: readonly ImagePoint[],
    options: CallOptions,
  ): Promise<readonly number[]>
  close(): Promise<void>
}
