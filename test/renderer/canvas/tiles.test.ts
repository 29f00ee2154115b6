import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { imageBox } from '../../../core/geometry/box.ts'
import {
  isPreviewEnough,
  lastLevel,
  levelFor,
  parentOf,
  tileKey,
  tilesIn,
} from '../../../renderer/canvas/tiles.ts'

const hundredMegapixels = { width: 12_000, height: 9_000 }

describe('levels', () => {
  it.each([
    [{ width: 400, height: 300 }, 0],
    [{ width: 512, height: 512 }, 0],
    [{ width: 513, height: 10 }, 1],
    [hundredMegapixels, 5],
  ])('the last of %o is %i', (size, level) => expect(lastLevel(size)).toBe(level))

  it.each([
    ['magnified', 3, 0],
    ['pixel for pixel', 1, 0],
    ['a little smaller', 0.6, 0],
    ['half', 0.5, 1],
    ['a quarter', 0.25, 2],
    ['nothing coarser than the last', 0.001, 5],
  ])('%s', (_, density, level) => expect(levelFor(density, 5)).toBe(level))

  it('never has fewer pixels than the screen', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 8, noNaN: true }), (density) => {
        expect(2 ** -levelFor(density, 20)).toBeGreaterThanOrEqual(
          Math.min(density, 1) * (1 - 1e-6),
        )
      }),
    )
  })
})

describe('isPreviewEnough', () => {
  it.each([
    ['small picture', { width: 2048, height: 900 }, 5, true],
    ['large, fitted', hundredMegapixels, 0.1, true],
    ['large, near', hundredMegapixels, 0.5, false],
  ])('%s', (_, size, density, expected) => expect(isPreviewEnough(size, density)).toBe(expected))
})

describe('tilesIn', () => {
  it('are those the box meets, nearest first', () => {
    const tiles = tilesIn(imageBox(500, 0, 1600, 512), 0, hundredMegapixels)
    expect(tiles.map(tileKey).toSorted()).toEqual(['0/0-0', '0/1-0', '0/2-0', '0/3-0'])
    expect(tiles.map(tileKey)[0]).toMatch(/^0\/[12]-0$/)
  })
  it('end with the picture', () => {
    const tiles = tilesIn(imageBox(11_900, 8_900, 99_999, 99_999), 1, hundredMegapixels)
    expect(tiles.map(tileKey)).toEqual(['1/11-8'])
  })
  it('are none for an empty box', () => {
    expect(tilesIn(imageBox(5, 5, 5, 9), 0, hundredMegapixels)).toEqual([])
  })
  it('have parents that hold them', () => {
    expect(parentOf({ level: 0, column: 5, row: 2 })).toEqual({ level: 1, column: 2, row: 1 })
  })
})
