import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/metrics.json' with { type: 'json' }
import { alphaOfLabels, fleissKappa, krippendorffAlpha } from '#core/metrics/label-agreement'

const { fleiss, krippendorff } = vectors.agreement

/** Raters in rows, as the vector has them, to samples in rows. */
const samplesOf = <T>(raters: readonly (readonly T[])[]) =>
  raters[0]!.map((_, i) => raters.map((row) => row[i]!))
const levels = ['nominal', 'ordinal', 'interval'] as const

describe('Krippendorff', () => {
  it.each(levels)('%s, with missing ratings', (level) => {
    const units = samplesOf<number | null>(krippendorff.ratings)
    expect(krippendorffAlpha(units, level)).toBeCloseTo(krippendorff[level], 12)
  })
  it('names are as good as numbers', () => {
    const units = samplesOf<number | null>(krippendorff.ratings)
    const named = units.map((unit) => unit.map((one) => (one === null ? null : `kind ${one}`)))
    expect(alphaOfLabels(named)).toBeCloseTo(krippendorff.nominal, 12)
  })
  it.each([
    ['nothing', []],
    ['one rating a sample', [['a'], ['b', null]]],
    [
      'a single value',
      [
        ['a', 'a'],
        ['a', 'a', 'a'],
      ],
    ],
  ])('cannot be told of %s', (_name, units) => expect(alphaOfLabels(units)).toBeNull())
  it('is 1 where all agree, below 0 where all differ', () => {
    expect(alphaOfLabels([['a', 'a'], ['b', 'b', 'b'], ['c']])).toBe(1)
    expect(
      alphaOfLabels([
        ['a', 'b'],
        ['b', 'a'],
      ]),
    ).toBeLessThan(0)
  })
  it('a near miss costs less where values are ordered', () => {
    const units = [
      [1, 2],
      [3, 3],
      [5, 5],
      [1, 1],
      [5, 4],
    ]
    const [nominal, ordinal, interval] = levels.map((level) => krippendorffAlpha(units, level)!)
    expect(ordinal).toBeGreaterThan(nominal!)
    expect(interval).toBeGreaterThan(nominal!)
  })
  it('does not care who rated, nor where interval values begin and how long their unit is', () => {
    const rating = fc.option(fc.integer({ min: 0, max: 4 }), { freq: 4 })
    fc.assert(
      fc.property(fc.array(fc.array(rating, { maxLength: 4 }), { maxLength: 8 }), (units) => {
        for (const level of levels) {
          const alpha = krippendorffAlpha(units, level)
          const moved = units.map((unit) =>
            unit.toReversed().map((one) => (one === null ? null : 7 + 3 * one)),
          )
          const again = krippendorffAlpha(moved, level)
          if (alpha === null) expect(again).toBeNull()
          else {
            expect(again).toBeCloseTo(alpha, 9)
            expect(alpha).toBeLessThanOrEqual(1)
          }
        }
      }),
    )
  })
})

describe('Fleiss', () => {
  it('the vector', () => {
    const found = fleissKappa(fleiss.table)!
    expect(found.kappa).toBeCloseTo(fleiss.kappa, 12)
    expect(found.observed).toBeCloseTo(fleiss.P_bar, 12)
    expect(found.expected).toBeCloseTo(fleiss.P_e, 12)
  })
  it('is 1 where all agree and undefined where there is one category', () => {
    expect(
      fleissKappa([
        [3, 0],
        [0, 3],
      ])?.kappa,
    ).toBe(1)
    expect(
      fleissKappa([
        [3, 0],
        [3, 0],
      ]),
    ).toEqual({ kappa: null, observed: 1, expected: 1 })
    expect(fleissKappa([])).toBeNull()
  })
  it.each([
    [[[1, 0]]],
    [
      [
        [2, 0],
        [1, 2],
      ],
    ],
  ])('throws at %j', (table) => {
    expect(() => fleissKappa(table)).toThrow('same number of ratings')
  })
})
