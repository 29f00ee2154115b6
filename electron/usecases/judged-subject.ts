import type { Size } from '#core/geometry/size'
import type { GridSettings } from '#core/grid/grid'
import type { PromptValues } from '#core/prompt/template'
import type { Asker } from './asker.ts'
import type { ImagePictures } from './judge-pictures.ts'
import type { PromptShelf } from './prompt-shelf.ts'

/** What every question about masks or a reasoning tells of the sample. */
export type JudgedSubject = {
  readonly image: { readonly id: number; readonly size: Size }
  readonly query: string
  /** Empty where none was named. */
  readonly target: string
  readonly attributes: readonly string[]
  readonly grid: GridSettings
}

export type JudgeTools = {
  readonly asker: Asker
  readonly shelf: PromptShelf
  readonly pictures: ImagePictures
}

/** Which wording was used. */
export type UsedPrompts = {
  readonly id: string
  readonly version: number
  readonly isOwn: boolean
  readonly turn: string
}

export function subjectValues({ query, target, attributes }: JudgedSubject): PromptValues {
  return {
    query,
    target: target === '' ? 'it was not named' : target,
    attributes: attributes.length === 0 ? 'none were named' : attributes.join(', '),
  }
}
