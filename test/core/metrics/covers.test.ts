import fc from 'fast-check'
import { expect, test } from 'vitest'
import { imageBox } from '#core/geometry/box'
import { rleFromMask } from '#core/mask/rle'
import { shareInBoxes, shareUnderPrior } from '#core/metrics/covers'
import { anyMask, maskOfRows } from '../mask/masks.ts'

const square = rleFromMask(maskOfRows(['0000', '0110', '0110', '0000']))

test.each([
  ['all of it', [imageBox(0, 0, 4, 4)], 1],
  ['half of it', [imageBox(0, 0, 2, 4)], 0.5],
  ['a pixel by its centre', [imageBox(1.5, 1.5, 2.4, 2.4)], 0.25],
  ['not by its edge', [imageBox(1.6, 1.6, 2.4, 2.4)], 0],
  ['two boxes that overlap', [imageBox(1, 1, 2, 2), imageBox(1, 1, 2, 3)], 0.5],
  ['beyond the image', [imageBox(-5, -5, 2, 20)], 0.5],
  ['no box', [], 0],
])('in boxes: %s', (_name, boxes, share) => expect(shareInBoxes(square, boxes)).toBe(share))

test('an empty mask has no share', () => {
  const empty = rleFromMask(maskOfRows(['00', '00']))
  expect(shareInBoxes(empty, [imageBox(0, 0, 2, 2)])).toBeNull()
  expect(shareUnderPrior(empty, Array(1024).fill(1))).toBeNull()
})

test('under a prior', () => {
  const left = Array.from({ length: 1024 }, (_, i) => (i % 32 < 16 ? 1 : 0))
  expect(shareUnderPrior(square, left)).toBe(0.5)
  expect(shareUnderPrior(square, Array(1024).fill(0.5))).toBe(1)
  expect(shareUnderPrior(square, Array(1024).fill(0.4))).toBe(0)
})

test('as by looking at every pixel', () => {
  const side = fc.double({ min: -3, max: 28, noNaN: true })
  const box = fc
    .tuple(side, side, side, side)
    .map(([x0, y0, x1, y1]) => imageBox(x0, y0, Math.max(x0, x1), Math.max(y0, y1)))
  fc.assert(
    fc.property(anyMask(), fc.array(box, { maxLength: 3 }), (mask, boxes) => {
      const { width } = mask.size
      const area = mask.bits.reduce((sum, bit) => sum + bit, 0)
      const inside = mask.bits.filter((bit, i) => {
        const [x, y] = [(i % width) + 0.5, Math.floor(i / width) + 0.5]
        return (
          bit === 1 && boxes.some((one) => x >= one.x0 && x < one.x1 && y >= one.y0 && y < one.y1)
        )
      }).length
      expect(shareInBoxes(rleFromMask(mask), boxes)).toEqual(area === 0 ? null : inside / area)
    }),
  )
})
