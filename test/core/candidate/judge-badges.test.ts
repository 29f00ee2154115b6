import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeBadges } from '#core/candidate/judge-badges'
import { squaredDistance } from '#core/geometry/point'
import { createMask, type Mask } from '#core/mask/mask'
import { masksOf } from '../mask/masks.ts'

const size = { width: 120, height: 120 }
const radius = 5

function filled(x0: number, y0: number, x1: number, y1: number): Mask {
  const mask = createMask(size)
  for (let y = y0; y < y1; y++) mask.bits.fill(1, y * size.width + x0, y * size.width + x1)
  return mask
}

const isIn = ({ bits }: Mask, { x, y }: { x: number; y: number }) =>
  bits[Math.floor(y) * size.width + Math.floor(x)] === 1

test('a large mask has its badge in its deepest place, an empty one has none', () => {
  expect(placeBadges([filled(20, 30, 61, 71), createMask(size)], radius)).toEqual([
    { centre: { x: 40.5, y: 50.5 }, pointsTo: null },
    null,
  ])
  expect(placeBadges([], radius)).toEqual([])
})

test('one within another: the outer one’s badge stands where it is alone', () => {
  const [outer, inner] = [filled(10, 10, 110, 110), filled(40, 40, 90, 90)]
  const [first, second] = placeBadges([outer, inner], radius)
  expect(isIn(inner, first!.centre)).toBe(false)
  expect(isIn(outer, first!.centre)).toBe(true)
  expect(isIn(inner, second!.centre)).toBe(true)
})

test('masks alike: a badge each inside, apart', () => {
  const masks = [filled(10, 10, 70, 70), filled(10, 10, 70, 69), filled(10, 10, 69, 70)]
  const badges = placeBadges(masks, radius).map((badge) => badge!)
  expect(badges.every(({ pointsTo }) => pointsTo === null)).toBe(true)
  expect(badges.every(({ centre }, i) => isIn(masks[i]!, centre))).toBe(true)
})

test('a mask that the badge would hide has it beside, clear of all masks, and is pointed to', () => {
  const masks = [filled(60, 60, 64, 64), filled(0, 80, 120, 120)]
  const [small] = placeBadges(masks, radius)
  expect(isIn(masks[0]!, small!.pointsTo!)).toBe(true)
  for (const mask of masks) expect(isIn(mask, small!.centre)).toBe(false)
  expect(Math.sqrt(squaredDistance(small!.centre, small!.pointsTo!))).toBeLessThan(4 * radius)
})

test('in the corner too the badge is whole', () => {
  const [badge] = placeBadges([filled(117, 0, 120, 2)], radius)
  const { x, y } = badge!.centre
  expect(Math.min(x, y, 120 - x, 120 - y)).toBeGreaterThanOrEqual(radius)
})

test('five masks of any kind: badges do not touch, point to their own mask, and are the same again', () => {
  const small = { width: 60, height: 60 }
  fc.assert(
    fc.property(fc.array(masksOf(small), { minLength: 1, maxLength: 5 }), (masks) => {
      const badges = placeBadges(masks, 3)
      expect(placeBadges(masks, 3)).toEqual(badges)
      for (const [i, badge] of badges.entries()) {
        const mask = masks[i]!
        expect(badge === null).toBe(!mask.bits.includes(1))
        if (badge === null) continue
        const at = badge.pointsTo ?? badge.centre
        expect(mask.bits[Math.floor(at.y) * small.width + Math.floor(at.x)]).toBe(1)
        for (const other of badges.slice(0, i))
          if (other !== null)
            expect(squaredDistance(other.centre, badge.centre)).toBeGreaterThanOrEqual(36)
      }
    }),
    { numRuns: 60 },
  )
})
