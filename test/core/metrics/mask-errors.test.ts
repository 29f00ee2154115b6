import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rleFromMask } from '#core/mask/rle'
import { boundaryIou } from '#core/metrics/boundary'
import { maskErrors } from '#core/metrics/mask-errors'
import { maskOfRows, maskPair } from '../mask/masks.ts'

const rle = (rows: readonly string[]) => rleFromMask(maskOfRows(rows))
const truth = rle(['00000000', '01111100', '01111100', '01111100', '00000000'])

test.each([
  [
    'right',
    ['00000000', '01111100', '01111100', '01111100', '00000000'],
    { iou: 1, inside: 1, covered: 1, holes: 0, islands: 0, missedParts: 0, parts: 1 },
  ],
  [
    'with a hole',
    ['00000000', '01111100', '01100100', '01111100', '00000000'],
    { iou: 13 / 15, holes: 2 / 15, islands: 0 },
  ],
  [
    'open to a side it is none',
    ['00000000', '01111100', '01111000', '01111100', '00000000'],
    { holes: 0 },
  ],
  [
    'with an island',
    ['10000001', '01111100', '01111100', '01111100', '00000001'],
    { islands: 2 / 18, inside: 15 / 18 },
  ],
  [
    'half of it',
    ['00000000', '01100000', '01100000', '01100000', '00000000'],
    { inside: 1, covered: 6 / 15 },
  ],
  [
    'elsewhere',
    ['00000011', '00000011', '00000000', '00000000', '00000000'],
    { iou: 0, inside: 0, covered: 0, islands: 1, missedParts: 1 },
  ],
  [
    'nothing',
    ['00000000', '00000000', '00000000', '00000000', '00000000'],
    { iou: 0, inside: null, covered: 0, islands: 0, missedParts: 1 },
  ],
])('%s', (_name, rows, expected) => {
  expect(maskErrors(rle(rows), truth, null)).toMatchObject(expected)
})

test('without a target', () => {
  const none = rle(['0000'])
  const nothing = { inside: null, covered: null, holes: 0, islands: 0, missedParts: 0, parts: 0 }
  expect(maskErrors(none, none, null)).toEqual({ iou: 1, boundaryIou: 1, ...nothing })
  expect(maskErrors(rle(['0110']), none, null)).toMatchObject({ iou: 0, inside: 0, islands: 1 })
})

test('a part that is missed, another that is touched, and one that is ignored', () => {
  const parts = rle(['1100110011'])
  const found = maskErrors(rle(['0100000000']), parts, rle(['0000000011']))
  expect(found).toMatchObject({ parts: 2, missedParts: 1, covered: 1 / 4 })
})

test('shares lie in 0..1, and the IoU follows from them', () => {
  fc.assert(
    fc.property(maskPair(), ([one, two]) => {
      const [a, b] = [rleFromMask(one), rleFromMask(two)]
      const found = maskErrors(a, b, null)
      for (const value of [found.iou, found.boundaryIou, found.holes, found.islands]) {
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1)
      }
      expect(found.boundaryIou).toBe(boundaryIou(a, b))
      expect(found.missedParts).toBeLessThanOrEqual(found.parts)
      const { inside, covered } = found
      if (inside !== null && covered !== null && inside * covered > 0)
        expect(found.iou).toBeCloseTo(1 / (1 / inside + 1 / covered - 1), 9)
    }),
  )
})
