import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { idsOfText, textOfIds } from '../../../../renderer/panels/reasoning/ids-text.ts'

describe('ids as text', () => {
  it.each<[string, string, readonly number[] | null]>([
    ['one', '4', [4]],
    ['a range', '2-3', [2, 3]],
    ['a range with a dash', '2–4', [2, 3, 4]],
    ['a range with spaces', '2 - 4', [2, 3, 4]],
    ['several', '1, 4-5', [1, 4, 5]],
    ['several without commas', '1 3 2', [1, 2, 3]],
    ['one twice', '3,3', [3]],
    ['the last', '9', [9]],
    ['none', '', null],
    ['beyond the grid', '10', null],
    ['zero', '0', null],
    ['backwards', '3-2', null],
    ['words', 'two', null],
  ])('%s', (_, text, ids) => {
    expect(idsOfText(text, 9)).toEqual(ids)
  })

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 21 }), { minLength: 1 }), (ids) => {
        expect(idsOfText(textOfIds(ids), 21)).toEqual(ids.toSorted((a, b) => a - b))
      }),
    )
  })
})
