import { expect, test } from 'vitest'
import { imagePoint } from '#core/geometry/point'
import { stampStroke } from '#core/mask/brush'
import { createMask, type Mask } from '#core/mask/mask'
import { countsFromRle, maskFromRle, parseRle, rleFromCounts, rleFromMask } from '#core/mask/rle'
import { rleArea } from '#core/mask/rle-ops'
import { mutate, randomFrom, type Random } from './random.ts'
import { report, rounds } from './scale.ts'

/** Strokes, noise or nothing, of any shape from a single row or column to a small photograph. */
function anyMask(random: Random, sides: readonly number[]): Mask {
  const side = () => 1 + random.below(random.pick(sides))
  const mask = createMask({ width: side(), height: side() })
  const { width, height } = mask.size
  const density = random.pick([0, 0, 0.02, 0.5, 1])
  for (let i = 0; density > 0 && i < mask.bits.length; i += 1)
    if (random.next() < density) mask.bits[i] = 1
  for (let i = random.below(6); i > 0; i -= 1) {
    const points = [imagePoint(random.next() * width, random.next() * height)]
    stampStroke(mask, { points, radius: 0.5 + random.next() * 60, value: i % 3 === 0 ? 0 : 1 })
  }
  return mask
}

test('masks come back from run lengths, strings and lists bit by bit', () => {
  const random = randomFrom(20)
  const total = rounds(1000)
  let pixels = 0
  for (let i = 0; i < total; i += 1) {
    const mask = anyMask(random, [3, 40, 400])
    const rle = rleFromMask(mask)
    const sent = JSON.parse(JSON.stringify(rle)) as unknown
    const parsed = parseRle(sent)
    expect(parsed).toEqual({ ok: true, value: rle })
    expect(maskFromRle(rle).bits).toEqual(mask.bits)
    expect(rleFromCounts(mask.size, countsFromRle(rle))).toEqual(rle)
    expect(rleArea(rle)).toBe(mask.bits.reduce((sum, bit) => sum + bit, 0))
    pixels += mask.bits.length
  }
  report(`run lengths: ${total} masks, ${(pixels / 1e6).toFixed(1)} million pixels there and back`)
})

test('a damaged string is refused or is a whole mask of the size it names', () => {
  const random = randomFrom(21)
  const total = rounds(100_000)
  let accepted = 0
  for (let i = 0; i < total; i += 1) {
    const { size, counts } = rleFromMask(anyMask(random, [3, 20]))
    const parsed = parseRle({ size, counts: mutate(counts, random) })
    if (!parsed.ok) {
      expect(parsed.error.code).toBe('bad_rle')
      continue
    }
    accepted += 1
    const mask = maskFromRle(parsed.value)
    expect(mask.bits.length).toBe(size[0] * size[1])
    expect(rleFromMask(mask)).toEqual(parsed.value)
  }
  expect(accepted).toBeLessThan(total)
  report(`damaged strings: ${total} read, ${total - accepted} refused, ${accepted} still whole`)
})
