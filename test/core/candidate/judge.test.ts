import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Candidate } from '#core/candidate/candidate'
import {
  blendScores,
  concludeJudging,
  isSettled,
  judgeGroups,
  poolScores,
  rankByJudge,
  type JudgedGroup,
  type JudgeRound,
  type Standing,
} from '#core/candidate/judge'
import { rankCandidates } from '#core/candidate/rank'
import { rectangle, scored } from './drafts.ts'

const idsOf = (count: number) =>
  Array.from({ length: count }, (_, i) => `c${String(i + 1).padStart(2, '0')}`)
const alikeIou = 0.9

/** Candidates apart from one another, with these geometric scores in the order found. */
function candidatesOf(...scores: readonly number[]): Candidate[] {
  return rankCandidates(
    scores.map((score, i) => scored(rectangle(i * 6, 0, i * 6 + 5, 10), score)),
    { alikeIou },
  )
}

function group(
  scores: Readonly<Record<string, number>>,
  given: Partial<JudgedGroup> = {},
): JudgedGroup {
  const reasons = Object.keys(scores).map((id) => `${id} is ${String(scores[id])}`)
  return {
    ids: Object.keys(scores),
    scores: Object.values(scores),
    reasons,
    noneFits: false,
    ...given,
  }
}

const roundsOf = (...groups: readonly (readonly JudgedGroup[])[]): JudgeRound[] =>
  groups.map((all, i) => ({ round: i + 1, groups: all }))

describe('groups', () => {
  test.each([
    [0, []],
    [1, [1]],
    [5, [5]],
    [6, [5, 1]],
    [15, [5, 5, 5]],
    [17, [5, 5, 5, 2]],
  ])('of %i candidates hold %j', (count, sizes) => {
    const groups = judgeGroups(idsOf(count), { size: 5, round: 1, seed: 7 })
    expect(groups.map(({ length }) => length)).toEqual(sizes)
  })

  test('hold every candidate once, the same ones for a seed and round in any order of asking', () => {
    const seeds = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
    fc.assert(
      fc.property(fc.nat(120), fc.integer({ min: 1, max: 9 }), seeds, (count, round, seed) => {
        const ids = idsOf(count)
        const groups = judgeGroups(ids, { size: 5, round, seed })
        expect(groups.flat().toSorted()).toEqual(ids.toSorted())
        expect(groups.slice(0, -1).every(({ length }) => length === 5)).toBe(true)
        expect(judgeGroups(ids.toReversed(), { size: 5, round, seed })).toEqual(groups)
      }),
    )
  })

  test('are other ones in another round or with another seed, and stay what they were', () => {
    const of = (round: number, seed: number) => judgeGroups(idsOf(7), { size: 5, round, seed })
    expect(of(1, 0).map((ids) => ids.join(' '))).toEqual(['c01 c05 c07 c06 c02', 'c03 c04'])
    expect(of(2, 0)).not.toEqual(of(1, 0))
    expect(of(1, 1)).not.toEqual(of(1, 0))
  })

  test('deal out evenly: no candidate is favoured with a place', () => {
    const ids = idsOf(6)
    const counts = new Map<string, number>()
    for (let seed = 0; seed < 3000; seed++)
      for (const [place, id] of judgeGroups(ids, { size: 5, round: 1, seed }).flat().entries())
        counts.set(`${id} ${place}`, (counts.get(`${id} ${place}`) ?? 0) + 1)
    expect(counts.size).toBe(36)
    for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(100)
  })
})

describe('pooling', () => {
  test('averages the rounds that judged, and keeps the reason nearest to the mean', () => {
    const rounds = roundsOf(
      [group({ c01: 0.2, c02: 0.9 })],
      [group({ c02: 0.8, c01: 0.9 })],
      [group({ c01: 0.7 }), group({ c02: 0 }, { scores: null, reasons: [] })],
    )
    const all = poolScores(rounds)
    expect(all.get('c01')!.score).toBeCloseTo(0.6, 12)
    expect(all.get('c01')).toMatchObject({ rounds: 3, reason: 'c01 is 0.7' })
    expect(all.get('c02')!.score).toBeCloseTo(0.85, 12)
    expect(all.get('c02')).toMatchObject({ rounds: 2, reason: 'c02 is 0.9' })
    expect(poolScores([])).toEqual(new Map())
  })

  test.each([
    [0.8, 0.4, 1, 0.8],
    [0.8, 0.4, 0.25, 0.5],
    [0.8, 0.4, 0, 0.4],
    [null, 0.4, 1, 0.4],
  ])('judge %s, geometric %s, weight %s: %s', (judge, geometric, weight, expected) => {
    expect(blendScores(judge, geometric, weight)).toBeCloseTo(expected, 12)
  })
})

describe('ranking', () => {
  const judgement = (score: number, geometric: number) => ({ score, geometric, reason: 'so' })

  test('goes by the judge, then by geometry, then by the order found', () => {
    const ranked = rankByJudge(
      candidatesOf(0.1, 0.2, 0.9, 0.2),
      new Map([
        ['c01', judgement(0.9, 0.1)],
        ['c02', judgement(0.5, 0.2)],
        ['c03', judgement(0.5, 0.9)],
        ['c04', judgement(0.5, 0.2)],
      ]),
      alikeIou,
    )
    expect(ranked.map(({ id, rank, score }) => [id, rank, score])).toEqual([
      ['c01', 1, 0.9],
      ['c03', 2, 0.5],
      ['c02', 3, 0.5],
      ['c04', 4, 0.5],
    ])
    expect(ranked.every(({ reason }) => reason === 'so')).toBe(true)
  })

  test('keeps a near-duplicate right behind the one the judge likes better', () => {
    const candidates = rankCandidates(
      [
        scored(rectangle(0, 0, 20, 20), 0.9),
        scored(rectangle(0, 0, 20, 19), 0.8),
        scored(rectangle(30, 0, 50, 20), 0.7),
      ],
      { alikeIou },
    )
    expect(candidates.map(({ alikeOf }) => alikeOf)).toEqual([null, 'c01', null])
    const judged = new Map([
      ['c01', judgement(0.1, 0.9)],
      ['c02', judgement(0.6, 0.8)],
      ['c03', judgement(0.5, 0.7)],
    ])
    expect(
      rankByJudge(candidates, judged, alikeIou).map(({ id, alikeOf }) => [id, alikeOf]),
    ).toEqual([
      ['c02', null],
      ['c01', 'c02'],
      ['c03', null],
    ])
  })

  test('is total: the same whatever order the candidates come in, and again on what it gave', () => {
    const some = fc.constantFrom(0, 0.5, 1)
    const found = fc.array(
      fc.record({ score: some, geometric: some, x: fc.nat(3), w: fc.nat(20) }),
      {
        maxLength: 12,
      },
    )
    fc.assert(
      fc.property(found, fc.infiniteStream(fc.nat()), (all, draws) => {
        const candidates = rankCandidates(
          all.map(({ geometric, x, w }) => scored(rectangle(x, 0, x + w, 20), geometric)),
          { alikeIou },
        )
        const judged = new Map(
          candidates.map(({ id, score }) => [
            id,
            judgement(all[Number(id.slice(1)) - 1]!.score, score),
          ]),
        )
        const ranked = rankByJudge(candidates, judged, alikeIou)
        const keys = new Map(candidates.map(({ id }) => [id, draws.next().value as number]))
        const shuffled = candidates.toSorted((a, b) => keys.get(a.id)! - keys.get(b.id)!)
        expect(rankByJudge(shuffled, judged, alikeIou)).toEqual(ranked)
        expect(rankByJudge(ranked, judged, alikeIou)).toEqual(ranked)
        expect(ranked.map(({ rank }) => rank)).toEqual(all.map((_, i) => i + 1))
        const leaders = ranked.filter(({ alikeOf }) => alikeOf === null)
        expect(leaders.map(({ score }) => score)).toEqual(
          leaders.map(({ score }) => score).toSorted((a, b) => b - a),
        )
      }),
    )
  })
})

describe('settled', () => {
  const standing = (scores: Readonly<Record<string, number>>, ...ranking: string[]): Standing => ({
    ranking,
    scores: new Map(Object.entries(scores).map(([id, score]) => [id, { score }])),
  })
  const first = standing({ a: 0.9, b: 0.8, c: 0.7, d: 0.1 }, 'a', 'b', 'c', 'd')

  test.each([
    ['one round says nothing', [first], false],
    ['the same again', [first, first], true],
    [
      'a little moved, the last ones too',
      [first, standing({ a: 0.85, b: 0.8, c: 0.7, d: 0.15 }, 'a', 'b', 'c', 'd')],
      true,
    ],
    [
      'one moved by more than a step',
      [first, standing({ a: 0.9, b: 0.8, c: 0.7, d: 0.16 }, 'a', 'b', 'c', 'd')],
      false,
    ],
    [
      'the third place changed',
      [first, standing({ a: 0.9, b: 0.8, c: 0.7, d: 0.1 }, 'a', 'b', 'd', 'c')],
      false,
    ],
    [
      'one came',
      [standing({ a: 0.9 }, 'a', 'b', 'c'), standing({ a: 0.9, b: 0.5 }, 'a', 'b', 'c')],
      false,
    ],
    [
      'another came instead',
      [standing({ a: 0.9 }, 'a', 'b'), standing({ b: 0.9 }, 'a', 'b')],
      false,
    ],
    ['fewer than three', [standing({ a: 0.9 }, 'a'), standing({ a: 0.9 }, 'a')], true],
    ['only the last two count', [standing({ a: 0 }, 'b', 'a'), first, first], true],
    [
      'unsettled again',
      [first, first, standing({ a: 0.2, b: 0.8, c: 0.7, d: 0.1 }, 'b', 'c', 'a', 'd')],
      false,
    ],
  ] as const)('%s', (_name, history, expected) => {
    expect(isSettled(history)).toBe(expected)
  })
})

describe('the conclusion', () => {
  const candidates = candidatesOf(0.9, 0.5, 0.1)
  const conclude = (rounds: readonly JudgeRound[], blend = 1) =>
    concludeJudging(candidates, rounds, { blend, alikeIou })
  const order = (rounds: readonly JudgeRound[], blend = 1) =>
    conclude(rounds, blend).ranked.map(({ id, score }) => [id, Number(score.toFixed(6))])

  test('is the judge’s alone, or a blend', () => {
    const rounds = roundsOf([group({ c01: 0.1, c02: 0.3, c03: 0.8 })])
    expect(conclude(rounds).flags).toEqual([])
    expect(order(rounds)).toEqual([
      ['c03', 0.8],
      ['c02', 0.3],
      ['c01', 0.1],
    ])
    expect(order(rounds, 0.25)).toEqual([
      ['c01', 0.7],
      ['c02', 0.45],
      ['c03', 0.275],
    ])
    expect(conclude(rounds).ranked[0]!.reason).toBe('c03 is 0.8')
  })

  test('without one of the groups: at most half the judge’s, flagged', () => {
    const failed = group({ c01: 0, c02: 0 }, { scores: null, reasons: [] })
    const rounds = roundsOf([failed, group({ c03: 0.8 })])
    expect(conclude(rounds).flags).toEqual(['judge-incomplete'])
    expect(order(rounds)).toEqual([
      ['c01', 0.9],
      ['c02', 0.5],
      ['c03', 0.45],
    ])
    expect(order(rounds, 0.2)[2]).toEqual(['c03', 0.24])
    expect(conclude(rounds).ranked.map(({ reason }) => reason)).toEqual([null, null, 'c03 is 0.8'])
  })

  test('without any group: geometry, flagged', () => {
    const rounds = roundsOf([group({ c01: 0, c02: 0, c03: 0 }, { scores: null, reasons: [] })])
    expect(conclude(rounds)).toEqual({ ranked: candidates, flags: ['judge-incomplete'] })
    expect(conclude([])).toEqual({ ranked: candidates, flags: [] })
    expect(concludeJudging([], rounds, { blend: 1, alikeIou })).toMatchObject({ ranked: [] })
  })

  const none = { noneFits: true }
  test.each([
    ['of the leader’s group', [[group({ c01: 0.3 }, none), group({ c02: 0.1, c03: 0.1 })]], true],
    ['of another group', [[group({ c01: 0.3 }), group({ c02: 0.1, c03: 0.1 }, none)]], false],
    [
      'in one round of two',
      [[group({ c01: 0.3, c02: 0, c03: 0 }, none)], [group({ c01: 0.3, c02: 0, c03: 0 })]],
      false,
    ],
    [
      'in two rounds of three',
      [
        [group({ c01: 0.3 }, none), group({ c02: 0, c03: 0 })],
        [group({ c01: 0.3 }), group({ c02: 0, c03: 0 })],
        [group({ c01: 0.3, c02: 0 }, none), group({ c03: 0 })],
      ],
      true,
    ],
  ] as const)('“none fits” %s', (_name, groups, isFlagged) => {
    const { flags, ranked } = conclude(roundsOf(...groups))
    expect(flags).toEqual(isFlagged ? ['judge-none'] : [])
    expect(ranked[0]).toMatchObject({ id: 'c01', score: expect.closeTo(0.3, 9) as number })
  })
})
