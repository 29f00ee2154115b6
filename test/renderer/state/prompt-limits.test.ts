import { describe, expect, it } from 'vitest'
import {
  findSegmenter,
  marksRegion,
  promptRefusal,
  toolLimit,
  toolRefusal,
  type ProjectSegmenter,
  type PromptAsk,
} from '../../../renderer/state/prompt-limits.ts'
import { emptyRle, fullRle } from '#core/mask/rle'
import { segmenterCard } from '../model-entries.ts'

const here = (
  title: string,
  lacks: Parameters<typeof segmenterCard>[1] = {},
): ProjectSegmenter => ({ kind: 'here', card: segmenterCard(title, lacks) })

const whole = here('MobileSAM')
const clicksOnly = here('SlimSAM', { box: false, maskPrompt: false })
const efficient = here('EfficientSAM', { negativePoints: false, maskPrompt: false, mostPoints: 6 })
const missing: ProjectSegmenter = { kind: 'missing', id: 'sam-vit-h' }
const unknown: ProjectSegmenter = { kind: 'unknown' }

const click = (label: 0 | 1, clicks = 0): PromptAsk => ({ kind: 'click', label, clicks })
const box = (clicks = 0): PromptAsk => ({ kind: 'box', clicks })
const propose: PromptAsk = { kind: 'propose' }

describe('what a segmenter can be asked', () => {
  it.each<[string, ProjectSegmenter, PromptAsk, RegExp | null]>([
    ['everything: a box', whole, box(), null],
    ['everything: a negative click', whole, click(0, 5), null],
    ['everything: the hundredth click', whole, click(1, 99), null],
    ['everything: a proposal', whole, propose, null],
    ['no boxes: a click', clicksOnly, click(1), null],
    ['no boxes: a negative click', clicksOnly, click(0, 3), null],
    ['no boxes: a box', clicksOnly, box(), /^SlimSAM takes no boxes\.$/],
    ['no boxes: a proposal, by points', clicksOnly, propose, null],
    ['no negative clicks: a positive one', efficient, click(1, 2), null],
    ['no negative clicks: a negative one', efficient, click(0), /takes no negative clicks/],
    ['six points: the sixth click', efficient, click(1, 5), null],
    ['six points: the seventh click', efficient, click(1, 6), /at most 6 clicks/],
    ['six points: a box with four clicks', efficient, box(4), null],
    ['six points: a box with five clicks', efficient, box(5), /a box counting two.* 5 clicks/],
    ['six points: a proposal', efficient, propose, null],
    ['one that is not here: a click', missing, click(1), /sam-vit-h, is not on this computer/],
    ['one that is not here: a box', missing, box(), /not on this computer/],
    ['one that is not here: a proposal', missing, propose, /not on this computer/],
    ['not known yet: anything', unknown, click(0, 99), null],
  ])('%s', (_, segmenter, ask, reason) => {
    const refusal = promptRefusal(segmenter, ask)
    if (reason === null) expect(refusal).toBeNull()
    else expect(refusal?.reason).toMatch(reason)
  })

  it.each([
    ['too many clicks', efficient, click(1, 6), 'forget-clicks'],
    ['no boxes', clicksOnly, box(), 'choose-segmenter'],
    ['not here', missing, propose, 'choose-segmenter'],
  ] as const)('%s is mended by: %s', (_, segmenter, ask, mend) => {
    expect(promptRefusal(segmenter, ask)).toMatchObject({
      mend,
      hint: expect.stringMatching(/\.$/),
    })
  })
})

const point = { tool: 'point', marksRegion: false } as const
const refining = { tool: 'box', marksRegion: false } as const
const marking = { tool: 'box', marksRegion: true } as const
const brush = { tool: 'brush', marksRegion: false } as const

describe('what is said of a tool', () => {
  it.each([
    ['all of it: points', whole, point, null, false],
    ['all of it: boxes', whole, marking, null, false],
    ['another tool', efficient, brush, null, false],
    ['no mask input', clicksOnly, point, /each starts again from all clicks/, false],
    [
      'three limits in one sentence',
      efficient,
      point,
      /^EfficientSAM: no negative clicks; at most 6 clicks; each starts again/,
      false,
    ],
    ['a box that would refine', clicksOnly, refining, /^SlimSAM takes no boxes\.$/, true],
    ['a box that marks a region', clicksOnly, marking, /marks where to look/, false],
    ['one that is not here: points', missing, point, /not on this computer/, true],
    ['one that is not here: a region', missing, marking, null, false],
    ['one that is not here: a brush', missing, brush, null, false],
    ['nothing known yet', unknown, point, null, false],
  ] as const)('%s', (_, segmenter, inHand, text, isRefused) => {
    const limit = toolLimit(segmenter, inHand)
    if (text === null) expect(limit).toBeNull()
    else expect(limit).toMatch(text)
    expect(toolRefusal(segmenter, inHand) !== null).toBe(isRefused)
  })
})

it.each([
  ['nothing is drawn', emptyRle({ width: 4, height: 4 }), 'target', true],
  ['a mask is drawn', fullRle({ width: 4, height: 4 }), 'target', false],
  ['what to ignore is painted', emptyRle({ width: 4, height: 4 }), 'ignore', false],
] as const)('a box marks a region where %s', (_, target, layer, isRegion) => {
  const draft = { target } as Parameters<typeof marksRegion>[0]
  expect(marksRegion(draft, layer)).toBe(isRegion)
})

it('finds the project’s segmenter among those here', () => {
  const cards = [segmenterCard('embedded-2')]
  expect(findSegmenter(cards, 'embedded-2')).toMatchObject({ kind: 'here' })
  expect(findSegmenter(cards, 'mobilesam')).toEqual({ kind: 'missing', id: 'mobilesam' })
  expect(findSegmenter(undefined, 'mobilesam')).toEqual({ kind: 'unknown' })
  expect(findSegmenter(cards, undefined)).toEqual({ kind: 'unknown' })
})
