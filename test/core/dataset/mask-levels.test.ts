import { expect, test } from 'vitest'
import { masksFromLevels, masksFromOwnLevels, queryFromName } from '#core/dataset/mask-levels'
import { maskFromRle } from '#core/mask/rle'

const rows = [
  ['0 and 255', [0, 255, 255], false, '011', '000'],
  ['ours', [0, 1, 255], false, '010', '001'],
  ['numbered parts', [0, 1, 3], false, '011', '000'],
  ['degrees of light', [0, 100, 250], false, '001', '000'],
  ['a soft edge with a 1', [1, 130, 254], false, '011', '000'],
  ['16 bits', [0, 30_000, 65_535], false, '001', '000'],
  ['a palette', [0, 200, 255], true, '010', '001'],
  ['a palette of one', [0, 255, 255], true, '011', '000'],
  ['nothing', [0, 0, 0], false, '000', '000'],
] as const

test.each(rows)('%s', (_, values, isPalette, target, left) => {
  const read = masksFromLevels({ size: { width: 3, height: 1 }, values, isPalette })
  expect(maskFromRle(read.mask).bits.join('')).toBe(target)
  expect(maskFromRle(read.ignore).bits.join('')).toBe(left)
})

test('levels of ours are 0, 1 and 255', () => {
  const size = { width: 3, height: 1 }
  const read = masksFromOwnLevels({ size, values: [255, 1, 0], isPalette: false })!
  expect([maskFromRle(read.mask).bits.join(''), maskFromRle(read.ignore).bits.join('')]).toEqual([
    '010',
    '100',
  ])
  expect(masksFromOwnLevels({ size, values: [0, 2, 1], isPalette: false })).toBeNull()
})

test.each([
  ['cat__left-ear', 'cat', 'left ear'],
  ['cat__3', 'cat', 'cat'],
  ['my_cat', 'my_cat', 'my cat'],
  ['a__b__the_dog', 'a__b', 'the dog'],
  ['00012', '00012', '00012'],
  ['___', '___', 'object'],
])('%s of %s asks for %s', (stem, picture, query) => {
  expect(queryFromName(stem, picture)).toBe(query)
})
