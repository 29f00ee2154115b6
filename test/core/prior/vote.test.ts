import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { imageBox } from '#core/geometry/box'
import type { Grid } from '#core/grid/grid'
import { stripCount, stripsOfBox, unpaddedBox } from '#core/grid/lines'
import type { Region } from '#core/grid/region'
import { priorSide } from '#core/prior/prior'
import { regionPrior } from '#core/prior/region'
import { priorOverlap, votePrior, type VoteReply } from '#core/prior/vote'

const size = { width: 640, height: 320 }
const cells = priorSide * priorSide
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)

function gridOf(n: number, shift = false): Grid {
  return { n, style: 'split', shift, size }
}

function strips(rows: readonly number[], columns: readonly number[]): Region {
  return { kind: 'strips', rows, columns }
}

const halves = gridOf(2)
const left: VoteReply = { grid: halves, regions: [strips([1, 2], [1])] }
const right: VoteReply = { grid: halves, regions: [strips([1, 2], [2])] }
const whole: VoteReply = { grid: halves, regions: [strips([1, 2], [1, 2])] }
const absent: VoteReply = { grid: halves, regions: [] }

describe('votePrior', () => {
  it.each([
    { name: 'one reply', replies: [left], mass: 1 / 2, agreement: 1, absentShare: 0, most: 0 },
    {
      name: 'twice the same',
      replies: [left, left],
      mass: 1 / 2,
      agreement: 1,
      absentShare: 0,
      most: 0,
    },
    {
      name: 'two places',
      replies: [left, right],
      mass: 1 / 2,
      agreement: 0,
      absentShare: 0,
      most: 0.5,
    },
    {
      name: 'one wider',
      replies: [left, whole],
      mass: 3 / 4,
      agreement: 1 / 2,
      absentShare: 0,
      most: 0.5,
    },
    {
      name: 'one absent',
      replies: [left, absent],
      mass: 1 / 4,
      agreement: 0,
      absentShare: 1 / 2,
      most: 0.5,
    },
    {
      name: 'all absent',
      replies: [absent, absent],
      mass: 0,
      agreement: 1,
      absentShare: 1,
      most: 0,
    },
    {
      name: 'two of three',
      replies: [left, left, absent],
      mass: 1 / 3,
      agreement: 1 / 3,
      absentShare: 1 / 3,
      most: Math.sqrt(2) / 3,
    },
    { name: 'nobody', replies: [], mass: 0, agreement: 0, absentShare: 0, most: 0 },
  ])('$name', ({ replies, mass, agreement, absentShare, most }) => {
    const vote = votePrior(replies)
    expect(vote.weights).toHaveLength(cells)
    expect(vote.spread).toHaveLength(cells)
    expect(sum(vote.weights)).toBeCloseTo(cells * mass, 9)
    expect(vote.agreement).toBeCloseTo(agreement, 12)
    expect(vote.absentShare).toBeCloseTo(absentShare, 12)
    expect(Math.max(...vote.spread)).toBeCloseTo(most, 12)
  })

  it('takes regions without padding, several at once, cells and drawn boxes too', () => {
    const regions: readonly Region[] = [
      strips([1], [1]),
      { kind: 'cells', cells: [4] },
      { kind: 'box', box: imageBox(320, 0, 340, 10) },
    ]
    const { weights } = votePrior([{ grid: halves, regions }])
    // A quarter each for the strips and the cell, one cell of the 32 × 32 for the box.
    expect(sum(weights)).toBe(cells / 2 + 1)
    expect(weights[16]).toBe(1)
    expect([weights[17], weights[16 + 32]]).toEqual([0, 0])
  })

  it('of several grids is tighter around the target than any one of them, and loses nothing of it', () => {
    const target = imageBox(200, 90, 300, 170)
    const truth = regionPrior([target], size)
    const replies = [5, 9, 13].flatMap((n) =>
      [false, true].map((shift): VoteReply => {
        const grid = gridOf(n, shift)
        const { rows, columns } = stripsOfBox(target, grid)
        return { grid, regions: [strips(rows, columns)] }
      }),
    )
    const vote = votePrior(replies)
    for (const [cell, weight] of truth.entries())
      if (weight === 1) expect(vote.weights[cell]).toBeCloseTo(1, 9)
    const certain = vote.weights.filter((weight) => weight > 1 - 1e-9).length
    for (const reply of replies) {
      const alone = votePrior([reply]).weights.filter((weight) => weight > 0).length
      expect(certain).toBeLessThan(alone)
    }
    expect(vote.agreement).toBeGreaterThan(0.3)
    expect(vote.agreement).toBeLessThan(1)
  })
})

const replyArbitrary = fc
  .record({ n: fc.integer({ min: 2, max: 20 }), shift: fc.boolean() })
  .chain(({ n, shift }) => {
    const grid = gridOf(n, shift)
    const id = fc.integer({ min: 1, max: stripCount(grid) })
    const ids = fc.array(id, { minLength: 1, maxLength: 3 })
    return fc.array(fc.tuple(ids, ids), { maxLength: 3 }).map((pairs): VoteReply => ({
      grid,
      regions: pairs.map(([rows, columns]) => strips(rows, columns)),
    }))
  })
const repliesArbitrary = fc.array(replyArbitrary, { minLength: 1, maxLength: 6 })

describe('any vote', () => {
  it('keeps to its ranges, and its order does not matter', () => {
    fc.assert(
      fc.property(repliesArbitrary, (replies) => {
        const vote = votePrior(replies)
        const turned = votePrior(replies.toReversed())
        for (const [cell, weight] of vote.weights.entries()) {
          expect(weight).toBeGreaterThanOrEqual(0)
          expect(weight).toBeLessThanOrEqual(1 + 1e-12)
          expect(vote.spread[cell]).toBeGreaterThanOrEqual(0)
          expect(vote.spread[cell]).toBeLessThanOrEqual(0.5 + 1e-12)
          expect(turned.weights[cell]).toBeCloseTo(weight, 12)
        }
        expect(vote.agreement).toBeGreaterThanOrEqual(0)
        expect(vote.agreement).toBeLessThanOrEqual(1 + 1e-12)
        expect(turned.agreement).toBeCloseTo(vote.agreement, 12)
      }),
      { numRuns: 40 },
    )
  })

  it('has its mass from the replies’ boxes, each reply counting alike', () => {
    fc.assert(
      fc.property(repliesArbitrary, (replies) => {
        const masses = replies.map(({ grid, regions }) =>
          sum(
            regionPrior(
              regions.map((region) => unpaddedBox(region, grid)),
              size,
            ),
          ),
        )
        expect(sum(votePrior(replies).weights)).toBeCloseTo(sum(masses) / replies.length, 6)
      }),
      { numRuns: 30 },
    )
  })

  it('agrees wholly with itself, and the more the oftener it is said', () => {
    fc.assert(
      fc.property(replyArbitrary, replyArbitrary, (one, other) => {
        expect(votePrior([one, one, one]).agreement).toBeCloseTo(1, 12)
        expect(votePrior([one, one, other]).agreement).toBeGreaterThanOrEqual(
          votePrior([one, other]).agreement - 1e-12,
        )
        expect(Math.max(...votePrior([one, one]).spread)).toBeCloseTo(0, 12)
      }),
      { numRuns: 30 },
    )
  })
})

describe('priorOverlap', () => {
  it('is the IoU of 0 and 1, the same either way round', () => {
    const a = regionPrior([imageBox(0, 0, 320, 320)], size)
    const b = regionPrior([imageBox(160, 0, 480, 320)], size)
    expect(priorOverlap(a, b)).toBeCloseTo(1 / 3, 12)
    expect(priorOverlap(b, a)).toBe(priorOverlap(a, b))
    expect(
      priorOverlap(
        a,
        a.map((weight) => weight / 2),
      ),
    ).toBe(0.5)
  })

  it('of nothing and nothing is whole', () => {
    const none = Array.from({ length: cells }, () => 0)
    expect(priorOverlap(none, none)).toBe(1)
  })
})
