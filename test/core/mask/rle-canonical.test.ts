import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rleFromCounts, rleFromMask } from '#core/mask/rle'
import { isCanonicalString, readRuns } from '#core/mask/rle-string'
import { anyMask } from './masks.ts'

describe('isCanonicalString', () => {
  it('takes the string of every mask', () => {
    fc.assert(
      fc.property(anyMask(), (mask) => {
        const { counts, size } = rleFromMask(mask)
        expect(isCanonicalString(counts, size[0] * size[1])).toBe(true)
      }),
    )
  })

  it('takes no other string', () => {
    const character = fc.integer({ min: 46, max: 113 }).map((code) => String.fromCharCode(code))
    fc.assert(
      fc.property(fc.array(character, { maxLength: 6 }), (characters) => {
        const text = characters.join('')
        const read = readRuns(text)
        if (!isCanonicalString(text, 12)) return
        expect('runs' in read && rleFromCounts({ width: 4, height: 3 }, read.runs).counts).toBe(
          text,
        )
      }),
      { numRuns: 20_000 },
    )
  })

  it.each([
    ['empty', '', 0],
    ['padded with a zero group', '\\0', 12],
    ['cut off in a number', 'h', 12],
    ['too long a number', 'hhhhhhhh0', 12],
    ['another area', '<', 13],
  ])('%s', (_, text, area) => {
    expect(isCanonicalString(text, area)).toBe(false)
  })
})
