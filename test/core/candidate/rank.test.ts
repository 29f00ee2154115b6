import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CandidateSource } from '#core/candidate/candidate'
import { defaultCandidateSettings } from '#core/candidate/defaults'
import { joinCandidates, rankCandidates } from '#core/candidate/rank'
import { draft, rectangle, scored, size } from './drafts.ts'

const rank = (drafts: Parameters<typeof rankCandidates>[0]) =>
  rankCandidates(drafts, defaultCandidateSettings)
const apart = (i: number) => rectangle(i * 6, 0, i * 6 + 5, 10)

it('orders by score, predicted IoU, stability, source, order found', () => {
  const ranked = rank([
    scored(apart(0), 0.5),
    scored(apart(1), 0.5, { source: 'crop' }),
    scored(apart(2), 0.5, { source: 'multimask' }),
    scored(apart(3), 0.9),
    scored(apart(4), 0.5, { predictedIou: 0.99, stability: 0.5 }),
    scored(apart(5), 0.5, { stability: 0.99 }),
    scored(apart(6), 0.5, { stability: null, source: 'multimask' }),
    scored(apart(7), 0.5),
  ])
  expect(ranked.map(({ id }) => id)).toEqual([
    'c04',
    'c05',
    'c06',
    'c03',
    'c02',
    'c01',
    'c08',
    'c07',
  ])
  expect(ranked.map((one) => one.rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(ranked.every(({ alikeOf }) => alikeOf === null)).toBe(true)
})

it('puts a near-equal mask right behind the better one', () => {
  const ranked = rank([
    scored(rectangle(0, 0, 20, 20), 0.4),
    scored(rectangle(30, 0, 50, 20), 0.7),
    scored(rectangle(0, 0, 20, 19), 0.8),
    scored(rectangle(0, 0, 20, 17), 0.75),
  ])
  expect(ranked.map(({ id, alikeOf }) => [id, alikeOf])).toEqual([
    ['c03', null],
    ['c01', 'c03'],
    ['c04', null],
    ['c02', null],
  ])
})

it('ranks of any drafts are 1..n, leaders are leaders and stand before their twins', () => {
  const sources: CandidateSource[] = ['multimask', 'semantic', 'seed', 'crop']
  const drafts = fc.array(
    fc
      .record({
        x: fc.nat(3),
        w: fc.integer({ min: 0, max: 30 }),
        score: fc.constantFrom(0, 0.5, 1),
        source: fc.constantFrom(...sources),
      })
      .map(({ x, w, score, source }) => scored(rectangle(x, 0, x + w, 20), score, { source })),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(drafts, (found) => {
      const ranked = rank(found)
      expect(ranked.map((one) => one.rank)).toEqual(found.map((_, i) => i + 1))
      expect(new Set(ranked.map(({ id }) => id)).size).toBe(found.length)
      for (const [i, one] of ranked.entries()) {
        if (one.alikeOf === null) continue
        const leader = ranked.findIndex(({ id }) => id === one.alikeOf)
        expect(leader).toBeLessThan(i)
        expect(ranked[leader]!.alikeOf).toBeNull()
        expect(ranked.slice(leader + 1, i).every(({ alikeOf }) => alikeOf === one.alikeOf)).toBe(
          true,
        )
      }
      const again = ranked.toSorted((a, b) => (a.id < b.id ? -1 : 1))
      expect(rank(again)).toEqual(ranked)
    }),
  )
})

it('joins masks into a union with the numbers of its weakest part', () => {
  const union = joinCandidates(
    [
      draft(rectangle(0, 0, 10, 10), { predictedIou: 0.9, flags: ['no-core'], region: 1 }),
      draft(rectangle(10, 0, 20, 10), { predictedIou: 0.7, stability: 0.5, flags: ['no-core'] }),
    ],
    size,
  )
  expect(union).toEqual({
    source: 'union',
    region: 1,
    rle: rectangle(0, 0, 20, 10),
    predictedIou: 0.7,
    stability: 0.5,
    token: -1,
    seed: null,
    flags: ['no-core'],
  })
})
