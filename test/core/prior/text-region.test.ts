import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { priorSide } from '#core/prior/prior'
import { textRegions } from '#core/prior/text-region'

const size = { width: 640, height: 320 }

/** Weights that are 0 but for blocks of cells: column, row, width, height, weight. */
function weightsOf(...blocks: readonly (readonly [number, number, number, number, number])[]) {
  const weights = Array.from({ length: priorSide * priorSide }, () => 0)
  for (const [x, y, width, height, weight] of blocks)
    for (let row = y; row < y + height; row++)
      for (let column = x; column < x + width; column++) weights[row * priorSide + column] = weight
  return weights
}

describe('the place that a heat map of words shows', () => {
  test.each([
    ['one spot, a cell wider on each side', weightsOf([4, 8, 3, 2, 0.9]), [[60, 70, 160, 110]]],
    [
      'what is under half the highest weight is left out',
      weightsOf([4, 8, 3, 2, 0.9], [7, 8, 5, 2, 0.44]),
      [[60, 70, 160, 110]],
    ],
    ['at the border it ends with the image', weightsOf([0, 30, 2, 2, 0.6]), [[0, 290, 60, 320]]],
    [
      'cells that meet at a corner are one',
      weightsOf([4, 4, 1, 1, 0.8], [5, 5, 1, 1, 0.8]),
      [[60, 30, 140, 70]],
    ],
    [
      'two of a kind, the heavier first',
      weightsOf([2, 2, 2, 2, 0.7], [20, 20, 3, 2, 0.7]),
      [
        [380, 190, 480, 230],
        [20, 10, 100, 50],
      ],
    ],
    [
      'a far speck is noise',
      weightsOf([4, 8, 3, 2, 0.9], [25, 25, 1, 1, 0.9]),
      [[60, 70, 160, 110]],
    ],
    ['everywhere', weightsOf([0, 0, 32, 32, 0.5]), [[0, 0, 640, 320]]],
  ] as const)('%s', (_name, weights, expected) => {
    const found = textRegions({ weights, peak: 0.9 }, size)
    expect(found).toMatchObject(expected.map(([x0, y0, x1, y1]) => ({ box: { x0, y0, x1, y1 } })))
    expect(found).toHaveLength(expected.length)
  })

  test.each([
    ['nothing at all', weightsOf(), 0],
    ['a faint spot, by its peak', weightsOf([4, 8, 3, 2, 0.2]), 0.29],
  ])('%s is no place', (_name, weights, peak) => {
    expect(textRegions({ weights, peak }, size)).toEqual([])
  })

  test('whatever the weights, one to four boxes in the image', () => {
    const weight = fc.double({ min: 0, max: 1, noNaN: true })
    const weights = fc.array(weight, { minLength: 1024, maxLength: 1024 })
    fc.assert(
      fc.property(weights, (given) => {
        fc.pre(Math.max(...given) > 0)
        const regions = textRegions({ weights: given, peak: 1 }, size)
        expect(regions.length).toBeGreaterThan(0)
        expect(regions.length).toBeLessThanOrEqual(4)
        for (const region of regions) {
          if (region.kind !== 'box') throw new Error('no box')
          const { x0, y0, x1, y1 } = region.box
          expect(x0 >= 0 && y0 >= 0 && x1 <= size.width && y1 <= size.height).toBe(true)
          expect(x1 > x0 && y1 > y0).toBe(true)
        }
      }),
      { numRuns: 30 },
    )
  })
})
