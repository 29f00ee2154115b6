import type { ImageBox } from '#core/geometry/box'
import type { Size } from '#core/geometry/size'
import type { Rle } from '#core/mask/mask'
import type { CallOptions, ImageSource } from '#models/ports'

/** How likely each place of the image is what a text names: 0..1, row-major, laid over the whole image. */
export type TextWeights = { readonly size: Size; readonly weights: Float32Array }

/** Text → prior. */
export interface TextPrior {
  /** The texts are ways to say the same; each place has its highest weight. Throws AppFailure. */
  weigh(image: ImageSource, texts: readonly string[], options: CallOptions): Promise<TextWeights>
  close(): Promise<void>
}

export type TextBox = {
  readonly box: ImageBox
  /** 0..1. */
  readonly score: number
  /** The phrase that it answers. */
  readonly phrase: string
}

/** Text → boxes, best first. */
export interface TextBoxes {
  find(
    image: ImageSource,
    phrases: readonly string[],
    options: CallOptions,
  ): Promise<readonly TextBox[]>
  close(): Promise<void>
}

export type TextMask = { readonly rle: Rle; readonly score: number }

/** Text → masks of everything that it names, best first. */
export interface TextMasks {
  find(image: ImageSource, phrase: string, options: CallOptions): Promise<readonly TextMask[]>
  close(): Promise<void>
}
