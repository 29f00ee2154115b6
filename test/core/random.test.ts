import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom, shuffled } from '#core/random'

test('the same numbers for the same seed and stream, others for others', () => {
  const draw = (seed: number, stream?: number) => {
    const random = createRandom(seed, stream)
    return [random(), random(), random()]
  }
  expect(draw(7)).toEqual(draw(7, 0))
  expect(draw(7)).not.toEqual(draw(8))
  expect(draw(7, 1)).not.toEqual(draw(7, 2))
})

test('numbers lie in 0..1 and fill it evenly', () => {
  const random = createRandom(1)
  const tenths = Array.from({ length: 10 }, () => 0)
  for (let i = 0; i < 10_000; i++) tenths[Math.floor(random() * 10)]!++
  expect(tenths).toHaveLength(10)
  for (const n of tenths) expect(Math.abs(n - 1000)).toBeLessThan(120)
})

const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b)

test('shuffling keeps the values, leaves the original alone, and moves each anywhere', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9)), fc.nat(), (values, seed) => {
      const before = [...values]
      expect(sorted(shuffled(values, createRandom(seed)))).toEqual(sorted(values))
      expect(values).toEqual(before)
    }),
  )
  const places = new Map<string, number>()
  for (let seed = 0; seed < 600; seed++) {
    const order = shuffled(['a', 'b', 'c'], createRandom(seed)).join('')
    places.set(order, (places.get(order) ?? 0) + 1)
  }
  expect(places.size).toBe(6)
  for (const n of places.values()) expect(Math.abs(n - 100)).toBeLessThan(45)
})
