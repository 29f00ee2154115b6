import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseYoloNames, parseYoloRow, rleFromYolo, yoloRing, yoloRow } from '#core/dataset/yolo'
import { randomRle } from '../../electron/formats/memory-source.ts'
import { randomFrom } from '../../soak/random.ts'
import { rounds } from '../../soak/scale.ts'

const file = new URL('../../fixtures/vectors/other-encodings.json', import.meta.url)
const { polygon } = JSON.parse(readFileSync(file, 'utf8')) as {
  polygon: { width: number; height: number; pixels: number[][]; yolo_seg_line: string }
}

test('a row is written as the vectors have it', () => {
  expect(yoloRow(0, polygon.pixels.flat(), polygon)).toBe(polygon.yolo_seg_line)
})

test('any mask comes back from its one row', () => {
  const random = randomFrom(91)
  for (let i = 0; i < rounds(3000); i++) {
    const size = { width: random.below(60) + 1, height: random.below(60) + 1 }
    const rle = randomRle(random, size)
    const ring = yoloRing(rle)
    if (ring.length === 0) continue
    const read = parseYoloRow(yoloRow(3, ring, size))
    expect(read.kind === 'ring' && rleFromYolo(read.shares, size)).toEqual({ ok: true, value: rle })
  }
})

test.each([
  ['1 0.5 0.5 0.2 0.2', 'passed', 'a box'],
  ['x 0 0 1 1 1 0', 'bad', 'not a class'],
  ['0 0 0 1 nan 1 0', 'bad', 'not a class'],
  ['1.5 0 0 1 1 1 0', 'bad', 'not a class'],
  ['0 0 0 1 1 1', 'bad', '5 numbers'],
  ['0 0 0 640 480 640 0', 'bad', 'no shares'],
])('%s is %s', (row, kind, words) => {
  expect(parseYoloRow(row)).toMatchObject({ kind, reason: expect.stringContaining(words) })
})

test.each([
  [
    'a map',
    'path: .\nnames:\n  0: "a \\"b\\""\n  2: it\'s # said\nnc: 2\n',
    [
      [0, 'a "b"'],
      [2, "it's"],
    ],
  ],
  [
    'a list',
    'names:\n- cat\n- "dog: big"\n',
    [
      [0, 'cat'],
      [1, 'dog: big'],
    ],
  ],
  [
    'brackets',
    "nc: 2\nnames: ['a, b', c] # two\n",
    [
      [0, 'a, b'],
      [1, 'c'],
    ],
  ],
  [
    'braces',
    'names: {0: a, 1: "b"}\n',
    [
      [0, 'a'],
      [1, 'b'],
    ],
  ],
] as const)('names as %s', (_, text, names) => {
  const read = parseYoloNames(text)
  expect(read.ok && [...read.value]).toEqual(names)
})

test('no names are said', () => {
  expect(parseYoloNames('nc: 3\n')).toMatchObject({ ok: false })
})
