import type { ImageBox } from '#core/geometry/box'
import type { ImagePoint } from '#core/geometry/point'
import type { AppError } from '#core/result'
import type { Ports } from '#models/onnx/signature'
import type {
  Decoded,
  Encoding,
  ImageSource,
  MaskSieve,
  Priority,
  Prompt,
  SegmenterCard,
} from '#models/ports'
import type { TextBox, TextCard, TextMask, TextWeights } from '#models/text/text-ports'

/** What one host serves. */
export type HostModel =
  | {
      readonly kind: 'segmenter'
      readonly card: SegmenterCard
      /** Folder of the embedding cache; made if it is not there. */
      readonly cacheDir: string
      readonly cacheBytes: number
      /** What the encoder runs on. */
      readonly provider: string
    }
  | { readonly kind: 'text'; readonly card: TextCard; readonly provider: 'cpu' }

/** An encoding with what is needed to make it again, so that a new host process can serve it. */
export type EncodingRef = {
  readonly encoding: Encoding
  readonly image: ImageSource
  readonly view: ImageBox | null
}

export type SegmenterCall =
  | { readonly method: 'encode'; readonly image: ImageSource; readonly view: ImageBox | null }
  | {
      readonly method: 'decode'
      readonly of: EncodingRef
      readonly prompts: readonly Prompt[]
      readonly sieve: MaskSieve | null
      readonly looks: 1 | 2
    }
  | {
      readonly method: 'cellMeans'
      readonly decoded: string
      readonly token: number
      readonly n: number
    }
  | {
      readonly method: 'pickBackground'
      readonly from: { readonly decoded: string; readonly token: number; readonly below: number }
      readonly foreground: readonly ImagePoint[]
    }
  | {
      readonly method: 'similarity'
      readonly of: EncodingRef
      readonly points: readonly ImagePoint[]
    }

export type TextCall =
  | { readonly method: 'weigh'; readonly image: ImageSource; readonly texts: readonly string[] }
  | {
      readonly method: 'findBoxes'
      readonly image: ImageSource
      readonly phrases: readonly string[]
    }
  | { readonly method: 'findMasks'; readonly image: ImageSource; readonly phrase: string }

export type HostCall =
  | SegmenterCall
  | TextCall
  /** Of the process, whatever it serves. */
  | { readonly method: 'memory' }
  | { readonly method: 'providers' }

export type HostValue =
  | number
  | Encoding
  | readonly Decoded[]
  | readonly number[]
  | readonly string[]
  | { readonly point: ImagePoint; readonly logit: number }
  | TextWeights
  | readonly TextBox[]
  | readonly TextMask[]

/** From the backend to the host. */
export type HostRequest =
  | {
      readonly kind: 'open'
      readonly model: HostModel
      /** Counts the processes of one client; every decode's id begins with it. */
      readonly generation: number
    }
  | {
      readonly kind: 'call'
      readonly id: number
      readonly priority: Priority
      readonly call: HostCall
    }
  /** Asks for the ports of a graph, in a process that may die of it. */
  | { readonly kind: 'inspect'; readonly path: string }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'close' }

/** From the host to the backend. */
export type HostReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'not-opened'; readonly error: AppError }
  | { readonly kind: 'inspected'; readonly ports: Ports }
  | { readonly kind: 'done'; readonly id: number; readonly value: HostValue }
  | { readonly kind: 'failed'; readonly id: number; readonly error: AppError }
  | { readonly kind: 'problem'; readonly error: AppError }

/** Ids of the decodes whose logits a call needs. */
export function decodesNeeded(call: HostCall): readonly string[] {
  switch (call.method) {
    case 'decode':
      return call.prompts.flatMap(({ mask }) => (mask?.kind === 'logits' ? [mask.decoded] : []))
    case 'cellMeans':
      return [call.decoded]
    case 'pickBackground':
      return [call.from.decoded]
    case 'encode':
    case 'memory':
    case 'providers':
    case 'similarity':
    case 'weigh':
    case 'findBoxes':
    case 'findMasks':
      return []
  }
}

/** Whether a decode was made by this generation of the host. */
export function isOfGeneration(decoded: string, generation: number): boolean {
  return decoded.startsWith(`g${String(generation)}.`)
}

export function idPrefixOf(generation: number): string {
  return `g${String(generation)}`
}
