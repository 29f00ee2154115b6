import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeQuality, spearmanOf } from '#core/metrics/judge-quality'

const pairs = (predicted: readonly number[], ious: readonly number[]) =>
  predicted.map((one, i) => ({ predicted: one, iou: ious[i]! }))

// Expected values: scipy.stats.spearmanr.
test.each([
  ['the same order', [0.1, 0.2, 0.9], [0.4, 0.5, 0.6], 1],
  ['the opposite order', [0.1, 0.2, 0.9], [0.6, 0.5, 0.4], -1],
  ['some of each', [1, 2, 3, 4, 5], [3, 1, 2, 5, 4], 0.6],
  ['ties on both sides', [0.9, 0.9, 0.5, 0.1, 0.5], [0.8, 0.7, 0.7, 0.2, 0.1], 0.7029594915666376],
])('rank correlation: %s', (_name, predicted, ious, expected) => {
  expect(spearmanOf(pairs(predicted, ious))).toBeCloseTo(expected, 12)
})

test('no rank correlation where either never varies', () => {
  expect(spearmanOf([])).toBeNull()
  expect(spearmanOf(pairs([0.5, 0.5], [0.1, 0.2]))).toBeNull()
})

test('a judge over some samples', () => {
  const found = judgeQuality([
    pairs([0.9, 0.6, 0.4, 0.2], [0.5, 0.7, 0.1, 0.8]),
    pairs([0.2, 0.8], [0.3, 0.6]),
    pairs([0.5], [0.5]),
    [],
  ])
  expect(found).toMatchObject({ samples: 3, spearmanSamples: 2 })
  expect(found.absoluteError).toBeCloseTo((0.4 + 0.1 + 0.3 + 0.6 + 0.1 + 0.2 + 0) / 7, 12)
  expect(found.regret).toBeCloseTo((0.3 + 0 + 0) / 3, 12)
  expect(found.topOne).toBeCloseTo((0.5 + 0.6 + 0.5) / 3, 12)
  expect(found.topThree).toBeCloseTo((0.7 + 0.6 + 0.5) / 3, 12)
})

test('nothing can be told of no samples', () => {
  expect(judgeQuality([[]])).toEqual({
    samples: 0,
    absoluteError: null,
    spearman: null,
    spearmanSamples: 0,
    regret: null,
    topOne: null,
    topThree: null,
  })
})

test('the oracle is never worse, the regret never negative, and ranks alone matter', () => {
  const estimate = fc.record({
    predicted: fc.integer({ min: 0, max: 9 }).map((n) => n / 9),
    iou: fc.integer({ min: 0, max: 9 }).map((n) => n / 9),
  })
  fc.assert(
    fc.property(fc.array(fc.array(estimate, { maxLength: 8 }), { maxLength: 5 }), (all) => {
      const { samples, regret, topOne, topThree } = judgeQuality(all)
      if (samples > 0) {
        expect(regret).toBeGreaterThanOrEqual(0)
        expect(topThree).toBeGreaterThanOrEqual(topOne! - 1e-12)
      }
      for (const candidates of all) {
        const bent = candidates.map(({ predicted, iou }) => ({
          predicted: predicted ** 3,
          iou: 2 * iou,
        }))
        expect(spearmanOf(bent)).toEqual(spearmanOf(candidates))
      }
    }),
  )
})
