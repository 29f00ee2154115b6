import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Size } from '#core/geometry/size'
import type { Mask } from '#core/mask/mask'
import { rasterOf } from '#core/mask/raster'
import { rleFromMask } from '#core/mask/rle'
import { anyMask, maskOfRows, rowsOfMask, sizes } from './masks.ts'

/** Share of one pixel of the frame, pixel of the mask by pixel of the mask. */
function naiveShare(mask: Mask, frame: Size, x: number, y: number): number {
  const [across, down] = [mask.size.width / frame.width, mask.size.height / frame.height]
  const shared = (at: number, step: number, pixel: number) =>
    Math.max(0, Math.min((at + 1) * step, pixel + 1) - Math.max(at * step, pixel))
  let area = 0
  for (let j = 0; j < mask.size.height; j++)
    for (let i = 0; i < mask.size.width; i++)
      if (mask.bits[j * mask.size.width + i] === 1)
        area += shared(x, across, i) * shared(y, down, j)
  return area / (across * down)
}

test.each([
  ['the same size: the same mask', ['0110', '0010'], ['0110', '0010']],
  ['twice as large: each pixel four times', ['01', '10'], ['0011', '0011', '1100', '1100']],
  ['half as large: half of a pixel is enough', ['1100', '0001', '1000', '0000'], ['10', '00']],
  ['a mask under half everywhere keeps where it is most', ['1000', '0000', '0000', '0000'], ['1']],
  ['an empty one stays empty', ['0000', '0000'], ['00']],
])('%s', (_name, rows, expected) => {
  const size = { width: expected[0]!.length, height: expected.length }
  expect(rowsOfMask(rasterOf(rleFromMask(maskOfRows(rows)), size))).toEqual(expected)
})

test('a pixel is set by the share of it that is covered, in any frame', () => {
  fc.assert(
    fc.property(anyMask(12), sizes(16), (mask, frame) => {
      const raster = rasterOf(rleFromMask(mask), frame)
      const shares = Array.from(raster.bits, (_, i) =>
        naiveShare(mask, frame, i % frame.width, Math.floor(i / frame.width)),
      )
      const most = Math.max(...shares)
      const least = most < 0.5 - 1e-6 ? most / 2 : 0.5
      for (const [i, share] of shares.entries())
        if (Math.abs(share - least) > 1e-5) expect(raster.bits[i]).toBe(share > least ? 1 : 0)
      expect(raster.bits.includes(1)).toBe(mask.bits.includes(1))
    }),
  )
})
