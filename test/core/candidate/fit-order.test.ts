import fc from 'fast-check'
import { expect, it } from 'vitest'
import { scoreTermNames, type ScoreTerms } from '#core/candidate/candidate'
import type { FitRow } from '#core/candidate/fit-order'
import { sharpenOrder } from '#core/candidate/fit-order'

const terms = (over: Partial<ScoreTerms>): ScoreTerms => ({
  predictedIou: 0,
  stability: 0,
  priorInside: 0,
  priorCovered: 0,
  areaSanity: 0,
  borderFree: 0,
  ...over,
})
const equal = Object.fromEntries(scoreTermNames.map((name) => [name, 1])) as ScoreTerms

it('moves to the term that puts the best candidate first', () => {
  const rows: FitRow[] = Array.from({ length: 40 }, (_, run) => [
    { run, terms: terms({ stability: 0.6, predictedIou: 0.5 }), iou: 0.2 },
    { run, terms: terms({ stability: 0.55, predictedIou: 0.65 }), iou: 0.9 },
  ]).flat()
  const weights = sharpenOrder(rows, { ...terms({ stability: 1 }) })
  const [misled, good] = rows.map((row) =>
    scoreTermNames.reduce((sum, name) => sum + weights[name] * row.terms[name], 0),
  )
  expect(good).toBeGreaterThan(misled!)
})

it('leaves weights alone that put the best first already, but for their sum', () => {
  const rows = [
    { run: 0, terms: terms({ predictedIou: 0.9 }), iou: 0.9 },
    { run: 0, terms: terms({ predictedIou: 0.1 }), iou: 0.1 },
  ]
  expect(sharpenOrder(rows, terms({ predictedIou: 3 }))).toEqual(terms({ predictedIou: 1 }))
})

it('weights are never negative and sum to 1, whatever the rows', () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true })
  const anyTerms = fc.record(
    Object.fromEntries(scoreTermNames.map((name) => [name, unit])),
  ) as fc.Arbitrary<ScoreTerms>
  const rows = fc.array(fc.record({ terms: anyTerms, iou: unit, run: fc.nat({ max: 3 }) }), {
    minLength: 1,
    maxLength: 12,
  })
  fc.assert(
    fc.property(rows, fc.constantFrom(equal, terms({})), (given, start) => {
      const found = Object.values(sharpenOrder(given, start))
      expect(Math.min(...found)).toBeGreaterThanOrEqual(0)
      expect(found.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9)
    }),
    { numRuns: 40 },
  )
})
