import { isSameSize } from '../geometry/size.ts'
import { sizeOfRle, type Rle } from '../mask/mask.ts'
import { emptyRle } from '../mask/rle.ts'
import { isEmptyRle, xorRles } from '../mask/rle-ops.ts'
import { fail, ok, type Result } from '../result.ts'
import type { AnnotationState } from './annotation.ts'

export type MaskLayer = 'target' | 'ignore'

export type EditTool =
  | 'brush'
  | 'eraser'
  | 'lasso'
  | 'polygon'
  | 'click'
  | 'box'
  | 'fill-holes'
  | 'drop-specks'
  | 'keep-largest'
  | 'grow'
  | 'shrink'
  | 'smooth'
  | 'unite'
  | 'subtract'
  | 'intersect'
  | 'candidate'
  | 'clear'

/** The gesture as data, for the record: clicks, radius, candidate ids… */
export type EditParams = Readonly<Record<string, number | string | boolean | readonly number[]>>

export type MaskEdit = {
  readonly kind: 'mask'
  readonly layer: MaskLayer
  readonly tool: EditTool
  /** Exclusive-or with what was there: applied twice it undoes itself. */
  readonly delta: Rle
  readonly params: EditParams
}

export type Edit = MaskEdit | { readonly kind: 'no-target'; readonly value: boolean }

/**
 * The state after an edit. Fails with `size_mismatch` where the delta is of another size, with `bad_input` where a
 * declaration is made that already holds: every edit that succeeds is undone by its inverse.
 */
export function applyEdit(state: AnnotationState, edit: Edit): Result<AnnotationState> {
  if (edit.kind === 'no-target') {
    if (state.noTarget === edit.value)
      return fail('bad_input', `“no target” is already ${edit.value ? 'set' : 'taken back'}`)
    return ok({ ...state, noTarget: edit.value })
  }
  const size = sizeOfRle(edit.delta)
  if (!isSameSize(size, state.size))
    return fail(
      'size_mismatch',
      `the edit is ${size.width} × ${size.height} pixels, the image ${state.size.width} × ${state.size.height}`,
      'Open the sample again and repeat the edit.',
    )
  return ok({ ...state, [edit.layer]: xorRles(state[edit.layer], edit.delta) })
}

/** What undoes an edit. */
export function invertEdit(edit: Edit): Edit {
  return edit.kind === 'no-target' ? { ...edit, value: !edit.value } : edit
}

/** The edit that makes one mask the other; both of one size. */
export function editFromStates(
  before: Rle,
  after: Rle,
  gesture: Pick<MaskEdit, 'layer' | 'tool' | 'params'>,
): MaskEdit {
  return { kind: 'mask', ...gesture, delta: xorRles(before, after) }
}

/** The edits that declare (or take back) “no target”: whatever is painted as target is cleared first. */
export function editsForNoTarget(state: AnnotationState, value: boolean): Edit[] {
  const clear = editFromStates(state.target, emptyRle(state.size), {
    layer: 'target',
    tool: 'clear',
    params: {},
  })
  return [
    ...(value && !changesNothing(clear) ? [clear] : []),
    ...(state.noTarget === value ? [] : [{ kind: 'no-target', value } as const]),
  ]
}

/** A stroke that touched nothing; not worth a place in the history. */
export function changesNothing(edit: Edit): boolean {
  return edit.kind === 'mask' && isEmptyRle(edit.delta)
}
