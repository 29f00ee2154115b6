import fc from 'fast-check'
import { expect, test } from 'vitest'
import { squaredDistancesTo } from '#core/mask/distance'
import { anyMask, maskOfRows } from './masks.ts'

test('squared distances to the nearest pixel', () => {
  expect([...squaredDistancesTo(maskOfRows(['0000', '0100', '0000']), 1)]).toEqual([
    2, 1, 2, 5, 1, 0, 1, 4, 2, 1, 2, 5,
  ])
})

test('infinite where there is nothing to be near to', () => {
  expect([...squaredDistancesTo(maskOfRows(['00', '00']), 1)]).toEqual(Array(4).fill(Infinity))
})

test('as by trying every pair of pixels', () => {
  fc.assert(
    fc.property(anyMask(14), fc.constantFrom(0, 1), (mask, value) => {
      const { width } = mask.size
      const plain = Array.from(mask.bits, (_, i) =>
        mask.bits.reduce((least, bit, j) => {
          const square =
            ((i % width) - (j % width)) ** 2 + (Math.floor(i / width) - Math.floor(j / width)) ** 2
          return bit === value ? Math.min(least, square) : least
        }, Infinity),
      )
      expect([...squaredDistancesTo(mask, value)]).toEqual(plain)
    }),
  )
})
