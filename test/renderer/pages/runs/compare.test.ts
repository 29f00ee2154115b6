import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMask, type Rle } from '#core/mask/mask'
import { rleFromMask } from '#core/mask/rle'
import { maskIou } from '#core/mask/rle-ops'
import type { Run } from '#rpc/schemas/pipeline'
import { alignCandidates, leastIou } from '../../../../renderer/pages/runs/compare.ts'

type Candidate = Run['candidates'][number]

const size = { width: 20, height: 10 }

function bar(x0: number, x1: number): Rle {
  const mask = createMask(size)
  for (let y = 0; y < size.height; y++) mask.bits.fill(1, y * size.width + x0, y * size.width + x1)
  return rleFromMask(mask)
}

function candidates(...masks: readonly Rle[]): Candidate[] {
  return masks.map((rle, i) => ({ id: `c0${i + 1}`, rank: i + 1, rle }) as unknown as Candidate)
}

const shown = (pairs: ReturnType<typeof alignCandidates>) =>
  pairs.map(({ left, right, iou }) => [left?.rank ?? null, right?.rank ?? null, iou])

test('what overlaps most stands side by side, in the left order; the rest stands alone', () => {
  const left = candidates(bar(0, 10), bar(10, 20), bar(0, 20))
  const right = candidates(bar(10, 19), bar(0, 10), bar(4, 6))
  expect(shown(alignCandidates(left, right))).toEqual([
    [1, 2, 1],
    [2, 1, 0.9],
    [3, null, null],
    [null, 3, null],
  ])
})

test('of several alike each finds another partner', () => {
  const left = candidates(bar(0, 10), bar(0, 10))
  const right = candidates(bar(0, 9), bar(0, 10))
  expect(shown(alignCandidates(left, right))).toEqual([
    [1, 2, 1],
    [2, 1, 0.9],
  ])
})

test('nothing beside nothing', () => {
  expect(alignCandidates([], [])).toEqual([])
  expect(shown(alignCandidates([], candidates(bar(0, 3))))).toEqual([[null, 1, null]])
})

test('each candidate is in one pair, and no pair is under the least overlap', () => {
  const span = fc
    .tuple(fc.nat(19), fc.integer({ min: 1, max: 20 }))
    .map(([from, length]) => bar(from, Math.min(20, from + length)))
  const some = fc.array(span, { maxLength: 8 }).map((masks) => candidates(...masks))
  fc.assert(
    fc.property(some, some, (left, right) => {
      const pairs = alignCandidates(left, right)
      const idsOf = (side: 'left' | 'right') => pairs.flatMap((pair) => pair[side]?.id ?? [])
      expect(idsOf('left')).toEqual(left.map(({ id }) => id))
      expect(idsOf('right').toSorted()).toEqual(right.map(({ id }) => id))
      for (const { left: a, right: b, iou } of pairs) {
        if (a === null || b === null) expect(iou).toBeNull()
        else {
          expect(iou).toBeCloseTo(maskIou(a.rle, b.rle), 9)
          expect(iou).toBeGreaterThanOrEqual(leastIou)
        }
      }
    }),
  )
})
