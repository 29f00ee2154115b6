import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/metrics.json' with { type: 'json' }
import { rleFromMask } from '#core/mask/rle'
import { boundaryIou } from '#core/metrics/boundary'
import {
  maskAgreementOf,
  maskPairs,
  meanMaskAgreement,
  raterPairs,
  type RaterMask,
} from '#core/metrics/mask-agreement'
import { maskOfRows, masksOf, sizes } from '../mask/masks.ts'

const { staple } = vectors
const rater = (name: string, rows: readonly string[], ignore?: readonly string[]): RaterMask => ({
  rater: name,
  target: rleFromMask(maskOfRows(rows)),
  ignore: ignore === undefined ? null : rleFromMask(maskOfRows(ignore)),
})
const four = staple.raters.map((rows, i) => rater(`r${i}`, rows))

describe('pairs of masks', () => {
  it('the vector', () => {
    const pairs = maskPairs(four)
    expect(pairs).toHaveLength(6)
    pairs.forEach(({ iou, dice }, i) => {
      expect(iou).toBeCloseTo(staple.pairwise_iou[i]!, 12)
      expect(dice).toBeCloseTo(staple.pairwise_dice[i]!, 12)
    })
    const all = maskAgreementOf(pairs)!
    expect(all.iou).toBeCloseTo(staple.mean_pairwise_iou, 12)
    expect(all.leastIou).toBe(0.3)
    expect(all.sameTarget).toBeCloseTo(3 / 6, 12)
    expect(all.boundaryIou).toBeCloseTo(
      (boundaryIou(four[0]!.target, four[1]!.target) +
        pairs.slice(1).reduce((sum, pair) => sum + pair.boundaryIou, 0)) /
        6,
      12,
    )
  })
  it.each([
    ['both see no target', ['000'], ['000'], 1, true],
    ['one sees no target', ['110'], ['000'], 0, false],
    ['half in common is the same target', ['110'], ['100'], 0.5, true],
    ['less is not', ['111'], ['100'], 1 / 3, false],
  ])('%s', (_name, a, b, iou, isSameTarget) => {
    const [pair] = maskPairs([rater('a', a), rater('b', b)])
    expect(pair).toMatchObject({ iou, isSameTarget })
  })
  it('what either ignores counts for neither', () => {
    const pairs = maskPairs([rater('a', ['1100'], ['0110']), rater('b', ['1001'], ['0001'])])
    expect(pairs).toEqual([
      { raters: ['a', 'b'], iou: 1, dice: 1, boundaryIou: 1, isSameTarget: true },
    ])
  })
  it('says nothing of a single annotator', () => {
    expect(maskPairs([rater('a', ['1'])])).toEqual([])
    expect(maskAgreementOf([])).toBeNull()
    expect(meanMaskAgreement([])).toBeNull()
  })
  it('the order of the annotators changes no measure', () => {
    const masks = sizes(12).chain((size) => fc.array(masksOf(size), { minLength: 2, maxLength: 4 }))
    fc.assert(
      fc.property(masks, (all) => {
        const raters = all.map((mask, i) => ({
          rater: `${i}`,
          target: rleFromMask(mask),
          ignore: null,
        }))
        const [there, back] = [raters, raters.toReversed()].map((one) =>
          maskAgreementOf(maskPairs(one)),
        )
        for (const key of ['iou', 'leastIou', 'dice', 'boundaryIou', 'sameTarget'] as const) {
          expect(there![key]).toBeCloseTo(back![key], 12)
          expect(there![key]).toBeGreaterThanOrEqual(0)
          expect(there![key]).toBeLessThanOrEqual(1)
        }
        expect(there!.leastIou).toBeLessThanOrEqual(there!.iou + 1e-12)
        expect(there!.dice).toBeGreaterThanOrEqual(there!.iou - 1e-12)
      }),
    )
  })
})

describe('over many samples', () => {
  const first = maskPairs([rater('b', ['10']), rater('a', ['10']), rater('c', ['01'])])
  const second = maskPairs([rater('a', ['11']), rater('c', ['01'])])
  it('each sample weighs the same', () => {
    const mean = meanMaskAgreement([maskAgreementOf(first)!, maskAgreementOf(second)!])!
    expect(mean.pairs).toBe(4)
    expect(mean.iou).toBeCloseTo((1 / 3 + 1 / 2) / 2, 12)
    expect(mean.sameTarget).toBeCloseTo((1 / 3 + 1) / 2, 12)
    expect(mean.leastIou).toBe(0)
  })
  it('who agrees with whom, worst first', () => {
    expect(raterPairs([...first, ...second])).toMatchObject([
      { raters: ['b', 'c'], pairs: 1, iou: 0 },
      { raters: ['a', 'c'], pairs: 2, iou: 0.25, leastIou: 0, sameTarget: 0.5 },
      { raters: ['a', 'b'], pairs: 1, iou: 1 },
    ])
  })
})
