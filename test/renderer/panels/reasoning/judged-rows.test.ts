import { describe, expect, it } from 'vitest'
import {
  judgedRow,
  judgedRows,
  judgeSummary,
} from '../../../../renderer/panels/reasoning/judged-rows.ts'
import { judgeRecord, runOf } from '../../runs.ts'

const judged = runOf({ record: { judge: judgeRecord() } })

describe('candidates as judged', () => {
  it('stand in their rank with both scores', () => {
    const rows = judgedRows({ ...judged, candidates: judged.candidates.toReversed() })
    expect(rows.map(({ id, score, geometric }) => [id, score, geometric])).toEqual([
      ['a', 0.9, 0.7],
      ['b', 0.2, 0.6],
      ['c', null, 0.5],
    ])
  })

  it('there are none where no MLLM judged', () => {
    expect(judgedRows(runOf())).toEqual([])
    expect(judgedRow(runOf(), 'a')).toBeNull()
    expect(judgedRow(null, 'a')).toBeNull()
    expect(judgedRow(judged, 'nobody')).toBeNull()
  })
})

describe('how it was judged', () => {
  const [round] = judgeRecord().rounds
  const nobody = { ...round!.groups[0]!, noneFits: true }
  it.each([
    ['as it comes', {}, 'Judge · 2 groups of 2 · 1 round', ''],
    ['with a share', { weight: 0.25 }, 'Judge · 2 groups of 2 · 1 round', '25 % of the score'],
    [
      'settled',
      { rounds: [round!, round!], isSettled: true },
      'Judge · 2 groups of 2 · 2 rounds',
      'settled',
    ],
    [
      'none fits',
      { rounds: [{ round: 1, groups: [nobody] }] },
      'Judge · 1 group of 2 · 1 round',
      '1 of 1 answers: none fits',
    ],
  ])('%s', (_, part, title, fact) => {
    const summary = judgeSummary(judgeRecord(part))
    expect(summary.title).toBe(title)
    expect(summary.facts).toContain(fact)
    if (fact === '') expect(summary.facts).toBe('')
  })

  it('says once each what was made up for in reading', () => {
    const lenient = { ...round!.groups[0]!, repairs: ['text around the JSON'] }
    const rounds = [{ round: 1, groups: [lenient, lenient] }]
    expect(judgeSummary(judgeRecord({ rounds })).repairs).toEqual(['text around the JSON'])
  })

  it('says each problem once', () => {
    expect(judgeSummary(judgeRecord({ rounds: [round!, round!] })).problems).toEqual([
      'It is busy.',
    ])
  })
})
