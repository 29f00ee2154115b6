import { describe, expect, it } from 'vitest'
import { chooseTextBoxes, chooseTextMasks, regionUnder } from '#core/candidate/text'
import { imageBox, type ImageBox } from '#core/geometry/box'
import type { Prior } from '#core/prior/prior'
import { regionPrior } from '#core/prior/region'
import { rectangle, size } from './drafts.ts'

const priorOf = (box: ImageBox, weight = 1): Prior => ({
  weights: regionPrior([box], size).map((share) => share * weight),
  sources: ['region'],
})
const left = priorOf(imageBox(0, 0, 32, 48))
const right = priorOf(imageBox(32, 0, 64, 48))

describe('chooseTextBoxes', () => {
  const box = (name: string, x0: number, score: number, width = 8) => {
    return { name, box: imageBox(x0, 0, x0 + width, 8), score }
  }
  const found = [
    box('half inside', 28, 0.9),
    box('inside', 0, 0.6),
    box('its double', 1, 0.5),
    box('far away', 50, 0.95),
    box('empty', 0, 0.99, 0),
    box('nearer, less sure', 40, 0.4),
  ]
  it.each([
    { limit: 9, names: ['inside', 'half inside', 'far away', 'nearer, less sure'] },
    { limit: 2, names: ['inside', 'half inside'] },
    { limit: 0, names: [] },
  ])('strongest first, beside the prior by score alone: $limit', ({ limit, names }) => {
    const chosen = chooseTextBoxes(found, left, { size, limit, nmsIou: 0.7 })
    expect(chosen.map(({ name }) => name)).toEqual(names)
  })

  it('keeps doubles where they may overlap', () => {
    expect(chooseTextBoxes(found, left, { size, limit: 9, nmsIou: 1 })).toHaveLength(5)
  })
})

it('chooseTextMasks: strongest first, no empty ones', () => {
  const mask = (x0: number, x1: number, score: number) => ({ rle: rectangle(x0, 0, x1, 10), score })
  const masks = [mask(40, 50, 0.9), mask(0, 10, 0.6), mask(0, 0, 1), mask(0, 40, 0.7)]
  expect(chooseTextMasks(masks, left, 9)).toEqual([masks[1], masks[3], masks[0]])
  expect(chooseTextMasks(masks, left, 1)).toEqual([masks[1]])
})

it.each([
  ['left of the middle', rectangle(0, 0, 10, 10), [left, right], 0],
  ['right of it', rectangle(40, 0, 50, 10), [left, right], 1],
  ['more on the right', rectangle(28, 0, 50, 10), [left, right], 1],
  [
    'more weight on the left',
    rectangle(28, 0, 38, 10),
    [left, priorOf(imageBox(32, 0, 64, 48), 0.5)],
    0,
  ],
  ['nowhere', rectangle(40, 0, 50, 10), [left, left], 0],
  ['no mask at all', rectangle(0, 0, 0, 0), [left, right], 0],
])('regionUnder: %s', (_name, rle, priors, region) => {
  expect(regionUnder(rle, priors)).toBe(region)
})
