import fc from 'fast-check'
import { expect, test } from 'vitest'
import { imagePoint } from '#core/geometry/point'
import { deepestPixel } from '#core/mask/depth'
import type { Mask } from '#core/mask/mask'
import { rleFromMask } from '#core/mask/rle'
import { anyMask, maskOfRows } from './masks.ts'

/** Distance from a pixel to the nearest one outside, by looking at them all, a ring beyond the image among them. */
function naiveDepth({ size: { width, height }, bits }: Mask, x: number, y: number): number {
  let least = Infinity
  for (let j = -1; j <= height; j++)
    for (let i = -1; i <= width; i++) {
      const isOutside = i < 0 || j < 0 || i >= width || j >= height || bits[j * width + i] === 0
      if (isOutside) least = Math.min(least, Math.hypot(i - x, j - y))
    }
  return least
}

test.each([
  ['a square: its middle', ['00000', '01110', '01110', '01110', '00000'], [2.5, 2.5, 2]],
  ['the image’s border is outside', ['111', '111', '111'], [1.5, 1.5, 2]],
  ['of equals the first row by row', ['0110', '0110'], [1.5, 0.5, 1]],
  ['the wider of two parts', ['100111', '000111', '100111'], [4.5, 1.5, 2]],
  ['diagonal neighbours are further than a side’s', ['010', '111', '010'], [1.5, 1.5, Math.SQRT2]],
] as const)('%s', (_name, rows, [x, y, depth]) => {
  expect(deepestPixel(rleFromMask(maskOfRows(rows)))).toEqual({
    point: { x, y },
    depth,
  })
})

test('nothing is deepest in an empty mask, or where every pixel is passed over', () => {
  expect(deepestPixel(rleFromMask(maskOfRows(['00', '00'])))).toBeNull()
  const one = rleFromMask(maskOfRows(['00', '01']))
  expect(deepestPixel(one, [imagePoint(0.5, 0.5)])).not.toBeNull()
  expect(deepestPixel(one, [imagePoint(1.2, 1.9)])).toBeNull()
})

test('it is as deep as any pixel is', () => {
  fc.assert(
    fc.property(anyMask(14), (mask) => {
      const depths = [...mask.bits].map((bit, i) =>
        bit === 0 ? 0 : naiveDepth(mask, i % mask.size.width, Math.floor(i / mask.size.width)),
      )
      const most = Math.max(...depths)
      const found = deepestPixel(rleFromMask(mask))
      expect(found?.depth ?? 0).toBeCloseTo(most, 9)
      if (found === null) return
      const at = Math.floor(found.point.y) * mask.size.width + Math.floor(found.point.x)
      expect(depths.findIndex((one) => one > most - 1e-9)).toBe(at)
    }),
  )
})
