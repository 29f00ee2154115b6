import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  agreementOf,
  agreementOverTime,
  kendallTauB,
  type JudgedSample,
} from '#core/metrics/agreement'

const pairs = (predicted: readonly number[], ious: readonly number[]) =>
  predicted.map((one, i) => ({ predicted: one, iou: ious[i]! }))

// Expected values: scipy.stats.kendalltau, variant b.
test.each([
  ['the same order', [0.1, 0.2, 0.3], [0.4, 0.5, 0.9], 1],
  ['the opposite order', [0.1, 0.2, 0.3], [0.9, 0.5, 0.4], -1],
  ['some of each', [1, 2, 3, 4, 5], [3, 1, 2, 5, 4], 0.4],
  ['ties on both sides', [0.9, 0.9, 0.5, 0.1, 0.5], [0.8, 0.7, 0.7, 0.2, 0.1], 0.5892556509887895],
  [
    'many ties',
    [0.1, 0.1, 0.3, 0.7, 0.7, 0.7],
    [0.5, 0.2, 0.2, 0.9, 0.5, 0.1],
    0.08362420100070908,
  ],
])('tau-b: %s', (_name, predicted, ious, expected) => {
  expect(kendallTauB(pairs(predicted, ious))).toBeCloseTo(expected, 12)
})

test('no tau where either never varies', () => {
  expect(kendallTauB([])).toBeNull()
  expect(kendallTauB(pairs([0.5], [0.5]))).toBeNull()
  expect(kendallTauB(pairs([0.5, 0.5, 0.5], [0.1, 0.2, 0.3]))).toBeNull()
})

test('tau lies between -1 and 1, turns with the order and knows ranks alone', () => {
  const estimate = fc.record({ predicted: fc.nat(5), iou: fc.nat(5) })
  fc.assert(
    fc.property(fc.array(estimate, { maxLength: 15 }), (all) => {
      const tau = kendallTauB(all)
      if (tau === null) return
      expect(Math.abs(tau)).toBeLessThanOrEqual(1 + 1e-12)
      const turned = all.map(({ predicted, iou }) => ({ predicted: -predicted, iou }))
      expect(kendallTauB(turned)).toBeCloseTo(-tau, 12)
      const bent = all.map(({ predicted, iou }) => ({ predicted: predicted ** 3, iou: iou ** 2 }))
      expect(kendallTauB(bent)).toBeCloseTo(tau, 12)
    }),
  )
})

function sample(at: number, acceptedRank: number | null, ...ious: number[]): JudgedSample {
  const scores = [0.9, 0.6, 0.4, 0.2]
  return {
    at: `2030-01-0${at}T00:00:00.000Z`,
    acceptedRank,
    candidates: ious.map((iou, i) => ({ predicted: scores[i]!, iou })),
  }
}

const four = [
  sample(1, 1, 1, 0.5, 0.2, 0),
  sample(4, null, 0.1, 0.3),
  sample(2, 3, 0.4, 0.2, 0.8, 0.9),
  sample(3, 4, 0.5, 0.5, 0.5, 1),
]

test('agreement over some samples', () => {
  const all = agreementOf(four)
  expect(all).toMatchObject({ samples: 4, rankOne: 0.25, topThree: 0.5, tauSamples: 4 })
  expect(all.rankOneIou).toBeCloseTo((1 + 0.1 + 0.4 + 0.5) / 4, 12)
  expect(all.topThreeIou).toBeCloseTo((1 + 0.3 + 0.8 + 0.5) / 4, 12)
  // By scipy: 1, -1, 2/3 the other way round, and the tied one.
  expect(all.tau).toBeCloseTo((1 - 1 - 2 / 3 - 0.7071067811865475) / 4, 9)
})

test('nothing can be told of no samples, nor a tau of single candidates', () => {
  const nothing = { rankOne: null, topThree: null, rankOneIou: null, topThreeIou: null, tau: null }
  expect(agreementOf([])).toEqual({ samples: 0, tauSamples: 0, ...nothing })
  expect(agreementOf([sample(1, 1, 0.9)])).toMatchObject({ rankOne: 1, tau: null, tauSamples: 0 })
})

test('over time: after each sample, of the last few', () => {
  const told = agreementOverTime(four, 2)
  expect(told.map(({ at }) => at.slice(8, 10))).toEqual(['01', '02', '03', '04'])
  expect(told.map(({ samples }) => samples)).toEqual([1, 2, 2, 2])
  expect(told.map(({ rankOne }) => rankOne)).toEqual([1, 0.5, 0, 0])
  expect(told.map(({ topThree }) => topThree)).toEqual([1, 1, 0.5, 0])
  expect(told[3]!.topThreeIou).toBeCloseTo((0.5 + 0.3) / 2, 12)
})
