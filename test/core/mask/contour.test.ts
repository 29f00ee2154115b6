import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contoursOf } from '#core/mask/contour'
import { createMask } from '#core/mask/mask'
import { ringsFromRle, rleFromPolygons } from '#core/mask/polygon'
import { rleFromMask } from '#core/mask/rle'
import { maskIou } from '#core/mask/rle-ops'
import { anyMask } from './masks.ts'

describe('contoursOf', () => {
  it('without a budget are the pixel edges', () => {
    fc.assert(
      fc.property(anyMask(), (mask) => {
        const rle = rleFromMask(mask)
        expect(contoursOf(rle).map((line) => [...line])).toEqual(ringsFromRle(rle))
      }),
    )
  })
  it('keep any budget', () => {
    fc.assert(
      fc.property(anyMask(), fc.integer({ min: 0, max: 60 }), (mask, budget) => {
        const lines = contoursOf(rleFromMask(mask), budget)
        expect(lines.reduce((sum, line) => sum + line.length / 2, 0)).toBeLessThanOrEqual(budget)
        for (const line of lines) expect(line.length).toBeGreaterThanOrEqual(6)
      }),
    )
  })
  it('stay close to the shape within a fair budget', () => {
    const size = { width: 120, height: 100 }
    const mask = createMask(size)
    mask.bits.forEach((_, i) => {
      const [x, y] = [(i % 120) - 60, Math.floor(i / 120) - 50]
      mask.bits[i] = x * x + y * y < 40 * 40 ? 1 : 0
    })
    const rle = rleFromMask(mask)
    const [line, ...others] = contoursOf(rle, 60)
    expect(others).toEqual([])
    expect(maskIou(rleFromPolygons([[...line!]], size), rle)).toBeGreaterThan(0.97)
  })
})
