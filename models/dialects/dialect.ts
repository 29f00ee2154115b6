import type { ModelPoint } from '#core/geometry/point'
import type { Size } from '#core/geometry/size'
import type { Fit, Pixels } from '#models/image/open-image'
import type { OnnxSession } from '#models/onnx/session'
import {
  namesOf,
  type Ports,
  type Signature,
  type Tensor,
  type Tensors,
} from '#models/onnx/signature'
import type { SegmenterCapabilities, SegmenterCard } from '#models/ports'

/** A prompt in the pixels of the model's frame, continuous: pixel k spans [k, k+1). */
export type ModelPrompt = {
  readonly points: readonly { readonly point: ModelPoint; readonly label: 0 | 1 }[]
  readonly box: { readonly low: ModelPoint; readonly high: ModelPoint } | null
  /** Low-res logits of the dialect's `lowRes` size, row-major. */
  readonly mask: Float32Array | null
}

/** Low-res logits of one output token, row-major at the dialect's `lowRes` size. */
export type TokenLogits = {
  readonly token: number
  readonly logits: Float32Array
  readonly predictedIou: number
}

export type ModelDecode = {
  readonly tokens: readonly TokenLogits[]
  /** The multi-mask tokens, best known as part, object and whole. */
  readonly multimask: readonly number[]
  /** The token made for prompts that mean one mask, such as a box or several clicks; null where the export has none. */
  readonly single: number | null
  readonly initialToken: number
}

/** A model in one wire form, with its two graphs loaded. */
export interface DialectModel {
  /** `pixels` fill the frame's top left corner; their size is the part of the frame in use. */
  encode(pixels: Pixels): Promise<Tensors>
  decode(embedding: Tensors, prompts: readonly ModelPrompt[]): Promise<readonly ModelDecode[]>
}

/** How one family of exports names, shapes and scales its tensors. */
export interface Dialect {
  readonly id: string
  readonly capabilities: SegmenterCapabilities
  /** Changes whenever the same picture would be fed differently: part of the embedding cache's key. */
  readonly preprocessing: string
  readonly frame: { readonly size: Size; readonly fit: Fit }
  readonly lowRes: Size
  /** Whether the frame is so small that a window around what was found is worth an encoding of its own. */
  readonly secondLook: boolean
  /** Prompts decoded by one run at most. */
  readonly batch: number
  /** The usual filters for seed candidates of a model of this dialect for which nobody fitted any. */
  readonly thresholds: SegmenterCard['thresholds']
  readonly encoder: Signature
  readonly decoder: Signature
  /** What names alone do not tell, such as the size of the frame; true unless given. */
  isSpokenBy?(encoder: Ports, decoder: Ports): boolean
  /** [1, C, h, w] over the whole frame, whose columns are compared by cosine; null where the export has none. */
  embeddingMap(embedding: Tensors): Tensor | null
  open(encoder: OnnxSession, decoder: OnnxSession): DialectModel
}

/** Whether the graph takes the signature's names and no others, and gives them, maybe beside others. */
export function hasSignature(found: Ports, expected: Signature): boolean {
  const inputs = namesOf(found.inputs)
  const outputs = namesOf(found.outputs)
  const known = [...expected.inputs, ...(expected.optional ?? [])]
  return (
    expected.inputs.every((name) => inputs.includes(name)) &&
    inputs.every((name) => known.includes(name)) &&
    expected.outputs.every((name) => outputs.includes(name))
  )
}
