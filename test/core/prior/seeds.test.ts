import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { imageBox, isInBox } from '#core/geometry/box'
import { priorSide } from '#core/prior/prior'
import { cellBox, regionPrior } from '#core/prior/region'
import { chooseSeeds } from '#core/prior/seeds'

const cells = priorSide * priorSide
const size = { width: 640, height: 480 }
const settings = { priorCells: 32, seedCells: 16, seedPoints: 32 }
const zeros: number[] = Array.from({ length: cells }, () => 0)
const filled = (entries: Readonly<Record<number, number>>) =>
  zeros.map((zero, i) => entries[i] ?? zero)
const seeds = (weights: readonly number[], means = zeros, given = {}) =>
  chooseSeeds({ weights, sources: ['region'] }, means, size, { ...settings, ...given })
const countsOf = (found: ReturnType<typeof seeds>) => {
  const counts = new Map<number, number>()
  for (const { cell } of found) counts.set(cell, (counts.get(cell) ?? 0) + 1)
  return Object.fromEntries(counts)
}

describe('which cells', () => {
  it('none of weight zero, whatever the mean', () => {
    expect(countsOf(seeds(filled({ 5: 0.01 }), filled({ 9: 30 })))).toEqual({ 5: 32 })
    expect(seeds(zeros)).toEqual([])
  })

  it('the heaviest, then by mean the cells kept', () => {
    const weights = filled({ 1: 1, 2: 0.9, 3: 0.8, 4: 0.1 })
    const means = filled({ 1: -5, 2: 2, 3: 1, 4: 9 })
    const found = seeds(weights, means, { priorCells: 3, seedCells: 2, seedPoints: 2 })
    expect(found.map(({ cell }) => cell)).toEqual([2, 3])
  })

  it('ties of weight go to the greater mean', () => {
    const means = filled({ 7: 3, 8: 2 })
    const ones = zeros.map(() => 1)
    const found = seeds(ones, means, { priorCells: 2, seedPoints: 2 })
    expect(found.map(({ cell }) => cell)).toEqual([7, 8])
  })

  it('ties of both go to the farthest from those taken, from the middle outward', () => {
    const ones = zeros.map(() => 1)
    const found = seeds(ones, zeros, { priorCells: 5, seedPoints: 5 }).map(({ cell }) => cell)
    const corners = [0, 31, 31 * 32, 31 * 32 + 31]
    expect(found[0]).toBe(15 * 32 + 15)
    expect(found.slice(1).toSorted((a, b) => a - b)).toEqual(corners)
  })

  it('weights that differ by rounding are ties', () => {
    const weights = filled({ 3: 1, 4: 1 - 1e-13 })
    const found = seeds(weights, filled({ 3: 1, 4: 2 }), { priorCells: 1, seedPoints: 1 })
    expect(found.map(({ cell }) => cell)).toEqual([4])
  })
})

describe('how many points', () => {
  it.each([
    { name: 'in proportion', weights: { 0: 0.75, 1: 0.25 }, points: 8, counts: { 0: 6, 1: 2 } },
    {
      name: 'largest remainder',
      weights: { 0: 1, 1: 0.5, 2: 0.3 },
      points: 4,
      counts: { 0: 2, 1: 1, 2: 1 },
    },
    {
      name: 'at least one each',
      weights: { 0: 1, 1: 0.001, 2: 0.001 },
      points: 4,
      counts: { 0: 2, 1: 1, 2: 1 },
    },
    {
      name: 'fewer points than cells',
      weights: { 0: 1, 1: 0.9, 2: 0.8 },
      points: 2,
      counts: { 0: 1, 1: 1 },
    },
  ])('$name', ({ weights, points, counts }) => {
    expect(countsOf(seeds(filled(weights), zeros, { seedPoints: points }))).toEqual(counts)
  })
})

describe('where and in which order', () => {
  it('a cell’s first point is its centre, the others lie inside and apart', () => {
    const found = seeds(filled({ 33: 1 }))
    expect(found[0]!.point).toEqual({ x: 30, y: 22.5 })
    const box = imageBox(20, 15, 40, 30)
    expect(cellBox(33, size)).toEqual(box)
    expect(found.every(({ point }) => isInBox(point, box))).toBe(true)
    const gaps = found.flatMap((a, i) =>
      found
        .slice(i + 1)
        .map((b) => Math.hypot((a.point.x - b.point.x) / 20, (a.point.y - b.point.y) / 15)),
    )
    expect(Math.min(...gaps)).toBeGreaterThan(0.06)
  })

  it('of any prior: as many as asked, inside their cells, strongest first, the same again', () => {
    const boxes = fc.tuple(
      fc.nat(600),
      fc.nat(440),
      fc.integer({ min: 1, max: 640 }),
      fc.integer({ min: 1, max: 480 }),
    )
    const logits = fc.array(fc.double({ min: -30, max: 30, noNaN: true }), {
      minLength: cells,
      maxLength: cells,
    })
    fc.assert(
      fc.property(
        boxes,
        logits,
        fc.integer({ min: 1, max: 40 }),
        ([x, y, w, h], means, seedPoints) => {
          const weights = regionPrior([imageBox(x, y, x + w, y + h)], size)
          const found = seeds(weights, means, { seedPoints })
          expect(found).toHaveLength(seedPoints)
          expect(Object.keys(countsOf(found)).length).toBeLessThanOrEqual(settings.seedCells)
          for (const [i, seed] of found.entries()) {
            expect(isInBox(seed.point, cellBox(seed.cell, size))).toBe(true)
            expect(seed.weight).toBeGreaterThan(0)
            if (i > 0) expect(seed.strength).toBeLessThanOrEqual(found[i - 1]!.strength)
          }
          expect(seeds(weights, means, { seedPoints })).toEqual(found)
        },
      ),
      { numRuns: 30 },
    )
  })
})
