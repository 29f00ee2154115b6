import fc from 'fast-check'
import { expect, test } from 'vitest'
import { imagePoint } from '#core/geometry/point'
import { rleFromMask } from '#core/mask/rle'
import { nextClick, type Click } from '#core/metrics/next-click'
import { maskOfRows, maskPair } from '../mask/masks.ts'

const rle = (...rows: readonly string[]) => rleFromMask(maskOfRows(rows))
const empty = rle('00000', '00000', '00000')
const truth = rle('11100', '11100', '11100')

test.each([
  ['the first: the deepest place of the object', empty, truth, [1.5, 1.5, 1]],
  ['missed: on the target', rle('10000', '10000', '10000'), truth, [1.5, 0.5, 1]],
  [
    'too much: off it',
    rle('11111', '11111', '11111'),
    rle('11000', '11000', '11000'),
    [3.5, 1.5, 0],
  ],
  [
    'the deeper of the two errors',
    rle('00111', '11111', '11111'),
    rle('11000', '11000', '11000'),
    [3.5, 1.5, 0],
  ],
  [
    'of equals what is missed',
    rle('00000', '00010', '00000'),
    rle('00000', '01000', '00000'),
    [1.5, 1.5, 1],
  ],
] as const)('%s', (_name, prediction, wanted, [x, y, label]) => {
  expect(nextClick(prediction, wanted, [])).toEqual({ point: { x, y }, label })
})

test('nothing is left to click at where the mask is right, or every wrong pixel was clicked', () => {
  expect(nextClick(truth, truth, [])).toBeNull()
  const nearly = rle('11100', '11100', '11101')
  const clicked: Click = { point: imagePoint(4.5, 2.5), label: 0 }
  expect(nextClick(nearly, truth, [])).toEqual(clicked)
  expect(nextClick(nearly, truth, [clicked])).toBeNull()
})

test('every click is on a wrong pixel, says what is right there, and none is made twice', () => {
  fc.assert(
    fc.property(maskPair(8), ([prediction, wanted]) => {
      const [from, to] = [rleFromMask(prediction), rleFromMask(wanted)]
      const clicks: Click[] = []
      for (let next = nextClick(from, to, []); next !== null; next = nextClick(from, to, clicks))
        clicks.push(next)
      const wrong = [...wanted.bits].flatMap((bit, i) => (bit === prediction.bits[i] ? [] : [i]))
      const { width } = wanted.size
      const places = clicks.map(({ point: { x, y } }) => Math.floor(y) * width + Math.floor(x))
      expect(places.toSorted((a, b) => a - b)).toEqual(wrong)
      expect(clicks.map(({ label }) => label)).toEqual(places.map((at) => wanted.bits[at]))
    }),
  )
})
