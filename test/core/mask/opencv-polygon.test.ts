import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { centreRingsFromRle } from '#core/mask/centre-rings'
import { createMask, type Mask } from '#core/mask/mask'
import { costOfCentreRing, spansOfCentreRing } from '#core/mask/opencv-polygon'
import { rleFromMask } from '#core/mask/rle'
import type { Size } from '#core/geometry/size'
import { report, rounds } from '../../soak/scale.ts'
import { anyMask, maskOfRows, rowsOfMask, sizes } from './masks.ts'
import rings from '../../fixtures/vectors/opencv-rings.json' with { type: 'json' }

function painted(ring: readonly number[], size: Size): Mask {
  const mask = createMask(size)
  const spans = spansOfCentreRing(ring, size)
  for (let i = 0; i < spans.length; i += 2) mask.bits.fill(1, spans[i]!, spans[i + 1]!)
  return mask
}

test.each(rings.cases)('draws $id as OpenCV does', ({ ring, rows }) => {
  const size = { width: rows[0]!.length, height: rows.length }
  expect(rowsOfMask(painted(ring, size))).toEqual(rows)
})

test('spans ascend and stay apart, and there are no more than were said', () => {
  const anyRing = fc.array(fc.integer({ min: -40, max: 60 }), { minLength: 2, maxLength: 40 })
  fc.assert(
    fc.property(sizes(), anyRing, (size, numbers) => {
      const ring = numbers.slice(0, numbers.length & ~1)
      const spans = spansOfCentreRing(ring, size)
      for (let i = 1; i < spans.length; i++) expect(spans[i]!).toBeGreaterThan(spans[i - 1]!)
      expect(spans.at(-1) ?? 0).toBeLessThanOrEqual(size.width * size.height)
      expect(spans.length / 2).toBeLessThanOrEqual(costOfCentreRing(ring, size))
    }),
  )
})

test('a ring from far outside costs what is inside', () => {
  const far = 2 ** 28
  const size = { width: 9, height: 7 }
  const ring = [-far, -far, far, -far, far, far, -far, far]
  expect(costOfCentreRing(ring, size)).toBeLessThan(100)
  expect([...spansOfCentreRing(ring, size)]).toEqual([0, 63])
})

describe('rings of a mask', () => {
  const united = (mask: Mask) => {
    const all = createMask(mask.size)
    for (const ring of centreRingsFromRle(rleFromMask(mask)))
      painted(ring, mask.size).bits.forEach((bit, i) => {
        // Parts are apart: no pixel is drawn by two rings.
        if (bit === 1) all.bits[i]! += 1
      })
    return all
  }

  test.each([
    { name: 'nothing', rows: ['000', '000'], count: 0 },
    { name: 'a pixel', rows: ['000', '010'], count: 1 },
    { name: 'two corners that touch', rows: ['10', '01'], count: 1 },
    { name: 'all', rows: ['11', '11'], count: 1 },
    { name: 'a hole', rows: ['111', '101', '111'], count: 1 },
    { name: 'a hole between corners', rows: ['010', '101', '010'], count: 1 },
    { name: 'an island in a hole', rows: ['11111', '10001', '10101', '10001', '11111'], count: 2 },
    { name: 'holes beside one another', rows: ['1111111', '1010101', '1111111'], count: 1 },
    { name: 'holes in a stair', rows: ['11111', '10111', '11011', '11101', '11111'], count: 1 },
    { name: 'a hole that ends at the border', rows: ['1111', '1011', '1001', '1111'], count: 1 },
  ])('$name', ({ rows, count }) => {
    const mask = maskOfRows(rows)
    const found = centreRingsFromRle(rleFromMask(mask))
    expect(found).toHaveLength(count)
    for (const ring of found) expect(ring.length).toBeGreaterThanOrEqual(6)
    expect(rowsOfMask(united(mask))).toEqual(rows)
  })

  test('give back every mask, bit for bit', () => {
    const numRuns = rounds(1000)
    fc.assert(
      fc.property(anyMask(40), (mask) => {
        expect(rowsOfMask(united(mask))).toEqual(rowsOfMask(mask))
      }),
      { numRuns },
    )
    report(`ReasonSeg rings: ${numRuns} random masks with holes came back bit for bit`)
  })
})
