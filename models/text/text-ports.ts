import type { ImageBox } from '#core/geometry/box'
import type { Rle } from '#core/mask/mask'
import type { FileRole, ManifestDialect } from '#models/manifest/entry'
import type { CallOptions, ImageSource } from '#models/ports'

/** How likely each place of the image is what a text names. */
export type TextWeights = {
  /** 0..1 on the prior's grid (32×32, row-major, over the whole image), five decimals. */
  readonly weights: readonly number[]
  /** Highest weight of a single place, before places were averaged: how sure the model is that the thing is there. */
  readonly peak: number
}

/** Text → prior. Throws AppFailure, as all of these do. */
export interface TextPrior {
  readonly kind: 'text-prior'
  /** The texts are ways to say the same; each place has its highest weight. */
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
  readonly kind: 'text-boxes'
  findBoxes(
    image: ImageSource,
    phrases: readonly string[],
    options: CallOptions,
  ): Promise<readonly TextBox[]>
  close(): Promise<void>
}

/** Of the image's size. */
export type TextMask = { readonly rle: Rle; readonly score: number }

/** Text → masks of everything that it names, best first. */
export interface TextMasks {
  readonly kind: 'text-masks'
  findMasks(image: ImageSource, phrase: string, options: CallOptions): Promise<readonly TextMask[]>
  close(): Promise<void>
}

export type TextModel = TextPrior | TextBoxes | TextMasks
export type TextKind = TextModel['kind']

/** What is known of a text model before it is opened. */
export type TextCard = {
  readonly id: string
  readonly title: string
  readonly kind: TextKind
  readonly dialect: ManifestDialect
  /** SHA-256 over the digests of its files, hex: part of every record. */
  readonly digest: string
  readonly files: readonly {
    readonly role: FileRole
    readonly path: string
    readonly bytes: number
    readonly sha256: string
  }[]
}
