import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  hashDistance,
  hashSide,
  nearDuplicateBits,
  nearDuplicateClusters,
  perceptualHash,
} from '#core/dataset/perceptual-hash'
import { createRandom } from '#core/random'

/** A picture of soft blobs, grey 0..255. */
function blobs(seed: number): number[] {
  const random = createRandom(seed)
  const all = Array.from(
    { length: 6 },
    () => [random() * 32, random() * 32, 2 + random() * 6, random() * 200] as const,
  )
  return Array.from({ length: hashSide ** 2 }, (_, i) => {
    const [x, y] = [i % hashSide, Math.floor(i / hashSide)]
    const light = all.map(
      ([cx, cy, r, a]) => a * Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * r * r)),
    )
    return Math.min(255, 20 + light.reduce((sum, one) => sum + one, 0))
  })
}
const hash = (grey: readonly number[]) => perceptualHash(grey)!
const hex = fc
  .array(fc.integer({ min: 0, max: 15 }), { minLength: 16, maxLength: 16 })
  .map((all) => all.map((one) => one.toString(16)).join(''))
/** A hash with these bits turned. */
const turned = (of: string, bits: readonly number[]) => {
  const digits = Array.from(of, (digit) => Number.parseInt(digit, 16))
  for (const bit of bits) digits[bit >> 2]! ^= 8 >> (bit & 3)
  return digits.map((one) => one.toString(16)).join('')
}

describe('perceptualHash', () => {
  it('is what SciPy’s cosine transform gives', () => {
    // scipy.fftpack.dct twice over (x * 7 + y * 13) % 50, its 8×8 corner against the median of the 63 others.
    const grey = Array.from({ length: 1024 }, (_, i) => ((i % 32) * 7 + (i >> 5) * 13) % 50)
    expect(hash(grey)).toBe('60eb60ffe88a41d4')
  })
  it.each([
    ['lighter', (v: number) => v * 0.6 + 60],
    ['darker', (v: number) => v * 0.4],
    ['rounded to 64 greys', (v: number) => Math.round(v / 4) * 4],
    ['bent', (v: number) => 255 * (v / 255) ** 0.8],
  ])('stays near when the picture is %s', (_name, change) => {
    for (let seed = 0; seed < 20; seed++)
      expect(hashDistance(hash(blobs(seed)), hash(blobs(seed).map(change)))).toBeLessThanOrEqual(
        nearDuplicateBits,
      )
  })
  it('is far for other pictures', () => {
    const distances = Array.from({ length: 20 }, (_, i) =>
      hashDistance(hash(blobs(i)), hash(blobs(i + 100))),
    )
    expect(Math.min(...distances)).toBeGreaterThan(nearDuplicateBits)
  })
  it('there is none of a plain picture, whatever its grey', () => {
    for (const grey of [0, 0.3, 128, 255]) expect(perceptualHash(Array(1024).fill(grey))).toBeNull()
  })
  it('refuses another raster', () => expect(() => perceptualHash([1, 2])).toThrow('32×32'))
})

describe('hashDistance', () => {
  it('counts turned bits', () => {
    const bits = fc.uniqueArray(fc.nat(63))
    fc.assert(
      fc.property(hex, bits, (one, all) => {
        expect(hashDistance(one, turned(one, all))).toBe(all.length)
        expect(hashDistance(turned(one, all), one)).toBe(all.length)
      }),
    )
  })
})

/** To the end at once. */
function clustersOf(...given: Parameters<typeof nearDuplicateClusters>): number[][] {
  const steps = nearDuplicateClusters(...given)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

describe('nearDuplicateClusters', () => {
  it('links through others, leaves single images and those without a hash out', () => {
    const start = '0123456789abcdef'
    const [near, far] = [turned(start, [0, 9, 20, 40]), turned(start, [0, 9, 20, 40, 1, 2, 3])]
    const images = [
      { id: 9, hash: start },
      { id: 2, hash: near },
      { id: 5, hash: far },
      { id: 7, hash: 'ffffffff00000000' },
      { id: 1, hash: null },
      { id: 3, hash: null },
      { id: 4, hash: start },
    ]
    expect(clustersOf(images, 4)).toEqual([[2, 4, 5, 9]])
    expect(clustersOf(images, 3)).toEqual([
      [2, 5],
      [4, 9],
    ])
    expect(clustersOf(images, 0)).toEqual([[4, 9]])
    expect(() => clustersOf(images, 16)).toThrow('15')
  })
  it('finds what comparing all pairs finds', () => {
    const family = fc
      .tuple(hex, fc.array(fc.uniqueArray(fc.nat(63), { maxLength: 14 }), { maxLength: 8 }))
      .map(([one, all]) => [one, ...all.map((bits) => turned(one, bits))])
    fc.assert(
      fc.property(fc.array(family, { maxLength: 4 }), fc.nat(15), (families, bits) => {
        const images = families.flat().map((one, id) => ({ id, hash: one }))
        const linked = images.map(({ id }) => new Set([id]))
        for (const a of images)
          for (const b of images)
            if (hashDistance(a.hash, b.hash) <= bits) {
              const all = new Set([...linked[a.id]!, ...linked[b.id]!])
              for (const id of all) linked[id] = all
            }
        const plain = [...new Set(linked)]
          .filter((set) => set.size > 1)
          .map((set) => [...set].toSorted((a, b) => a - b))
        expect(clustersOf(images, bits)).toEqual(plain.toSorted((a, b) => a[0]! - b[0]!))
      }),
      { numRuns: 30 },
    )
  })
  it('finds the planted ones of many', () => {
    const random = createRandom(8)
    const any = () =>
      Array.from({ length: 16 }, () => Math.floor(random() * 16).toString(16)).join('')
    const images = Array.from({ length: 5000 }, (_, id) => ({ id, hash: any() }))
    const copies = images.slice(0, 300).map(({ id, hash: one }) => ({
      id: id + 5000,
      hash: turned(one, [id % 64, (id * 7 + 1) % 64]),
    }))
    expect(clustersOf([...images, ...copies])).toEqual(copies.map(({ id }) => [id - 5000, id]))
  })
})
