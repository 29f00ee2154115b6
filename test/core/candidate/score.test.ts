import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { borderContact } from '#core/candidate/border'
import { scoreTermNames, type ScoreTerms } from '#core/candidate/candidate'
import { fitGeometric, readKnots } from '#core/candidate/fit'
import type { FitRow } from '#core/candidate/fit-order'
import { scoreGeometric } from '#core/candidate/geometric'
import { geometricFit } from '#core/candidate/geometric-fit'
import { scoreTermDefinitions, scoreTerms } from '#core/candidate/score'
import { weightedSum } from '#core/candidate/weights'
import { imageBox } from '#core/geometry/box'
import { createMask } from '#core/mask/mask'
import { rleFromMask } from '#core/mask/rle'
import { regionPrior } from '#core/prior/region'
import { draft, rectangle, size } from './drafts.ts'
import { embeddedSegmenter } from '#models/registry'
import measured from '../../fixtures/geometric-rows.json' with { type: 'json' }
import { simulateRows } from './simulated-candidates.ts'

const box = imageBox(16, 12, 48, 36)
const context = { weights: regionPrior([box], size), box }
const termsOf = (...args: Parameters<typeof draft>) => scoreTerms(draft(...args), context)

describe('scoreTerms', () => {
  it('the region itself is inside, covers all, is plausible and free of borders', () => {
    expect(termsOf(rectangle(16, 12, 48, 36))).toEqual({
      predictedIou: 0.95,
      stability: 0.95,
      priorInside: 1,
      priorCovered: 1,
      areaSanity: 0.5,
      borderFree: 1,
    })
  })

  it.each([
    { name: 'half inside', rle: rectangle(40, 12, 56, 36), priorInside: 0.5, priorCovered: 0.25 },
    { name: 'elsewhere', rle: rectangle(0, 0, 8, 8), priorInside: 0, priorCovered: 0 },
    { name: 'empty', rle: rectangle(0, 0, 0, 0), priorInside: 0, priorCovered: 0 },
    { name: 'everything', rle: rectangle(0, 0, 64, 48), priorInside: 0.25, priorCovered: 1 },
  ])('prior: $name', ({ rle, priorInside, priorCovered }) => {
    expect(termsOf(rle)).toMatchObject({ priorInside, priorCovered })
  })

  it.each([
    { name: 'a speck', rle: rectangle(20, 20, 21, 21), low: 0, high: 0.01 },
    { name: 'a 64th', rle: rectangle(20, 20, 23, 24), low: 0.3, high: 0.8 },
    { name: 'a 16th', rle: rectangle(20, 20, 28, 26), low: 1, high: 1 },
    { name: 'a third', rle: rectangle(20, 16, 36, 32), low: 1, high: 1 },
    { name: 'twice the box', rle: rectangle(0, 12, 64, 36), low: 0.05, high: 0.1 },
    { name: 'the whole image', rle: rectangle(0, 0, 64, 48), low: 0, high: 0 },
  ])('area: $name', ({ rle, low, high }) => {
    const { areaSanity } = termsOf(rle)
    expect(areaSanity).toBeGreaterThanOrEqual(low)
    expect(areaSanity).toBeLessThanOrEqual(high)
  })

  it('cuts the segmenter’s numbers to 0..1', () => {
    expect(
      termsOf(rectangle(20, 20, 30, 30), { predictedIou: 1.2, stability: null }),
    ).toMatchObject({
      predictedIou: 1,
      stability: 0,
    })
  })

  it('a mask made of words is not punished for having no stability', () => {
    const words = { source: 'text-mask', predictedIou: 0.8, stability: null } as const
    expect(termsOf(rectangle(20, 20, 30, 30), words).stability).toBe(0.8)
  })

  it('the whole image has no frame free; with a region as large it has', () => {
    const whole = draft(rectangle(0, 0, 64, 48))
    expect(scoreTerms(whole, context).borderFree).toBe(0)
    const all = imageBox(0, 0, 64, 48)
    expect(scoreTerms(whole, { ...context, box: all }).borderFree).toBe(1)
  })

  it('every term has a definition of one sentence', () => {
    for (const name of scoreTermNames)
      expect(scoreTermDefinitions[name]).toMatch(/^[A-Z][^\n]{20,}\.$/)
  })
})

describe('borderContact', () => {
  const sides = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  it('agrees with counting border pixels', () => {
    fc.assert(
      fc.property(
        sides.chain(([width, height]) =>
          fc.record({
            of: fc.constant({ width, height }),
            bits: fc.uint8Array({
              min: 0,
              max: 1,
              minLength: width * height,
              maxLength: width * height,
            }),
            xs: fc.tuple(fc.integer({ min: 0, max: width }), fc.integer({ min: 0, max: width })),
            ys: fc.tuple(fc.integer({ min: 0, max: height }), fc.integer({ min: 0, max: height })),
          }),
        ),
        ({ of, bits, xs, ys }) => {
          const free = imageBox(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys))
          const mask = { ...createMask(of), bits }
          let count = 0
          for (let y = 0; y < of.height; y++) {
            for (let x = 0; x < of.width; x++) {
              if (bits[y * of.width + x] === 0) continue
              const alongX = x >= free.x0 && x < free.x1
              const alongY = y >= free.y0 && y < free.y1
              if (x === 0 && !(free.x0 === 0 && alongY)) count++
              if (x === of.width - 1 && !(free.x1 === of.width && alongY)) count++
              if (y === 0 && !(free.y0 === 0 && alongX)) count++
              if (y === of.height - 1 && !(free.y1 === of.height && alongX)) count++
            }
          }
          expect(borderContact(rleFromMask(mask), free)).toBe(count)
        },
      ),
    )
  })
})

describe('the geometric score', () => {
  const rows = simulateRows(300, 7)
  const unit = fc.double({ min: 0, max: 1, noNaN: true })
  const anyTerms = fc.record({
    predictedIou: unit,
    stability: unit,
    priorInside: unit,
    priorCovered: unit,
    areaSanity: unit,
    borderFree: unit,
  })

  it('is the fit of the rows measured on the shipped scenes', () => {
    const fit = fitGeometric(measuredRows)
    for (const name of scoreTermNames)
      expect(fit.weights[name]).toBeCloseTo(geometricFit.weights[name], 3)
    for (const { terms } of measuredRows)
      expect(
        Math.abs(scoreGeometric(terms) - readKnots(fit.knots, weightedSum(terms, fit.weights))),
      ).toBeLessThan(0.005)
  })

  it('was measured with the segmenter that ships', () => {
    expect(measured.model).toBe(embeddedSegmenter().digest)
  })

  it('puts a far better candidate first than chance or any single term does', () => {
    const byScore = meanOfFirst(measuredRows, scoreGeometric)
    for (const name of scoreTermNames)
      expect(byScore).toBeGreaterThanOrEqual(meanOfFirst(measuredRows, (terms) => terms[name]))
    const chance = mean(runsOf(measuredRows).map((rows) => mean(rows.map(({ iou }) => iou))))
    const best = mean(runsOf(measuredRows).map((rows) => Math.max(...rows.map(({ iou }) => iou))))
    expect((byScore - chance) / (best - chance)).toBeGreaterThan(0.35)
  })

  it('tells candidates of drawn scenes apart too, which it was not fitted on', () => {
    const fresh = simulateRows(100, 8)
    const chance = mean(runsOf(fresh).map((rows) => mean(rows.map(({ iou }) => iou))))
    expect(meanOfFirst(fresh, scoreGeometric)).toBeGreaterThan(2 * chance)
  })

  it('lies in 0..1 and never falls when a term rises', () => {
    fc.assert(
      fc.property(anyTerms, fc.constantFrom(...scoreTermNames), unit, (terms, name, to) => {
        const risen = { ...terms, [name]: Math.max(terms[name], to) }
        const [before, after] = [scoreGeometric(terms), scoreGeometric(risen)]
        expect(before).toBeGreaterThanOrEqual(0)
        expect(after).toBeLessThanOrEqual(1)
        expect(after).toBeGreaterThanOrEqual(before - 1e-12)
      }),
    )
  })

  it('a fit finds the one term that decides, and its table never falls', () => {
    const decided = rows.map(({ terms, run }) => ({ terms, run, iou: terms.priorInside ** 2 }))
    const fit = fitGeometric(decided)
    expect(fit.weights.priorInside).toBeGreaterThan(0.8)
    for (const name of scoreTermNames) expect(fit.weights[name]).toBeGreaterThanOrEqual(0)
    for (const [i, knot] of fit.knots.slice(1).entries()) {
      expect(knot.sum).toBeGreaterThan(fit.knots[i]!.sum)
      expect(knot.iou).toBeGreaterThanOrEqual(fit.knots[i]!.iou)
    }
    expect(() => fitGeometric([])).toThrow('at least one row')
  })

  it('a fit of rows all alike is that value', () => {
    const fit = fitGeometric(rows.slice(0, 50).map(({ terms, run }) => ({ terms, run, iou: 0.5 })))
    expect(readKnots(fit.knots, weightedSum(rows[0]!.terms, fit.weights))).toBeCloseTo(0.5)
  })
})

const measuredRows: readonly FitRow[] = measured.runs.flatMap(({ rows }, run) =>
  rows.map((values) => ({
    terms: Object.fromEntries(
      measured.terms.map((name, i) => [name, values[i] as number]),
    ) as ScoreTerms,
    iou: values.at(-1) as number,
    run,
  })),
)

function runsOf(rows: readonly FitRow[]): FitRow[][] {
  const runs: FitRow[][] = []
  for (const row of rows) (runs[row.run] ??= []).push(row)
  return runs.filter((run) => run.length > 0)
}

/** Mean true IoU of the candidate that a score puts first. */
function meanOfFirst(rows: readonly FitRow[], score: (terms: ScoreTerms) => number): number {
  return mean(
    runsOf(rows).map((run) => {
      const first = run.reduce((a, b) => (score(b.terms) > score(a.terms) ? b : a))
      return first.iou
    }),
  )
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
