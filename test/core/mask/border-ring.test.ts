import { expect, test } from 'vitest'
import { outerRingsOf } from '#core/mask/border-ring'
import { emptyRle, rleFromMask } from '#core/mask/rle'

function rings(...rows: string[]) {
  const size = { width: rows[0]!.length, height: rows.length }
  return outerRingsOf(rleFromMask({ size, bits: Uint8Array.from(rows.join(''), Number) }))
}

const table = [
  ['a rectangle', ['0000', '0111', '0111'], { rings: [[1, 2, 1, 1, 3, 1, 3, 2]], holes: 0 }],
  ['one pixel', ['00', '01'], { rings: [[1, 1]], holes: 0 }],
  ['a line', ['000', '111'], { rings: [[0, 1, 2, 1]], holes: 0 }],
  ['a ring', ['111', '101', '111'], { rings: [[0, 2, 0, 0, 2, 0, 2, 2]], holes: 1 }],
  [
    'parts that touch at a corner',
    ['10', '01'],
    {
      rings: [
        [0, 0],
        [1, 1],
      ],
      holes: 0,
    },
  ],
  ['an L', ['100', '111'], { rings: [[0, 1, 0, 0, 1, 1, 2, 1]], holes: 0 }],
] as const

test.each(table)('%s', (_, rows, expected) => {
  expect(rings(...rows)).toEqual(expected)
})

test('nothing of an empty mask', () => {
  expect(outerRingsOf(emptyRle({ width: 3, height: 2 }))).toEqual({ rings: [], holes: 0 })
})
