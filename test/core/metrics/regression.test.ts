import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bandAt, regressionOf } from '#core/metrics/regression'

const points = (...all: readonly (readonly [number, number])[]) => all.map(([x, y]) => ({ x, y }))

test('scattered points', () => {
  // Expected values: scipy.stats.linregress, and its slope's standard error times the root of spreadX.
  const line = regressionOf(points([0.1, 0.2], [0.4, 0.3], [0.5, 0.7], [0.9, 0.8]))!
  expect(line.slope).toBeCloseTo(0.7938931297709922, 12)
  expect(line.intercept).toBeCloseTo(0.1229007633587787, 12)
  expect(line.r).toBeCloseTo(0.8910068068039617, 12)
  expect(line.error / Math.sqrt(line.spreadX)).toBeCloseTo(0.28603044267473576, 12)
})

test('the band is narrowest at the mean, as wide as asked, and nothing on a perfect line', () => {
  const line = regressionOf(points([0, 0], [1, 2], [2, 1], [3, 3]))!
  const width = (x: number, eta = 1) => bandAt(line, x, eta).high - bandAt(line, x, eta).low
  expect(width(line.meanX)).toBeCloseTo((2 * line.error) / Math.sqrt(4), 12)
  expect(width(0)).toBeGreaterThan(width(1))
  expect(width(0)).toBeCloseTo(width(3), 12)
  expect(width(0, 3)).toBeCloseTo(3 * width(0), 12)
  const straight = regressionOf(points([0, 1], [1, 3], [2, 5]))!
  expect(bandAt(straight, 5, 2)).toEqual({ x: 5, y: 11, low: 11, high: 11 })
  expect(straight.r).toBe(1)
})

test.each([
  ['no points', []],
  ['one point', points([1, 1])],
  ['x never varies', points([1, 1], [1, 2])],
])('no line: %s', (_name, of) => expect(regressionOf(of)).toBeNull())

test('no correlation where y never varies', () => {
  expect(regressionOf(points([1, 0.7], [2, 0.7], [3, 0.7]))).toMatchObject({ r: null, n: 3 })
})

test('no other line is closer', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(
      fc.array(fc.record({ x: share, y: share }), { maxLength: 12 }),
      share,
      share,
      (all, a, b) => {
        const line = regressionOf(all)
        if (line === null || line.spreadX < 1e-6) return
        const squares = (slope: number, intercept: number) =>
          all.reduce((sum, { x, y }) => sum + (y - slope * x - intercept) ** 2, 0)
        expect(squares(line.slope, line.intercept)).toBeLessThanOrEqual(
          squares(line.slope + a - 0.5, line.intercept + b - 0.5) + 1e-9,
        )
      },
    ),
  )
})
