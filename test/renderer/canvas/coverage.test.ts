import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boxHeight, boxWidth, imageBox } from '../../../core/geometry/box.ts'
import { createMask, type Mask } from '../../../core/mask/mask.ts'
import { rleFromMask } from '../../../core/mask/rle.ts'
import {
  coverageOfMask,
  coverageOfRle,
  coversVisible,
  imageFromLevelBox,
  levelBox,
  patchBox,
  updateCoverage,
  wholeLevel,
} from '../../../renderer/canvas/coverage.ts'
import { outlineOf } from '../../../renderer/canvas/outline.ts'

const masks = fc
  .record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }) })
  .chain((size) =>
    fc
      .uint8Array({
        minLength: size.width * size.height,
        maxLength: size.width * size.height,
        max: 1,
      })
      .map((bits): Mask => ({ size, bits })),
  )
const levels = fc.integer({ min: 0, max: 4 })

function sharesByHand(mask: Mask, level: number): Uint8Array {
  const box = wholeLevel(mask.size, level)
  const counts = new Float64Array(boxWidth(box) * boxHeight(box))
  mask.bits.forEach((bit, i) => {
    const x = (i % mask.size.width) >> level
    const y = Math.floor(i / mask.size.width) >> level
    counts[y * boxWidth(box) + x]! += bit
  })
  return Uint8Array.from(counts, (count) => (count * 255) / 4 ** level)
}

describe('coverage', () => {
  it('counts each level pixel alike from runs and from bits', () => {
    fc.assert(
      fc.property(masks, levels, (mask, level) => {
        const box = wholeLevel(mask.size, level)
        const expected = sharesByHand(mask, level)
        expect(coverageOfMask(mask, level, box).values).toEqual(expected)
        expect(coverageOfRle(rleFromMask(mask), level, box).values).toEqual(expected)
      }),
    )
  })

  it('of a part equals the part of the whole', () => {
    fc.assert(
      fc.property(masks, levels, (mask, level) => {
        const whole = wholeLevel(mask.size, level)
        const part = imageBox(
          Math.floor(whole.x1 / 3),
          Math.floor(whole.y1 / 4),
          whole.x1,
          Math.ceil(whole.y1 / 2),
        )
        const width = boxWidth(whole)
        const all = coverageOfRle(rleFromMask(mask), level, whole).values
        const cut = coverageOfRle(rleFromMask(mask), level, part)
        cut.values.forEach((value, i) => {
          const x = part.x0 + (i % boxWidth(part))
          const y = part.y0 + Math.floor(i / boxWidth(part))
          expect(value).toBe(all[y * width + x])
        })
      }),
    )
  })

  it('is brought up to date by the dirty box alone', () => {
    fc.assert(
      fc.property(masks, levels, fc.nat(), (mask, level, at) => {
        const box = wholeLevel(mask.size, level)
        const coverage = coverageOfMask(mask, level, box)
        const x = at % mask.size.width
        const y = at % mask.size.height
        mask.bits[y * mask.size.width + x]! ^= 1
        updateCoverage(coverage, mask, imageBox(x, y, x + 1, y + 1))
        expect(coverage.values).toEqual(sharesByHand(mask, level))
      }),
    )
  })

  it('has nothing to update beside its box', () => {
    const mask = createMask({ width: 8, height: 8 })
    const coverage = coverageOfMask(mask, 0, imageBox(0, 0, 4, 4))
    expect(updateCoverage(coverage, mask, imageBox(5, 5, 6, 6))).toBeNull()
  })
})

describe('boxes of a level', () => {
  it('contain the image box', () => {
    expect(levelBox(imageBox(3, 8, 9, 17), 2)).toEqual({ x0: 0, y0: 2, x1: 3, y1: 5 })
    expect(imageFromLevelBox(imageBox(0, 2, 3, 5), 2)).toEqual({ x0: 0, y0: 8, x1: 12, y1: 20 })
  })
})

describe('patchBox', () => {
  const small = imageBox(100, 100, 300, 200)
  const huge = imageBox(0, 0, 12_000, 9_000)
  const seen = imageBox(5000, 4000, 6400, 4900)

  it.each([
    ['a small mask whole, seen or not', small, seen, 0, small],
    ['a huge one around what is seen', huge, seen, 0, imageBox(4608, 3584, 6912, 5376)],
    ['a huge one, coarse', huge, huge, 4, imageBox(0, 0, 750, 563)],
    ['nothing of a huge one out of sight', imageBox(0, 0, 3000, 3000), seen, 0, null],
  ])('%s', (_, mask, visible, level, expected) => {
    expect(patchBox(mask, visible, level)).toEqual(expected)
  })

  it('serves what it was made for', () => {
    const part = patchBox(huge, seen, 0)!
    expect(coversVisible(part, levelBox(huge, 0), seen)).toBe(true)
    expect(coversVisible(part, levelBox(huge, 0), imageBox(4600, 4000, 6000, 4900))).toBe(false)
    expect(coversVisible(part, small, seen)).toBe(true)
  })
})

describe('outlineOf', () => {
  const lengthOf = (segments: readonly number[]) => {
    let length = 0
    for (let i = 0; i < segments.length; i += 4)
      length += segments[i + 2]! - segments[i]! + segments[i + 3]! - segments[i + 1]!
    return length
  }

  it('goes around a rectangle with four segments', () => {
    const mask = createMask({ width: 6, height: 5 })
    for (let y = 1; y < 4; y++) mask.bits.fill(1, y * 6 + 2, y * 6 + 6)
    const coverage = coverageOfMask(mask, 0, imageBox(0, 0, 6, 5))
    expect(outlineOf(coverage, coverage.box)).toEqual([
      2, 1, 6, 1, 2, 4, 6, 4, 2, 1, 2, 4, 6, 1, 6, 4,
    ])
  })

  it('is as long as the pixel edges, however cut into cells', () => {
    fc.assert(
      fc.property(masks, fc.nat(), (mask, at) => {
        const { width, height } = mask.size
        const bit = (x: number, y: number) =>
          x < 0 || y < 0 || x >= width || y >= height ? 0 : mask.bits[y * width + x]
        let edges = 0
        for (let y = 0; y <= height; y++)
          for (let x = 0; x <= width; x++)
            edges +=
              Number(bit(x, y) !== bit(x - 1, y)) * Number(y < height) +
              Number(bit(x, y) !== bit(x, y - 1)) * Number(x < width)
        const coverage = coverageOfMask(mask, 0, imageBox(0, 0, width, height))
        const cut = at % (width + 1)
        const cells = [imageBox(0, 0, cut, height), imageBox(cut, 0, width, height)]
        const parts = cells.filter((cell) => cell.x1 > cell.x0)
        expect(parts.reduce((sum, cell) => sum + lengthOf(outlineOf(coverage, cell)), 0)).toBe(
          edges,
        )
      }),
    )
  })
})
