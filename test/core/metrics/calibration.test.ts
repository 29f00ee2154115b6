import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  calibrationBins,
  calibrationOf,
  correlationOf,
  meanOf,
  medianOf,
} from '#core/metrics/calibration'

const pairs = (...all: readonly (readonly [number, number])[]) =>
  all.map(([predicted, iou]) => ({ predicted, iou }))
const estimates = fc.array(
  fc.record({
    predicted: fc.double({ min: 0, max: 1, noNaN: true }),
    iou: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 40 },
)

test.each([
  ['on a line', pairs([0.1, 0.2], [0.2, 0.4], [0.4, 0.8]), 1],
  ['on a falling line', pairs([0.1, 0.9], [0.5, 0.5], [0.9, 0.1]), -1],
  // numpy.corrcoef([0.2, 0.4, 0.6, 0.9], [0.3, 0.2, 0.7, 0.6])
  ['scattered', pairs([0.2, 0.3], [0.4, 0.2], [0.6, 0.7], [0.9, 0.6]), 0.7269],
])('correlation: %s', (_name, of, expected) => {
  expect(correlationOf(of)).toBeCloseTo(expected, 4)
})

test('no correlation where either never varies', () => {
  expect(correlationOf([])).toBeNull()
  expect(correlationOf(pairs([0.5, 0.2]))).toBeNull()
  expect(correlationOf(pairs([0.7, 0.1], [0.7, 0.4], [0.7, 0.8]))).toBeNull()
})

test.each([
  ['right in every bin', pairs([0.35, 0.3], [0.35, 0.4], [0.95, 0.95]), 0],
  ['too sure by a fifth', pairs([0.5, 0.3], [0.9, 0.7]), 0.2],
  ['bins do not make good for one another', pairs([0.15, 0.35], [0.85, 0.65]), 0.2],
  ['weighted by their share', pairs([0.15, 0.15], [0.15, 0.15], [0.15, 0.15], [1, 0.6]), 0.1],
])('calibration error: %s', (_name, of, expected) => {
  expect(calibrationOf(of)?.error).toBeCloseTo(expected, 9)
})

test('the error lies between the distance of the means and 1', () => {
  expect(calibrationOf([])).toBeNull()
  fc.assert(
    fc.property(estimates, (of) => {
      const { error, meanPredicted, meanIou } = calibrationOf(of)!
      expect(error).toBeGreaterThanOrEqual(Math.abs(meanPredicted - meanIou) - 1e-9)
      expect(error).toBeLessThanOrEqual(1)
    }),
  )
})

test('the bins hold every mask once, in its own tenth', () => {
  expect(calibrationBins([])).toEqual([])
  expect(calibrationBins(pairs([0, 0.2], [0.05, 0.4], [0.7, 0.5], [1, 0.9], [1.2, 0.7]))).toEqual([
    { from: 0, to: 0.1, n: 2, meanPredicted: 0.025, meanIou: expect.closeTo(0.3, 12) },
    { from: 0.7, to: 0.8, n: 1, meanPredicted: 0.7, meanIou: 0.5 },
    { from: 0.9, to: 1, n: 2, meanPredicted: 1.1, meanIou: expect.closeTo(0.8, 12) },
  ])
  fc.assert(
    fc.property(estimates, (of) => {
      const found = calibrationBins(of)
      expect(found.reduce((sum, { n }) => sum + n, 0)).toBe(of.length)
      for (const { from, to, meanPredicted } of found) {
        expect(meanPredicted).toBeGreaterThanOrEqual(from - 1e-9)
        expect(meanPredicted).toBeLessThanOrEqual(to + 1e-9)
      }
    }),
  )
})

test('mean and median', () => {
  expect([meanOf([]), medianOf([])]).toEqual([null, null])
  expect(meanOf([1, 2, 6])).toBe(3)
  expect([medianOf([9]), medianOf([9, 1, 2]), medianOf([9, 1, 2, 4])]).toEqual([9, 2, 3])
})
