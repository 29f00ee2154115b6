import type { Size } from '../geometry/size.ts'
import type { Rle } from '../mask/mask.ts'
import { emptyRle } from '../mask/rle.ts'
import { isEmptyRle } from '../mask/rle-ops.ts'

/**
 * What is said about one sample. `noTarget` is a declaration; a painted target overrules it, and taking the paint away
 * brings it back: ask `isNoTarget`. Masks have the image's size and may overlap; where they do, ignore wins in metrics.
 */
export type AnnotationState = {
  readonly size: Size
  readonly target: Rle
  readonly ignore: Rle
  readonly noTarget: boolean
}

export function emptyAnnotation(size: Size): AnnotationState {
  return { size, target: emptyRle(size), ignore: emptyRle(size), noTarget: false }
}

/** Whether the annotation says that nothing in the image answers the query: declared so, and nothing painted. */
export function isNoTarget(state: AnnotationState): boolean {
  return state.noTarget && isEmptyRle(state.target)
}
