import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { brushFromRle, rleFromBrush } from '#core/dataset/label-studio-rle'
import { parseRle } from '#core/mask/rle'
import { unwrap } from '#models/failure'
import { randomRle, rectangleRle } from '../../electron/formats/memory-source.ts'
import { randomFrom } from '../../soak/random.ts'
import { rounds } from '../../soak/scale.ts'

const vectors = new URL('../../fixtures/vectors/', import.meta.url)
const read = (name: string) => JSON.parse(readFileSync(new URL(name, vectors), 'utf8'))
const masks: { id: string; w: number; h: number; counts: number[] }[] = read('coco-rle.json').masks
type Vector = {
  mask: string | null
  rects_xywh?: number[][]
  original_width: number
  original_height: number
  rle: number[]
}
const given: Vector[] = read('other-encodings.json').label_studio_brush

test.each(given.map((row) => [row.mask ?? 'a large one', row] as const))(
  '%s is written and read as Label Studio does',
  (_, { mask, rects_xywh, original_width: width, original_height: height, rle }) => {
    const { w, h, counts } = masks.find(({ id }) => id === mask) ?? { w: 0, h: 0, counts: [] }
    const expected =
      mask === null
        ? rectangleRle({ width, height }, rects_xywh![0]!)
        : unwrap(parseRle({ size: [h, w], counts }))
    expect(brushFromRle(expected)).toEqual(rle)
    expect(rleFromBrush(rle, { width, height })).toEqual({ ok: true, value: expected })
  },
)

test('any mask comes back', () => {
  const random = randomFrom(61)
  for (let i = 0; i < rounds(2000); i++) {
    const size = { width: random.below(30) + 1, height: random.below(30) + 1 }
    const rle = randomRle(random, size)
    expect(unwrap(rleFromBrush(brushFromRle(rle), size))).toEqual(rle)
  }
})

test('literals and other widths are read, and opacity alone counts', () => {
  // 2 pixels; 8-bit values; classes of 1, 4, 8, 16 bits; one literal of two, and one of six.
  const bits =
    '00000000000000000000000000001000' +
    '00111' +
    '0000001101111111' +
    '0001' +
    '11111111'.repeat(2) +
    '0010101' +
    ['00000000', '00000000', '00000000', '00000000', '00000000', '00000001'].join('')
  const bytes = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0').match(/.{8}/g)!
  const read = rleFromBrush(
    bytes.map((byte) => parseInt(byte, 2)),
    { width: 2, height: 1 },
  )
  expect(read).toMatchObject({ ok: true, value: { counts: '11' } })
})

const size = { width: 20, height: 14 }
const whole = brushFromRle(rectangleRle(size, [2, 2, 5, 5]))
const bad = [
  ['no bytes', ['1', 2], 'not bytes'],
  ['numbers over 255', [256], 'not bytes'],
  ['nothing', [], 'have 0 pixels'],
  ['another size', [0, 0, 1, 0, ...whole.slice(4)], 'have 64 pixels'],
  ['cut off', whole.slice(0, 12), 'too early'],
] as const

test.each(bad)('%s is refused', (_, bytes, words) => {
  const read = rleFromBrush(bytes, size)
  expect(!read.ok && read.error.message).toContain(words)
})

test('damaged bytes are refused or some mask of the size', () => {
  const random = randomFrom(62)
  for (let i = 0; i < rounds(4000); i++) {
    const bytes = whole.map((byte, k) =>
      k > 3 && random.below(9) === 0 ? random.below(256) : byte,
    )
    const read = rleFromBrush(bytes, size)
    if (read.ok) expect(unwrap(parseRle(read.value))).toEqual(read.value)
  }
})
