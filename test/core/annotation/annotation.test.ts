import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyAnnotation, isNoTarget, type AnnotationState } from '#core/annotation/annotation'
import { mergeRedecoded } from '#core/annotation/click'
import {
  applyEdit,
  changesNothing,
  editFromStates,
  editsForNoTarget,
  invertEdit,
  type Edit,
} from '#core/annotation/edit'
import { emptyHistory, pushEdit, redo, stateAt, undo, type History } from '#core/annotation/history'
import { imageBox } from '#core/geometry/box'
import type { Rle } from '#core/mask/mask'
import { emptyRle, fullRle, maskFromRle, rleFromMask } from '#core/mask/rle'

const size = { width: 7, height: 5 }
const pixels = size.width * size.height
const rles = fc
  .uint8Array({ min: 0, max: 1, minLength: pixels, maxLength: pixels })
  .map((bits): Rle => rleFromMask({ size, bits }))
const states = fc.record({
  size: fc.constant(size),
  target: rles,
  ignore: rles,
  noTarget: fc.boolean(),
})
const maskEdits = fc.record({
  kind: fc.constant('mask' as const),
  layer: fc.constantFrom('target' as const, 'ignore' as const),
  tool: fc.constantFrom('brush' as const, 'lasso' as const),
  delta: rles,
  params: fc.constant({ radius: 3 }),
})
const edits: fc.Arbitrary<Edit> = fc.oneof(
  maskEdits,
  fc.record({ kind: fc.constant('no-target' as const), value: fc.boolean() }),
)

function apply(state: AnnotationState, edit: Edit): AnnotationState {
  const next = applyEdit(state, edit)
  if (!next.ok) throw new Error(next.error.message)
  return next.value
}

/** Applies what applies; what is refused is no part of the history. */
function perform(base: AnnotationState, some: readonly Edit[]) {
  let state = base
  let history = emptyHistory
  for (const edit of some) {
    const next = applyEdit(state, edit)
    if (!next.ok) continue
    state = next.value
    history = pushEdit(history, edit)
  }
  return { state, history }
}

describe('edits', () => {
  it('what applies is undone by its inverse', () => {
    fc.assert(
      fc.property(states, edits, (state, edit) => {
        const next = applyEdit(state, edit)
        if (next.ok) expect(apply(next.value, invertEdit(edit))).toEqual(state)
        else expect(edit).toEqual({ kind: 'no-target', value: state.noTarget })
      }),
    )
  })

  it('made from two masks lead from the one to the other, and touch one layer', () => {
    fc.assert(
      fc.property(states, rles, (state, after) => {
        const edit = editFromStates(state.ignore, after, {
          layer: 'ignore',
          tool: 'grow',
          params: {},
        })
        expect(apply(state, edit)).toEqual({ ...state, ignore: after })
        expect(changesNothing(edit)).toBe(after.counts === state.ignore.counts)
      }),
    )
  })

  it('of another size are refused', () => {
    const edit = { kind: 'mask', layer: 'target', tool: 'brush', params: {} } as const
    expect(
      applyEdit(emptyAnnotation(size), { ...edit, delta: fullRle({ width: 5, height: 7 }) }),
    ).toMatchObject({ ok: false, error: { code: 'size_mismatch' } })
  })
})

describe('no target', () => {
  it('is declared with the paint cleared, and paint overrules it until undone', () => {
    const painted = { ...emptyAnnotation(size), target: fullRle(size) }
    const declare = editsForNoTarget(painted, true)
    const declared = declare.reduce(apply, painted)
    expect(declare.map(({ kind }) => kind)).toEqual(['mask', 'no-target'])
    expect(declared).toEqual({ ...emptyAnnotation(size), noTarget: true })
    expect(isNoTarget(declared)).toBe(true)
    const stroke = editFromStates(declared.target, fullRle(size), {
      layer: 'target',
      tool: 'brush',
      params: {},
    })
    const overruled = apply(declared, stroke)
    expect(isNoTarget(overruled)).toBe(false)
    expect(isNoTarget(apply(overruled, invertEdit(stroke)))).toBe(true)
  })

  it('declaring or taking it back always ends there, with as few edits as possible', () => {
    fc.assert(
      fc.property(states, fc.boolean(), (state, value) => {
        const list = editsForNoTarget(state, value)
        const after = list.reduce(apply, state)
        expect(isNoTarget(after)).toBe(value)
        expect(editsForNoTarget(after, value)).toEqual([])
        expect(after.ignore).toEqual(state.ignore)
      }),
    )
  })
})

describe('history', () => {
  const walk = (state: AnnotationState, history: History, step: typeof undo) => {
    let now = { state, history }
    for (let next = step(history); next !== null; next = step(next.history))
      now = { state: apply(now.state, next.edit), history: next.history }
    return now
  }

  it('undoing all is the base, redoing all is where one was', () => {
    fc.assert(
      fc.property(states, fc.array(edits, { maxLength: 12 }), (base, some) => {
        const { state, history } = perform(base, some)
        const back = walk(state, history, undo)
        expect(back).toEqual({ state: base, history: { ...history, cursor: 0 } })
        expect(walk(back.state, back.history, redo)).toEqual({ state, history })
      }),
    )
  })

  it('every cursor is the state that was there', () => {
    fc.assert(
      fc.property(states, fc.array(edits, { maxLength: 8 }), (base, some) => {
        const { state, history } = perform(base, some)
        let now = state
        for (let cursor = history.cursor; cursor >= 0; cursor--) {
          expect(stateAt(base, { ...history, cursor })).toEqual({ ok: true, value: now })
          const step = undo({ ...history, cursor })
          if (step !== null) now = apply(now, step.edit)
        }
      }),
    )
  })

  it('a new edit forgets what could be redone', () => {
    const edit = (radius: number): Edit => ({
      kind: 'mask',
      layer: 'target',
      tool: 'brush',
      delta: fullRle(size),
      params: { radius },
    })
    const [a, b, c] = [edit(1), edit(2), edit(3)]
    const two = pushEdit(pushEdit(emptyHistory, a), b)
    expect(pushEdit(undo(two)!.history, c)).toEqual({ edits: [a, c], cursor: 2 })
    expect(redo(two)).toBeNull()
    expect(undo(emptyHistory)).toBeNull()
  })

  it('of broken edits fails', () => {
    const wrong: Edit = { kind: 'no-target', value: false }
    expect(stateAt(emptyAnnotation(size), { edits: [wrong], cursor: 1 })).toMatchObject({
      ok: false,
    })
  })
})

describe('mergeRedecoded', () => {
  it('takes pixels the area touches from the decoder, all others stay', () => {
    const side = fc.double({ min: -2, max: 9, noNaN: true })
    fc.assert(
      fc.property(
        rles,
        rles,
        fc.tuple(side, side, side, side),
        (current, redecoded, [a, b, c, d]) => {
          const box = imageBox(Math.min(a, b), Math.min(c, d), Math.max(a, b), Math.max(c, d))
          const [before, decoded] = [maskFromRle(current).bits, maskFromRle(redecoded).bits]
          const merged = maskFromRle(mergeRedecoded(current, redecoded, box)).bits
          for (let i = 0; i < pixels; i++) {
            const x = i % size.width
            const y = Math.floor(i / size.width)
            const isInside = x + 1 > box.x0 && x < box.x1 && y + 1 > box.y0 && y < box.y1
            expect(merged[i]).toBe(isInside ? decoded[i] : before[i])
          }
        },
      ),
    )
  })

  it('takes all where there is no area', () => {
    expect(mergeRedecoded(fullRle(size), emptyRle(size), null)).toEqual(emptyRle(size))
  })
})
