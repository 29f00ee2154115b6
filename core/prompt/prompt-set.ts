import type { ParserId } from './reply.ts'
import type { Template, TemplateParts } from './template.ts'

/**
 * Pictures of a turn: `grid` what the grid's style sends (its two pictures, its one, or the bare one); `bare` the image
 * alone; `masks` the image, then one black and white picture a mask; `outlines` the image, then the image with numbered
 * outlines; `grid-mask` what the grid's style sends, with the chosen mask outlined; `boxes` the image with
 * a red box around the target and blue ones around the others of its kind; `none` none.
 */
export const pictureKinds = [
  'grid',
  'bare',
  'masks',
  'outlines',
  'grid-mask',
  'boxes',
  'none',
] as const
export type PictureKind = (typeof pictureKinds)[number]

export type PromptTurn = {
  readonly name: string
  readonly pictures: PictureKind
  readonly text: Template
}

/** The turns of one conversation, in order, by name. */
export type PromptVariant = { readonly name: string; readonly turns: readonly string[] }

/** What the front matter of a file says. */
export type PromptHead = {
  readonly id: string
  /** From 1; raised whenever the wording changes. */
  readonly version: number
  readonly title: string
  readonly description: string
  /** `same`: a reply is read by the parser of the set that was asked before. */
  readonly parser: ParserId | 'same'
  /** At least one; the first is the default. */
  readonly variants: readonly PromptVariant[]
}

/** One file of `resources/prompts`, or a project's own wording of it. */
export type PromptSet = PromptHead & {
  /** Empty: none is sent. */
  readonly system: Template
  readonly turns: readonly PromptTurn[]
  readonly parts: TemplateParts
}
