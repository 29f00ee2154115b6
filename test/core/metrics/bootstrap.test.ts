import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bootstrapDefaults,
  bootstrapInterval,
  comparePaired,
  type Quotient,
} from '#core/metrics/bootstrap'
import { createRandom } from '#core/random'

const mean = (values: readonly number[]): Quotient[] => values.map((top) => ({ top, bottom: 1 }))
const options = { ...bootstrapDefaults, rounds: 500 }
const draw = (n: number, seed: number) => {
  const random = createRandom(seed, 9)
  return Array.from({ length: n }, () => random())
}

describe('bootstrapInterval', () => {
  it('of a mean is what the normal approximation says', () => {
    const found = bootstrapInterval(mean(draw(400, 1)))!
    // Uniform numbers: a standard deviation of 1 / √12 over √400.
    const half = (1.96 * Math.sqrt(1 / 12)) / 20
    expect(found.high - found.value).toBeCloseTo(half, 2)
    expect(found.value - found.low).toBeCloseTo(half, 2)
    expect(found.n).toBe(400)
  })
  it('covers the truth about as often as it says', () => {
    const covered = Array.from({ length: 200 }, (_, i) => {
      const { low, high } = bootstrapInterval(mean(draw(60, i)), {
        ...options,
        rounds: 300,
        seed: i,
      })!
      return low <= 0.5 && high >= 0.5
    }).filter(Boolean).length
    expect(covered).toBeGreaterThan(175)
    expect(covered).toBeLessThan(200)
  })
  it('a quotient of sums weighs large samples more', () => {
    const found = bootstrapInterval(
      [
        { top: 1, bottom: 1 },
        { top: 0, bottom: 99 },
      ],
      options,
    )!
    expect(found.value).toBe(0.01)
    expect([found.low, found.high]).toEqual([0, 1])
  })
  it('the same seed gives the same interval, another one another', () => {
    const samples = mean(draw(50, 2))
    expect(bootstrapInterval(samples, options)).toEqual(bootstrapInterval(samples, options))
    expect(bootstrapInterval(samples, { ...options, seed: 2 })).not.toEqual(
      bootstrapInterval(samples, options),
    )
  })
  it('cannot be told of nothing', () => {
    expect(bootstrapInterval([])).toBeNull()
    expect(bootstrapInterval([{ top: 0, bottom: 0 }])).toBeNull()
  })
  it('holds the figure and stays within what the samples have', () => {
    const samples = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: 1,
      maxLength: 20,
    })
    fc.assert(
      fc.property(samples, fc.nat(), (values, seed) => {
        const found = bootstrapInterval(mean(values), { ...options, rounds: 50, seed })!
        expect(found.low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-12)
        expect(found.high).toBeLessThanOrEqual(Math.max(...values) + 1e-12)
        expect(found.low).toBeLessThanOrEqual(found.high)
      }),
      { numRuns: 40 },
    )
  })
})

describe('comparePaired', () => {
  const base = draw(100, 3)
  it('a small gain on every sample is significant, however much samples differ', () => {
    const better = base.map((value, i) => value + 0.02 + 0.01 * (i % 3))
    const found = comparePaired(mean(better), mean(base), options)!
    expect(found.difference.value).toBeCloseTo(0.03, 2)
    expect(found.difference.low).toBeGreaterThan(0)
    expect(found).toMatchObject({ isSignificant: true, p: 1 / 501 })
  })
  it('noise is not', () => {
    const other = draw(100, 14)
    const found = comparePaired(mean(base), mean(other), options)!
    expect(found.isSignificant).toBe(false)
    expect(found.difference.low).toBeLessThan(0)
    expect(found.difference.high).toBeGreaterThan(0)
  })
  it('of nothing but chance about one in twenty comparisons is significant', () => {
    const false05 = Array.from({ length: 200 }, (_, i) => {
      const [a, b] = [mean(draw(30, 2 * i)), mean(draw(30, 2 * i + 1))]
      return comparePaired(a, b, { ...options, rounds: 200, seed: i })!.isSignificant
    }).filter(Boolean).length
    expect(false05).toBeGreaterThan(1)
    expect(false05).toBeLessThan(24)
  })
  it('p is that of trying every swap, where these are few', () => {
    const differences = [0.3, 0.1, 0.2, -0.05, 0.15, 0.25]
    const sums = Array.from({ length: 64 }, (_, swaps) =>
      Math.abs(differences.reduce((sum, d, i) => sum + ((swaps >> i) & 1 ? -d : d), 0)),
    )
    const exact = sums.filter((sum) => sum >= 0.95 - 1e-9).length / 64
    const found = comparePaired(mean(differences), mean(differences.map(() => 0)), {
      ...options,
      rounds: 20_000,
    })!
    expect(found.p).toBeCloseTo(exact, 2)
  })
  it('the same results: no difference, p = 1; turned round: the opposite', () => {
    expect(comparePaired(mean(base), mean(base), options)).toMatchObject({
      p: 1,
      isSignificant: false,
    })
    const other = mean(draw(100, 5))
    const [there, back] = [
      comparePaired(mean(base), other, options)!,
      comparePaired(other, mean(base), options)!,
    ]
    expect(back.difference.value).toBe(-there.difference.value)
    expect(back.p).toBe(there.p)
  })
  it('what cannot be paired', () => {
    expect(comparePaired([], [])).toBeNull()
    expect(() => comparePaired(mean([1]), [])).toThrow('paired')
  })
})
