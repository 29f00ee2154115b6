import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Grid } from '#core/grid/grid'
import { checkReasoning } from '#core/prompt/check'
import { formatSpans, parseSpans } from '#core/prompt/spans'

describe('spans', () => {
  it.each([
    { text: '2-3', ids: [2, 3] },
    { text: '4,5', ids: [4, 5] },
    { text: ' 7 – 9 , 1', ids: [1, 7, 8, 9] },
    { text: '3,3,2-4', ids: [2, 3, 4] },
    { text: '1000', ids: [1000] },
  ])('$text', ({ text, ids }) => {
    expect(parseSpans(text)).toEqual({ ok: true, value: ids })
  })

  it.each(['', ',', '1,', '0', '3-2', '-1', '1.5', 'two', '1-2-3', '1 2', '1-1001', '99999'])(
    'refuses “%s”',
    (text) => {
      expect(parseSpans(text)).toMatchObject({ ok: false, error: { code: 'bad_input' } })
    },
  )

  it('are written as people write them', () => {
    expect(formatSpans([5, 3, 2, 3])).toBe('2–3, 5')
    expect(formatSpans([])).toBe('')
  })

  it('read back what they write', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1 })
    fc.assert(
      fc.property(ids, (some) => {
        expect(parseSpans(formatSpans(some))).toEqual({
          ok: true,
          value: some.toSorted((a, b) => a - b),
        })
      }),
    )
  })
})

describe('checkReasoning', () => {
  const grid: Grid = { n: 5, style: 'split', shift: false, size: { width: 100, height: 80 } }
  const found = {
    kind: 'regions',
    target: ' the shell ',
    attributes: ['brown', '  ', ' round'],
    regions: [{ kind: 'strips', rows: [3, 2], columns: [4] }],
    rationale: ' it covers the snail\n',
  } as const

  it('trims texts and puts ids in order', () => {
    expect(checkReasoning(found, grid)).toEqual({
      ok: true,
      value: {
        kind: 'regions',
        target: 'the shell',
        attributes: ['brown', 'round'],
        regions: [{ kind: 'strips', rows: [2, 3], columns: [4] }],
        rationale: 'it covers the snail',
      },
    })
    expect(checkReasoning({ kind: 'absent', rationale: ' none ' }, grid)).toEqual({
      ok: true,
      value: { kind: 'absent', rationale: 'none' },
    })
  })

  it('refuses no region, and any region off the grid', () => {
    expect(checkReasoning({ ...found, regions: [] }, grid)).toMatchObject({
      ok: false,
      error: { code: 'bad_input' },
    })
    const off = { kind: 'cells', cells: [26] } as const
    expect(checkReasoning({ ...found, regions: [...found.regions, off] }, grid)).toMatchObject({
      ok: false,
      error: { message: 'the grid has no cell 26' },
    })
  })
})
