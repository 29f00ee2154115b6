import { expect, test } from 'vitest'
import { keyFigure, secondsText } from '../../../../renderer/pages/review/texts.ts'

const row = { lead: 0.123, firstRankIou: 0.5, clicks: 1 }

test.each([
  ['uncertain', 'lead 0.12'],
  ['judge', 'IoU 0.50'],
  ['clicks', '1 click'],
  ['random', ''],
  ['oldest', ''],
] as const)('what a row was ordered by: %s', (order, text) => {
  expect(keyFigure(row, order)).toBe(text)
  expect(keyFigure({ lead: null, firstRankIou: null, clicks: null }, order)).toBe('')
})

test.each([
  [4.4, '4 s'],
  [59.6, '1 min 0 s'],
  [125, '2 min 5 s'],
])('%d seconds', (seconds, text) => {
  expect(secondsText(seconds)).toBe(text)
})
