import { expect, test } from 'vitest'
import { imageBox } from '#core/geometry/box'
import type { Grid } from '#core/grid/grid'
import type { Region } from '#core/grid/region'
import { placeInWords } from '#core/prompt/place'

const grid: Grid = { n: 5, style: 'split', shift: false, size: { width: 100, height: 50 } }
const box: Region = { kind: 'box', box: imageBox(10, 10, 50, 30) }

test.each([
  ['rows 2–3, columns 1, 4', { kind: 'strips', rows: [2, 3], columns: [1, 4] }, 'split'],
  ['row 2, column 4', { kind: 'strips', rows: [2], columns: [4] }, 'split'],
  ['cells 4–5, 9', { kind: 'cells', cells: [9, 4, 5] }, 'grid'],
  ['cell 4', { kind: 'cells', cells: [4] }, 'grid'],
  ['rows 2–3, columns 1–3', box, 'split'],
  ['a box with left 0.1, top 0.2, right 0.5, bottom 0.6', box, 'none'],
] as const)('%s', (expected, region, style) => {
  expect(placeInWords([region as Region], { ...grid, style })).toBe(expected)
})

test('several are told one after another', () => {
  const one: Region = { kind: 'strips', rows: [1], columns: [1] }
  expect(placeInWords([one, box], grid)).toBe('row 1, column 1; rows 2–3, columns 1–3')
  expect(placeInWords([], grid)).toBe('')
})
