import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/coco-rle.json' with { type: 'json' }
import { createMask } from '#core/mask/mask'
import {
  countsFromRle,
  emptyRle,
  fullRle,
  maskFromRle,
  parseRle,
  rleFromCounts,
  rleFromFlips,
  rleFromMask,
} from '#core/mask/rle'
import { anyMask, bitsOfVector, maskOfRows, naiveCounts } from './masks.ts'

describe('against pycocotools', () => {
  it.each(vectors.masks)('encodes and decodes $id', (row) => {
    const mask = bitsOfVector(row)
    const rle = rleFromMask(mask)
    expect(rle).toEqual({ size: [row.h, row.w], counts: row.rle })
    expect([...countsFromRle(rle)]).toEqual(row.counts)
    expect(maskFromRle(rle)).toEqual(mask)
    expect(rleFromCounts(mask.size, row.counts)).toEqual(rle)
  })

  it.each(vectors.noncanonical)('makes $id canonical', (row) => {
    const canonical = { size: [row.h, row.w], counts: row.canonical_rle }
    for (const counts of [row.rle, row.counts])
      expect(parseRle({ size: [row.h, row.w], counts })).toEqual({ ok: true, value: canonical })
    expect([...countsFromRle(rleFromCounts({ width: row.w, height: row.h }, row.counts))]).toEqual(
      row.canonical_counts,
    )
    expect(rleFromMask(maskOfRows(row.rows)).counts).toBe(row.canonical_rle)
  })

  it.each(vectors.dispatch.filter((row) => !Array.isArray(row.input)))('reads $id', (row) => {
    const read = parseRle(row.input)
    expect(read.ok && read.value.counts).toBe(row.rle![0])
  })

  it.each(vectors.dispatch.filter((row) => row.raises))('refuses $id as run lengths', (row) => {
    expect(parseRle(row.input).ok).toBe(false)
  })
})

describe('every mask', () => {
  it('survives the round trip, and its runs are those a pixel-by-pixel walk finds', () => {
    fc.assert(
      fc.property(anyMask(), (mask) => {
        const rle = rleFromMask(mask)
        expect([...countsFromRle(rle)]).toEqual(naiveCounts(mask))
        expect(maskFromRle(rle)).toEqual(mask)
        expect(parseRle(rle)).toEqual({ ok: true, value: rle })
        expect(parseRle({ size: rle.size, counts: naiveCounts(mask) })).toEqual({
          ok: true,
          value: rle,
        })
      }),
      { numRuns: 500 },
    )
  })

  it('is encoded the same when its bits start at an odd byte', () => {
    const bits = new Uint8Array(1 + 8 * 3).fill(1).subarray(1)
    bits[9] = 0
    const size = { width: 8, height: 3 }
    expect(rleFromMask({ size, bits })).toEqual(rleFromMask({ size, bits: bits.slice() }))
  })

  it('keeps runs near the size limit', () => {
    const size = { width: 46340, height: 46340 }
    const counts = [1, 2, 3, 46340 * 46340 - 7, 1]
    expect([...countsFromRle(rleFromCounts(size, counts))]).toEqual(counts)
  })

  it('may be written in one call or many: a long string is put together whole', () => {
    const size = { width: 300, height: 200 }
    const mask = createMask(size)
    for (let i = 0; i < mask.bits.length; i++) mask.bits[i] = ((i % 300) + Math.floor(i / 300)) % 2
    expect(maskFromRle(rleFromMask(mask))).toEqual(mask)
  })
})

describe('small makers', () => {
  const size = { width: 4, height: 3 }
  it('empty and full', () => {
    expect(emptyRle(size)).toEqual({ size: [3, 4], counts: '<' })
    expect(fullRle(size)).toEqual({ size: [3, 4], counts: '0<' })
  })
  it('flips that meet cancel, and the end is no flip', () => {
    expect([...countsFromRle(rleFromFlips(size, [0, 2, 2, 5, 7, 12]))]).toEqual([0, 5, 2, 5])
    expect(rleFromFlips(size, [3, 3])).toEqual(emptyRle(size))
    expect(rleFromFlips(size, [0, 12])).toEqual(fullRle(size))
  })
})

describe('hostile run lengths', () => {
  it.each<[string, unknown, RegExp]>([
    ['null', null, /size/],
    ['a string', '0<', /size/],
    ['no size', { counts: '<' }, /size/],
    ['size of one', { size: [3], counts: '<' }, /size/],
    ['size as text', { size: ['3', '4'], counts: '<' }, /size/],
    ['zero size', { size: [0, 4], counts: '' }, /size/],
    ['negative size', { size: [-3, -4], counts: '<' }, /size/],
    ['fractional size', { size: [1.5, 8], counts: '<' }, /size/],
    ['NaN size', { size: [Number.NaN, 4], counts: '<' }, /size/],
    ['huge size', { size: [2 ** 16, 2 ** 15], counts: [2 ** 31] }, /size/],
    ['no counts', { size: [3, 4] }, /counts must be/],
    ['counts an object', { size: [3, 4], counts: { 0: 12 } }, /counts must be/],
    ['empty string', { size: [3, 4], counts: '' }, /add up to 0/],
    ['character under the alphabet', { size: [3, 4], counts: '/' }, /character code 47/],
    ['character over the alphabet', { size: [3, 4], counts: '<p' }, /character code 112/],
    ['non-ASCII', { size: [3, 4], counts: '<é' }, /character code 233/],
    ['ends inside a group', { size: [3, 4], counts: 'o' }, /ends inside/],
    ['endless number', { size: [3, 4], counts: 'oooooooooooo0' }, /too long/],
    ['negative run in text', { size: [3, 4], counts: 'O' }, /negative/],
    ['negative run in a list', { size: [3, 4], counts: [13, -1] }, /exceed/],
    ['negative first', { size: [3, 4], counts: [-1, 13] }, /negative/],
    ['fraction', { size: [3, 4], counts: [1.5, 10.5] }, /whole number/],
    ['NaN', { size: [3, 4], counts: [Number.NaN] }, /whole number/],
    ['infinity', { size: [3, 4], counts: [Number.POSITIVE_INFINITY] }, /whole number/],
    ['text in a list', { size: [3, 4], counts: ['12'] }, /whole number/],
    ['hole in a list', { size: [3, 4], counts: [undefined, 12] }, /whole number/],
    ['sum too small', { size: [3, 4], counts: [5, 6] }, /add up to 11/],
    ['sum too large', { size: [3, 4], counts: [5, 8] }, /exceed/],
  ])('%s', (_name, value, message) => {
    const read = parseRle(value)
    expect(read).toMatchObject({ ok: false, error: { code: 'bad_rle' } })
    if (!read.ok) {
      expect(read.error.message).toMatch(message)
      expect(read.error.hint).not.toBe('')
    }
  })

  it('never throws, and what it accepts is canonical', () => {
    const character = fc.integer({ min: 40, max: 120 }).map((code) => String.fromCharCode(code))
    const counts = fc.oneof(
      fc.array(character, { maxLength: 12 }).map((all) => all.join('')),
      fc.array(fc.integer({ min: -1, max: 12 }), { maxLength: 6 }),
      fc.anything(),
    )
    fc.assert(
      fc.property(fc.record({ size: fc.constant([3, 4]), counts }), (value) => {
        const read = parseRle(value)
        if (read.ok) expect(rleFromMask(maskFromRle(read.value))).toEqual(read.value)
      }),
      { numRuns: 2000 },
    )
  })

  it('inside the program a broken Rle is a bug and throws', () => {
    expect(() => maskFromRle({ size: [3, 4], counts: '5' })).toThrow('broken rle')
  })
})
