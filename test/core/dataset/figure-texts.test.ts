import { expect, test } from 'vitest'
import { barTitle, figureTexts, numberText } from '#core/dataset/figure-texts'
import { figureIds } from '#core/dataset/figures'

test.each([
  ['words', '0', '0'],
  ['words', '4', '4–6'],
  ['words', '31', '31 and more'],
  ['area', '0', '0–0.1 %'],
  ['area', '0.005', '0.5–1 %'],
  ['area', '0.4', '40 % and more'],
  ['seconds', '60', '60–120 s'],
  ['rank', '1', '1'],
  ['rank', 'import', 'imported'],
  ['rank', '', 'not known'],
  ['category', 'geometric', 'Geometric'],
  ['category', 'of my own', 'of my own'],
  ['category', '', 'none'],
  ['component', 'thin', 'Thin structure'],
  ['component', 'toString', 'toString'],
  ['status', 'constructor', 'constructor'],
  ['split', 'train', 'train'],
  ['day', '2026-11-21', '2026-11-21'],
] as const)('%s %j is called %j', (figure, key, title) => expect(barTitle(figure, key)).toBe(title))

test.each([
  ['area', 0.01234, '1.2 %'],
  ['seconds', 12.34, '12.3 s'],
  ['clicks', 3, '3'],
  ['words', 7.25, '7.3 words'],
] as const)('%s %d reads %j', (figure, value, text) => expect(numberText(figure, value)).toBe(text))

test('every figure has its definition', () => {
  expect(Object.keys(figureTexts)).toEqual([...figureIds])
})
