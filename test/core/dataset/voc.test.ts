import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { paintVoc, parseVocClasses, readVoc, vocColour, vocPalette } from '#core/dataset/voc'
import { emptyRle } from '#core/mask/rle'
import { rleArea } from '#core/mask/rle-ops'
import { rectangleRle } from '../../electron/formats/memory-source.ts'

const file = new URL('../../fixtures/vectors/other-encodings.json', import.meta.url)
const { voc_palette: palette } = JSON.parse(readFileSync(file, 'utf8')) as {
  voc_palette: Record<string, number[]>
}

test('the palette is that of the challenge', () => {
  for (const [index, colour] of Object.entries(palette)) {
    expect(vocColour(Number(index))).toEqual(colour)
    const at = Number(index) * 3
    expect([...vocPalette().subarray(at, at + 3)]).toEqual(colour)
  }
})

test('smaller ones stay whole, void is where nothing is', () => {
  const size = { width: 8, height: 6 }
  const none = emptyRle(size)
  const [large, small] = [rectangleRle(size, [0, 0, 6, 4]), rectangleRle(size, [2, 1, 2, 2])]
  const ignore = rectangleRle(size, [3, 2, 5, 4])
  const samples = [
    { mask: small, ignore: none },
    { mask: large, ignore },
  ]
  const { classes, objects } = paintVoc(samples, [7, 9], size)
  const read = readVoc(objects, size)
  expect(read.masks.get(1)).toEqual(small)
  expect(rleArea(read.masks.get(2)!)).toBe(20)
  expect(rleArea(read.ignore)).toBe(14)
  expect(new Set(readVoc(classes, size).masks.keys())).toEqual(new Set([7, 9]))
})

test('class names with and without colours and background', () => {
  const map = '# label:color_rgb:parts:actions\nbackground:0,0,0::\ncat:128,0,0::\n'
  expect(parseVocClasses(map)).toEqual([
    { name: 'background', colour: [0, 0, 0], index: 0 },
    { name: 'cat', colour: [128, 0, 0], index: 1 },
  ])
  expect(parseVocClasses('cat\r\ndog\r\n')).toEqual([
    { name: 'cat', colour: null, index: 1 },
    { name: 'dog', colour: null, index: 2 },
  ])
})
