import { describe, expect, it } from 'vitest'
import { parseReply } from '#core/prompt/parsers'
import { consistencyWeights } from '#core/prompt/replies/consistency'
import type { ReplyContext } from '#core/prompt/reply'
import { gridOf, judgementJson, problemOf, split, valueOf } from './replies.ts'

const five: ReplyContext = { ...split, count: 5 }
const score = (mask: unknown, iou: unknown, reason: unknown = 'so') => ({ mask, iou, reason })
const masks = (...list: unknown[]) => JSON.stringify({ masks: list, none_fits: false })

describe('judge', () => {
  it('reads scores in the order shown, whatever order they come in', () => {
    const text = `Mask 1 lacks the tail.\n${masks(score(2, 1), score(1, 0.25, 'tail'))}`
    expect(valueOf(parseReply('judge', text, { ...split, count: 2 }))).toMatchObject({
      kind: 'judgement',
      scores: [
        { mask: 1, iou: 0.25, reason: 'tail' },
        { mask: 2, iou: 1, reason: 'so' },
      ],
      noneFits: false,
      steps: [
        { kind: 'text', title: 'Reasoning', from: 0, to: 22 },
        { kind: 'answer', from: 23 },
      ],
      repairs: [],
    })
  })

  it('takes numbers as texts, and says so', () => {
    const reply = valueOf(parseReply('judge', masks(score('1', '0.5')), { ...split, count: 1 }))
    expect(reply.scores).toEqual([{ mask: 1, iou: 0.5, reason: 'so' }])
    expect(reply.repairs).toHaveLength(2)
  })

  it('hears that none fits, with or without scores', () => {
    const all = valueOf(parseReply('judge', judgementJson(5, { none_fits: true }), five))
    expect(all).toMatchObject({ noneFits: true, repairs: [] })
    expect(all.scores.map(({ iou }) => iou)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5])
    const none = valueOf(
      parseReply('judge', judgementJson(5, { none_fits: true, masks: [] }), five),
    )
    expect(none.scores.map(({ mask, iou }) => [mask, iou])).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
      [4, 0],
      [5, 0],
    ])
    expect(none.repairs).toHaveLength(1)
  })

  const rows: { name: string; text: string; count?: number; problem: RegExp }[] = [
    {
      name: 'four scores for five masks',
      text: judgementJson(4),
      problem: /holds 4 scores, and 5 masks were shown/,
    },
    { name: 'six scores for five masks', text: judgementJson(6), problem: /holds 6 scores/ },
    { name: 'no scores', text: judgementJson(0), problem: /holds 0 scores/ },
    {
      name: 'a mask twice',
      text: masks(score(1, 0), score(1, 0)),
      count: 2,
      problem: /mask 1 is scored twice/,
    },
    {
      name: 'a mask that was not shown',
      text: masks(score(1, 0), score(3, 0)),
      count: 2,
      problem: /no mask 3/,
    },
    { name: 'mask 0', text: masks(score(0, 0)), count: 1, problem: /no mask 0/ },
    { name: 'half a mask', text: masks(score(1.5, 0)), count: 1, problem: /no mask 1.5/ },
    { name: 'per cent', text: masks(score(1, 82)), count: 1, problem: /“iou” is 82/ },
    {
      name: 'per cent as text',
      text: masks(score(1, '82%')),
      count: 1,
      problem: /a number from 0 to 1/,
    },
    { name: 'a negative score', text: masks(score(1, -0.1)), count: 1, problem: /“iou” is -0.1/ },
    { name: 'NaN', text: masks(score(1, 0.5)).replace('0.5', 'NaN'), count: 1, problem: /NaN/ },
    { name: 'null', text: masks(score(1, null)), count: 1, problem: /“iou” is null/ },
    {
      name: 'no reason',
      text: masks({ mask: 1, iou: 0.5 }),
      count: 1,
      problem: /“reason” is missing/,
    },
    { name: 'bare numbers', text: masks(0.5), count: 1, problem: /objects is asked for/ },
    { name: 'no word on none', text: '{"masks": []}', problem: /no “none_fits”/ },
    { name: 'an apology', text: 'I apologize, I am unable to assist.', problem: /apology/ },
    { name: 'a cut reply', text: judgementJson(5).slice(0, 90), problem: /never closed/ },
  ]
  it.each(rows)('refuses $name', ({ text, count = 5, problem }) => {
    expect(problemOf(parseReply('judge', text, { ...split, count }))).toMatch(problem)
  })
})

describe('consistency', () => {
  const answer = { logic: 1, relevance: 0.5, visual: 0, localisation: 0.25, reason: 'no such cup' }
  it('weighs the four as CoPRS does', () => {
    expect(Object.values(consistencyWeights).reduce<number>((a, b) => a + b, 0)).toBeCloseTo(1, 12)
    const reply = valueOf(parseReply('consistency', JSON.stringify(answer), split))
    expect(reply).toMatchObject({
      parts: { logic: 1, relevance: 0.5, visual: 0, localisation: 0.25 },
      reason: 'no such cup',
    })
    expect(reply.score).toBeCloseTo(0.3 + 0.1 + 0 + 0.05, 12)
  })
  it('is 1 at most', () => {
    const best = { logic: 1, relevance: 1, visual: 1, localisation: 1, reason: '' }
    expect(valueOf(parseReply('consistency', JSON.stringify(best), split)).score).toBe(1)
  })
  it.each([
    { name: 'a scale to ten', parts: { logic: 8 }, problem: /“logic” is 8/ },
    { name: 'a word', parts: { visual: 'high' }, problem: /a number from 0 to 1/ },
    { name: 'a part missing', parts: { localisation: undefined }, problem: /no “localisation”/ },
    { name: 'a reason that is a list', parts: { reason: [] }, problem: /a text is asked for/ },
  ])('refuses $name', ({ parts, problem }) => {
    const text = JSON.stringify({ ...answer, ...parts })
    expect(problemOf(parseReply('consistency', text, split))).toMatch(problem)
  })
})

describe('refine', () => {
  const answer = { missing: [{ rows: [1], columns: [2] }], too_much: [], reason: 'the ear' }
  it('reads what is missing and what is too much', () => {
    expect(valueOf(parseReply('refine', JSON.stringify(answer), split))).toMatchObject({
      kind: 'refinement',
      missing: [{ kind: 'strips', rows: [1], columns: [2] }],
      surplus: [],
      reason: 'the ear',
      mentions: [{ region: { kind: 'strips', rows: [1], columns: [2] } }],
    })
    const good = { missing: [], too_much: [], reason: 'right' }
    const reply = valueOf(parseReply('refine', JSON.stringify(good), gridOf('grid')))
    expect([reply.missing, reply.surplus]).toEqual([[], []])
  })
  it.each([
    { name: 'a list missing', parts: { too_much: undefined }, problem: /no “too_much”/ },
    {
      name: 'a place off the grid',
      parts: { too_much: [{ rows: [9], columns: [1] }] },
      problem: /“too_much”, place 1: there is no row 9/,
    },
    { name: 'prose for places', parts: { missing: 'the ear' }, problem: /a list is asked for/ },
  ])('refuses $name', ({ parts, problem }) => {
    const text = JSON.stringify({ ...answer, ...parts })
    expect(problemOf(parseReply('refine', text, split))).toMatch(problem)
  })
})
