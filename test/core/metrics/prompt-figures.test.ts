import { expect, test } from 'vitest'
import { clicksToGood, promptFigures, type ObjectTrial } from '#core/metrics/prompt-figures'

const first: ObjectTrial = {
  box: {
    masks: [
      { predicted: 0.9, iou: 0.6 },
      { predicted: 0.5, iou: 0.8 },
    ],
    boundaryIou: 0.5,
  },
  click: [
    { predicted: 0.4, iou: 0.2 },
    { predicted: 0.3, iou: 0.4 },
  ],
  corrections: { ious: [0.2, 0.5, 0.9], boundaryIou: 0.7 },
  filledBox: { iou: 0.5, boundaryIou: 0.1 },
  grabcut: { iou: 0.3, milliseconds: 100 },
}
const never = Array.from({ length: 20 }, (_, i) => i / 100)
const second: ObjectTrial = {
  box: { masks: [{ predicted: 0.7, iou: 1 }], boundaryIou: 1 },
  click: [{ predicted: 0.6, iou: 0 }],
  corrections: { ious: never, boundaryIou: 0.1 },
  filledBox: { iou: 1, boundaryIou: 1 },
  grabcut: null,
}
const times = { encodes: [30, 10, 20], decodes: [5, 7] }

const byKey = (trials: readonly ObjectTrial[]) =>
  Object.fromEntries(promptFigures(trials, times).map((figure) => [figure.key, figure]))

test.each([
  ['boxIou', 0.8],
  ['boxBestIou', 0.9],
  ['clickIou', 0.1],
  ['clickBestIou', 0.2],
  ['clicks1Iou', 0.1],
  ['clicks2Iou', (0.5 + 0.01) / 2],
  // The first was right after three: later clicks are not needed.
  ['clicks5Iou', (0.9 + 0.04) / 2],
  ['clicks10Iou', (0.9 + 0.09) / 2],
  ['clicksTo85', (3 + 20) / 2],
  ['never85', 1],
  ['boxBoundaryIou', 0.75],
  ['clicks5BoundaryIou', 0.4],
  ['meanPredicted', (0.9 + 0.5 + 0.7 + 0.4 + 0.3 + 0.6) / 6],
  ['meanIou', (0.6 + 0.8 + 1 + 0.2 + 0.4 + 0) / 6],
  ['encodeMilliseconds', 20],
  ['decodeMilliseconds', 6],
])('%s', (key, expected) => {
  expect(byKey([first, second])[key]?.value).toBeCloseTo(expected, 9)
})

test('what it is compared with stands beside it', () => {
  const figures = byKey([first, second])
  expect(figures['boxIou']).toMatchObject({ grabcut: 0.3, filledBox: 0.75 })
  expect(figures['boxBoundaryIou']).toMatchObject({ grabcut: null, filledBox: 0.55 })
  expect(figures['decodeMilliseconds']).toMatchObject({ grabcut: 100, filledBox: null })
})

test('what a segmenter does not take is not measured', () => {
  const figures = byKey([{ ...first, box: null, corrections: null }])
  for (const key of [
    'boxIou',
    'boxBoundaryIou',
    'clicks1Iou',
    'clicks5Iou',
    'clicksTo85',
    'never85',
  ])
    expect(figures[key]?.value, key).toBeNull()
  expect(figures['clickIou']?.value).toBe(0.2)
})

test('without objects there is no figure but the times', () => {
  const known = promptFigures([], times).filter(({ value }) => value !== null)
  expect(known.map(({ key }) => key)).toEqual(['encodeMilliseconds', 'decodeMilliseconds'])
})

test('every figure has a name and a definition of its own', () => {
  const figures = promptFigures([first], times)
  for (const field of ['key', 'title', 'definition'] as const) {
    const texts = figures.map((figure) => figure[field])
    expect(new Set(texts).size, field).toBe(texts.length)
  }
})

test.each([
  [[0.85], 1],
  [[0.1, 0.849999, 0.9, 0.2], 3],
  [[0.1, 0.2], null],
  [[], null],
])('clicks to a good mask: %j', (ious, clicks) => expect(clicksToGood(ious)).toBe(clicks))
