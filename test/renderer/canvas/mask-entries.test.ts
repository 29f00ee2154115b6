import { describe, expect, it } from 'vitest'
import type { Rle } from '../../../core/mask/mask.ts'
import { emptyRle } from '../../../core/mask/rle.ts'
import { candidateColour, colours, rgbOf } from '../../../renderer/canvas/colours.ts'
import { maskEntries, spotlightEntry } from '../../../renderer/canvas/mask-entries.ts'

const rle = emptyRle({ width: 4, height: 4 })
const shown = {
  overlays: { grid: true, prior: true, candidates: true, mask: true, before: false },
  candidates: [
    { id: 'c01', rank: 1, rle },
    { id: 'c02', rank: 2, rle },
    { id: 'c03', rank: 3, rle },
  ],
  chosen: ['c02'],
  hovered: null as string | null,
  target: rle,
  ignore: rle,
  noTarget: false,
  difference: null as { added: Rle; removed: Rle } | null,
}

const brief = (state: Partial<typeof shown>) =>
  maskEntries({ ...shown, ...state }).map(
    ({ layer, style }) => `${layer ?? 'candidate'} ${style.outline} ${style.fill} ${style.opacity}`,
  )

describe('maskEntries', () => {
  it.each([
    [
      'draft under candidates, the chosen one filled and on top, the others receding',
      {},
      [
        'ignore double 0.6 1',
        'target double 0.4 1',
        'candidate thin 0 0.25',
        'candidate thin 0 0.25',
        'candidate double 0.4 1',
      ],
    ],
    [
      'nothing chosen: all outlines in full',
      { chosen: [], overlays: { ...shown.overlays, mask: false } },
      ['candidate thin 0 1', 'candidate thin 0 1', 'candidate thin 0 1'],
    ],
    ['no target', { noTarget: true, candidates: [] }, ['ignore double 0.6 1']],
    [
      'masks off',
      { overlays: { ...shown.overlays, mask: false } },
      ['candidate thin 0 0.25', 'candidate thin 0 0.25', 'candidate double 0.4 1'],
    ],
    [
      'candidates off',
      { overlays: { ...shown.overlays, candidates: false } },
      ['ignore double 0.6 1', 'target double 0.4 1'],
    ],
    ['before', { overlays: { ...shown.overlays, before: true } }, []],
    [
      'what came and went over the outline of the mask',
      { candidates: [], difference: { added: shown.target, removed: shown.ignore } },
      ['ignore double 0.6 1', 'target thin 0 1', 'candidate thin 0.75 1', 'candidate thin 0.75 1'],
    ],
  ])('%s', (_, state, expected) => expect(brief(state)).toEqual(expected))

  it('fills every candidate that is joined', () => {
    const both = maskEntries({ ...shown, chosen: ['c01', 'c03'] })
    expect(both.filter(({ layer, style }) => layer === null && style.fill > 0)).toHaveLength(2)
  })
})

describe('spotlightEntry', () => {
  const { overlays } = shown
  it.each([
    ['nothing hovered', {}, null],
    ['a hovered candidate, filled in its colour', { hovered: 'c03' }, candidateColour(3)],
    ['a hovered one that is chosen', { hovered: 'c02' }, colours.target],
    ['one that is gone', { hovered: 'c09' }, null],
    ['candidates off', { hovered: 'c03', overlays: { ...overlays, candidates: false } }, null],
    ['before', { hovered: 'c03', overlays: { ...overlays, before: true } }, null],
  ])('%s', (_, state, colour) => {
    const style = spotlightEntry({ ...shown, ...state })?.style ?? null
    expect(style?.colour ?? null).toBe(colour)
    if (style !== null) expect(style).toMatchObject({ outline: 'double', fill: 0.4, opacity: 1 })
  })
})

describe('colours', () => {
  it('differ for neighbouring ranks and never are the target’s', () => {
    for (let rank = 1; rank < 15; rank++) {
      expect(candidateColour(rank)).not.toBe(candidateColour(rank + 1))
      expect(candidateColour(rank)).not.toBe(colours.target)
    }
  })
  it('have three parts', () => expect(rgbOf('#e69f00')).toEqual([0xe6, 0x9f, 0]))
})
