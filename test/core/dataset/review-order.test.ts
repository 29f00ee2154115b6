import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  leadOf,
  reviewOrders,
  reviewOrderTitles,
  reviewQueue,
  type ReviewItem,
} from '#core/dataset/review-order'

const item = (id: number, fields: Partial<ReviewItem> = {}): ReviewItem => ({
  id,
  scores: [],
  firstRankIou: null,
  clicks: null,
  ...fields,
})
const items = [
  item(4, { scores: [0.9, 0.2], firstRankIou: 0.3, clicks: 2 }),
  item(1, { scores: [0.5] }),
  item(3, { scores: [0.6, 0.55, 0.5], firstRankIou: 0.9, clicks: 2 }),
  item(2, { scores: [0.8, 0.8], firstRankIou: 1, clicks: 11 }),
]

test.each([
  [
    'uncertain',
    [
      [2, 0],
      [3, 0.05],
      [4, 0.7],
      [1, null],
    ],
  ],
  [
    'judge',
    [
      [4, 0.3],
      [3, 0.9],
      [2, 1],
      [1, null],
    ],
  ],
  [
    'clicks',
    [
      [2, 11],
      [3, 2],
      [4, 2],
      [1, null],
    ],
  ],
] as const)('%s', (order, expected) => {
  expect(reviewQueue(items, order, 1)).toEqual(
    expected.map(([id, value]) => ({
      id,
      value: value === null ? null : expect.closeTo(value, 12),
    })),
  )
})

test('random: by the seed, whatever the order given', () => {
  const ids = (seed: number, of = items) => reviewQueue(of, 'random', seed).map(({ id }) => id)
  expect(ids(1, items.toReversed())).toEqual(ids(1))
  expect(new Set(Array.from({ length: 40 }, (_, seed) => ids(seed).join())).size).toBeGreaterThan(
    12,
  )
})

test('the lead of the best', () => {
  expect([leadOf([]), leadOf([1]), leadOf([0.75, 0.5, 0.1])]).toEqual([null, null, 0.25])
})

test('every order holds every sample once, and says what it means', () => {
  const any = fc.array(
    fc.record({
      scores: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 }),
      firstRankIou: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      clicks: fc.option(fc.nat(9)),
    }),
  )
  for (const order of reviewOrders) {
    expect(reviewOrderTitles[order]).toMatch(/first|random/)
    fc.assert(
      fc.property(any, (all) => {
        const queue = reviewQueue(
          all.map((one, id) => item(id, one)),
          order,
          3,
        )
        expect(queue.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(all.map((_, i) => i))
      }),
    )
  }
})
