import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { importedPrior, type WeightMap } from '#core/prior/imported'
import { priorSide } from '#core/prior/prior'
import { resamplePrior } from '#core/prior/resample'

const cells = priorSide * priorSide

function map(
  rows: number,
  columns: number,
  value: (row: number, column: number) => number,
): WeightMap {
  const values = Float64Array.from({ length: rows * columns }, (_, i) =>
    value(Math.floor(i / columns), i % columns),
  )
  return { rows, columns, values }
}

const sides = fc.integer({ min: 1, max: 70 })
const maps = fc.tuple(sides, sides).chain(([rows, columns]) =>
  fc
    .array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
      minLength: rows * columns,
      maxLength: rows * columns,
    })
    .map((values): WeightMap => ({ rows, columns, values: Float64Array.from(values) })),
)

describe('importedPrior', () => {
  it('of any map has 32 × 32 weights in [0, 1], the greatest 1', () => {
    fc.assert(
      fc.property(maps, (any) => {
        const prior = importedPrior(any)
        expect(prior).toHaveLength(cells)
        expect(prior.every((weight) => weight >= 0 && weight <= 1)).toBe(true)
        expect(Math.max(...prior)).toBe(1)
      }),
      { numRuns: 60 },
    )
  })

  it('gives an exported prior back as it was', () => {
    const weight = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000)
    fc.assert(
      fc.property(fc.array(weight, { minLength: cells, maxLength: cells }), (weights) => {
        const values = Float64Array.from([1, ...weights.slice(1)])
        const prior = importedPrior({ rows: priorSide, columns: priorSide, values })
        for (const [i, value] of values.entries()) expect(prior[i]).toBeCloseTo(value, 12)
      }),
      { numRuns: 10 },
    )
  })

  it('does not change with the map’s scale, however large or small', () => {
    const base = map(7, 40, (row, column) => (row * 3 + column) % 11)
    const prior = importedPrior(base)
    for (const scale of [1e-300, 0.1, 255, 65_535, 1e300]) {
      const scaled = importedPrior({ ...base, values: base.values.map((value) => value * scale) })
      for (const [i, weight] of prior.entries()) expect(scaled[i]).toBeCloseTo(weight, 9)
    }
  })

  it.each([
    ['zeros', 0],
    ['ones', 1],
    ['a third', 1 / 3],
    ['below zero', -0.3],
    ['the greatest number', Number.MAX_VALUE],
  ])('of %s alone is even', (_name, value) => {
    for (const [rows, columns] of [
      [1, 1],
      [24, 24],
      [32, 32],
      [45, 100],
    ] as const)
      expect(importedPrior(map(rows, columns, () => value))).toEqual(
        Array.from({ length: cells }, () => 1),
      )
  })

  it('keeps zero at zero, and shifts a map with values below it', () => {
    const half = importedPrior(map(32, 32, (_row, column) => (column < 16 ? 0.2 : 0.8)))
    expect([half[0], half[31]]).toEqual([0.25, 1])
    const logits = importedPrior(map(32, 32, (_row, column) => (column < 16 ? -3 : 1)))
    expect([logits[0], logits[31]]).toEqual([0, 1])
    const three = importedPrior(map(32, 32, (_row, column) => [-1, 0, 1][column % 3]!))
    expect(three.slice(0, 3)).toEqual([0, 0.5, 1])
  })

  it('bears the range of doubles', () => {
    const prior = importedPrior(
      map(32, 32, (_row, column) => (column < 16 ? -Number.MAX_VALUE : Number.MAX_VALUE)),
    )
    expect([prior[0], prior[31]]).toEqual([0, 1])
    const faint = importedPrior(map(32, 32, (_row, column) => (column === 5 ? 5e-324 : 0)))
    expect([faint[4], faint[5]]).toEqual([0, 1])
  })

  it('averages a finer map by area', () => {
    const fine = map(96, 64, (row, column) => (row * 64 + column) / 6143)
    const averaged = resamplePrior(fine.values, 64, 96)
    const most = Math.max(...averaged)
    for (const [i, weight] of importedPrior(fine).entries())
      expect(weight).toBeCloseTo(averaged[i]! / most, 9)
  })

  it('interpolates a coarser map, and lays it over the whole image', () => {
    // A ramp stays one: linear between the centres of the 4 columns, flat beyond the outermost.
    const ramp = importedPrior(map(2, 4, (_row, column) => column))
    const expected = Array.from(
      { length: priorSide },
      (_, i) => Math.min(3, Math.max(0, ((i + 0.5) / priorSide) * 4 - 0.5)) / 3,
    )
    for (let row = 0; row < priorSide; row++)
      for (const [column, weight] of expected.entries())
        expect(ramp[row * priorSide + column]).toBeCloseTo(weight, 9)
  })

  it('takes rows for rows: one that is finer across and coarser down', () => {
    const prior = importedPrior(map(3, 64, (row, column) => (row === 0 && column >= 62 ? 1 : 0)))
    expect(prior[31]).toBe(1)
    expect(prior[30]).toBe(0)
    expect(prior[31 * priorSide]).toBe(0)
    expect(prior.indexOf(1)).toBe(31)
  })
})
