import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/metrics.json' with { type: 'json' }
import { emptyRle, fullRle, maskFromRle, rleFromMask } from '#core/mask/rle'
import { intersectRles, rleArea, uniteAll } from '#core/mask/rle-ops'
import type { Mask } from '#core/mask/mask'
import { votesOf } from '#core/mask/votes'
import { majorityMask, stapleMask } from '#core/metrics/consensus'
import { maskOfRows, masksOf, rowsOfMask, sizes } from '../mask/masks.ts'

const { staple } = vectors
const size = { width: 5, height: 4 }
const raters = staple.raters.map((rows) => rleFromMask(maskOfRows(rows)))
const votes = votesOf(raters, size)

const manyMasks = sizes(12).chain((one) =>
  fc.record({
    size: fc.constant(one),
    masks: fc.array(masksOf(one), { minLength: 1, maxLength: 6 }),
  }),
)

/** STAPLE pixel by pixel, as the reference writes it down. */
function plainStaple(masks: readonly Mask[]): number[] {
  const pixels = masks[0]!.bits.length
  const mean = (i: number) => masks.reduce((sum, { bits }) => sum + bits[i]!, 0) / masks.length
  const starts = Array.from({ length: pixels }, (_, i) => mean(i))
  const prior = starts.reduce((sum, w) => sum + w, 0) / pixels
  let weights = starts
  let before: number[] = []
  for (let n = 0; n < 1000; n++) {
    const total = weights.reduce((sum, w) => sum + w, 0)
    const p = masks.map(({ bits }) => weights.reduce((sum, w, i) => sum + bits[i]! * w, 0) / total)
    const q = masks.map(
      ({ bits }) =>
        weights.reduce((sum, w, i) => sum + (1 - bits[i]!) * (1 - w), 0) / (pixels - total),
    )
    weights = weights.map((_, i) => {
      const a = masks.reduce(
        (product, { bits }, j) => product * (bits[i] ? p[j]! : 1 - p[j]!),
        prior,
      )
      const b = masks.reduce(
        (product, { bits }, j) => product * (bits[i] ? 1 - q[j]! : q[j]!),
        1 - prior,
      )
      return a + b > 0 ? a / (a + b) : starts[i]!
    })
    const now = [...p, ...q]
    if (now.every((value, j) => (value - (before[j] ?? 2)) ** 2 <= 1e-14)) break
    before = now
  }
  return weights
}

describe('majority', () => {
  it('the vector', () => {
    // Its ties are target.
    const found = majorityMask(votes, 'target')
    expect(rowsOfMask(maskFromRle(found))).toEqual(staple.majority_at_half)
  })
  it('the tie rule decides where exactly half agree', () => {
    const two = votesOf([maskOfRows(['1100']), maskOfRows(['1010'])].map(rleFromMask), {
      width: 4,
      height: 1,
    })
    expect(rowsOfMask(maskFromRle(majorityMask(two)))).toEqual(['1000'])
    expect(rowsOfMask(maskFromRle(majorityMask(two, 'target')))).toEqual(['1110'])
  })
  it('lies between what all and what any hold, and is what a count of pixels gives', () => {
    fc.assert(
      fc.property(manyMasks, (all) => {
        const rles = all.masks.map(rleFromMask)
        const majority = majorityMask(votesOf(rles, all.size))
        const bits = Uint8Array.from(all.masks[0]!.bits, (_, i) =>
          all.masks.reduce((sum, mask) => sum + mask.bits[i]!, 0) * 2 > all.masks.length ? 1 : 0,
        )
        expect(maskFromRle(majority).bits).toEqual(bits)
        expect(rleArea(intersectRles(majority, uniteAll(rles, all.size)))).toBe(rleArea(majority))
      }),
    )
  })
})

describe('STAPLE', () => {
  it('the vector', () => {
    const found = stapleMask(votes, null)
    expect(found.prior).toBeCloseTo(staple.prior, 12)
    expect(found.iterations).toBe(staple.iterations)
    expect(rowsOfMask(maskFromRle(found.mask))).toEqual(staple.consensus_at_half)
    raters.forEach((_, j) => {
      expect(found.sensitivity[j]).toBeCloseTo(staple.sensitivity[j]!, 6)
      expect(found.specificity[j]).toBeCloseTo(staple.specificity[j]!, 6)
    })
    votes.patterns.forEach((pattern, k) => {
      const i = staple.raters[0]!.join('')
        .split('')
        .findIndex((_, at) =>
          pattern.votes.every((vote, j) => (staple.raters[j]!.join('')[at] === '1') === vote),
        )
      expect(found.probabilities[k]).toBeCloseTo(staple.probability.flat()[i]!, 6)
    })
  })
  it('is what the plain form gives, pixel by pixel', () => {
    fc.assert(
      fc.property(manyMasks, (all) => {
        const rles = all.masks.map(rleFromMask)
        const cast = votesOf(rles, all.size)
        if (cast.patterns.every(({ yes }) => yes === 0)) return
        if (cast.patterns.every(({ yes }) => yes === all.masks.length)) return
        const found = stapleMask(cast, null)
        const plain = plainStaple(all.masks)
        const undecided = plain.some((w) => Math.abs(w - 0.5) < 1e-6)
        if (!undecided)
          expect([...maskFromRle(found.mask).bits]).toEqual(plain.map((w) => (w >= 0.5 ? 1 : 0)))
      }),
    )
  })
  it.each([
    ['nobody sees a target', [emptyRle(size), emptyRle(size)], 0, null, 1],
    ['all paint everything', [fullRle(size), fullRle(size)], 20, 1, null],
    ['all paint the same', [raters[0]!, raters[0]!, raters[0]!], 6, 1, 1],
    ['one annotator', [raters[0]!], 6, 1, 1],
  ])('%s', (_name, masks, area, sensitivity, specificity) => {
    const found = stapleMask(votesOf(masks, size))
    expect(rleArea(found.mask)).toBe(area)
    for (const one of found.sensitivity) {
      if (sensitivity === null) expect(one).toBeNull()
      else expect(one).toBeCloseTo(sensitivity, 9)
    }
    for (const one of found.specificity) {
      if (specificity === null) expect(one).toBeNull()
      else expect(one).toBeCloseTo(specificity, 9)
    }
  })
  it('annotators that contradict each other throughout give a number, not none', () => {
    const two = votesOf([maskOfRows(['10']), maskOfRows(['01'])].map(rleFromMask), {
      width: 2,
      height: 1,
    })
    expect(stapleMask(two).probabilities.every((one) => one >= 0 && one <= 1)).toBe(true)
  })
  it('the size of the image around the masks does not matter', () => {
    const placed = (width: number, height: number) => {
      const wide = staple.raters.map((rows) => {
        const padded = ['', ...rows].map((row) => `0${row}`.padEnd(width, '0'))
        while (padded.length < height) padded.push('')
        return rleFromMask(maskOfRows(padded.map((row) => row.padEnd(width, '0'))))
      })
      const { prior, sensitivity } = stapleMask(votesOf(wide, { width, height }), 0.2)
      return { prior, sensitivity }
    }
    expect(placed(9, 9)).toEqual(placed(40, 30))
  })
  it('costs what the outlines cost: five annotators of a 12-megapixel picture', () => {
    const large = { width: 4000, height: 3000 }
    const discs = [0, 7, 12, 5, 30].map((by) => {
      const bits = new Uint8Array(large.width * large.height)
      for (let y = 0; y < large.height; y++) {
        const half = Math.sqrt(Math.max(0, 1200 ** 2 - (y - 1500 + by) ** 2))
        if (half > 0)
          bits.fill(
            1,
            y * large.width + Math.ceil(2000 - half) + by,
            y * large.width + Math.ceil(2000 + half) + by,
          )
      }
      return rleFromMask({ size: large, bits })
    })
    const cast = votesOf(discs, large)
    const found = stapleMask(cast)
    expect(found.sensitivity.every((one) => one !== null && one > 0.95)).toBe(true)
    expect(rleArea(found.mask)).toBeGreaterThan(0.9 * rleArea(discs[0]!))
    // Every stretch between two flips of any mask, once.
    expect(cast.starts.length).toBeLessThan(5 * 2 * large.width)
  })
})
