import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Mask } from '#core/mask/mask'
import { growMask, shrinkMask, smoothMask } from '#core/mask/morphology'
import { anyMask, maskOfRows, rowsOfMask } from './masks.ts'

/** Every pixel within the radius of one with the seed's value takes that value. */
function naiveSpread({ size, bits }: Mask, seed: number, radius: number): Uint8Array {
  const seeds = [...bits.keys()].filter((at) => bits[at] === seed)
  return bits.map((bit, at) => {
    const near = seeds.some(
      (other) =>
        ((at % size.width) - (other % size.width)) ** 2 +
          (Math.floor(at / size.width) - Math.floor(other / size.width)) ** 2 <=
        radius ** 2,
    )
    return near ? seed : bit
  })
}

const radius = fc.oneof(
  fc.integer({ min: 0, max: 9 }),
  fc.constantFrom(Math.SQRT2, Math.sqrt(5), 2.5, 0.4),
)

describe('discs are exact', () => {
  it('growMask', () => {
    fc.assert(
      fc.property(anyMask(16), radius, (mask, r) => {
        expect(growMask(mask, r).bits).toEqual(naiveSpread(mask, 1, r))
      }),
    )
  })
  it('shrinkMask', () => {
    fc.assert(
      fc.property(anyMask(16), radius, (mask, r) => {
        expect(shrinkMask(mask, r).bits).toEqual(naiveSpread(mask, 0, r))
      }),
    )
  })
})

describe('edges of the image', () => {
  it('do not eat a mask that ends there', () => {
    const full = maskOfRows(['111', '111'])
    expect(shrinkMask(full, 5)).toEqual(full)
    expect(rowsOfMask(shrinkMask(maskOfRows(['1110', '1110']), 1))).toEqual(['1100', '1100'])
  })
  it('the input stays as it was', () => {
    const mask = maskOfRows(['000', '010', '000'])
    expect(rowsOfMask(growMask(mask, 1))).toEqual(['010', '111', '010'])
    expect(rowsOfMask(mask)).toEqual(['000', '010', '000'])
  })
})

describe('smoothMask', () => {
  it('drops spurs and fills cracks narrower than the disc', () => {
    const mask = maskOfRows([
      '000000000000',
      '000000000010',
      '001111111110',
      '001111111110',
      '001111111110',
      '001111011110',
      '001111111110',
      '001111111110',
      '001111111110',
      '000000000000',
      '010000000000',
    ])
    const smooth = rowsOfMask(smoothMask(mask, 1))
    expect(smooth[1]).toBe('000000000000')
    expect(smooth[5]).toBe('001111111110')
    expect(smooth[10]).toBe('000000000000')
  })
  it('takes the image border for neither wall nor void', () => {
    for (const rows of [
      ['11110', '11110', '11110', '11110'],
      ['11111', '11111', '11111', '11111'],
    ])
      expect(rowsOfMask(smoothMask(maskOfRows(rows), 1))).toEqual(rows)
  })
  it('changes nothing a second time', () => {
    fc.assert(
      fc.property(anyMask(14), fc.integer({ min: 1, max: 3 }), (mask, r) => {
        const opened = growMask(shrinkMask(mask, r), r)
        expect(growMask(shrinkMask(opened, r), r)).toEqual(opened)
        const closed = shrinkMask(growMask(mask, r), r)
        expect(shrinkMask(growMask(closed, r), r)).toEqual(closed)
      }),
    )
  })
})
