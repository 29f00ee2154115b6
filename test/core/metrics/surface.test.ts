import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/metrics.json' with { type: 'json' }
import { emptyRle, fullRle, rleFromMask } from '#core/mask/rle'
import { placeRle, rleArea } from '#core/mask/rle-ops'
import { imageBox } from '#core/geometry/box'
import { boundaryF, surfaceDistances } from '#core/metrics/surface'
import { maskOfRows, maskPair } from '../mask/masks.ts'

const rle = (rows: readonly string[]) => rleFromMask(maskOfRows(rows))
const size = { width: 6, height: 5 }

describe('surface distances', () => {
  it.each(vectors.pairs)('pair $id', (row) => {
    const found = surfaceDistances(rle(row.pred), rle(row.gt))
    if (row.id === 'both-empty') expect(found).toEqual({ pooled: 0, maxDirected: 0, largest: 0 })
    else if (row.hd === null) expect(found).toBeNull()
    else {
      expect(found!.largest).toBeCloseTo(row.hd, 12)
      expect(found!.pooled).toBeCloseTo(row.hd95_pooled!, 12)
      expect(found!.maxDirected).toBeCloseTo(row.hd95_max_directed!, 12)
    }
  })
  it('masks of different sizes are a mistake', () => {
    expect(() => surfaceDistances(emptyRle(size), rle(['1']))).toThrow('different sizes')
    expect(() => boundaryF(emptyRle(size), rle(['1']))).toThrow('different sizes')
  })
  it('is the same both ways and wherever both lie, 0 for the same mask', () => {
    fc.assert(
      fc.property(maskPair(14), ([one, two]) => {
        const [a, b] = [rleFromMask(one), rleFromMask(two)]
        const found = surfaceDistances(a, b)
        expect(surfaceDistances(b, a)).toEqual(found)
        const away = (mask: typeof a) =>
          placeRle(mask, imageBox(3, 5, 3 + one.size.width, 5 + one.size.height), {
            width: 20,
            height: 24,
          })
        expect(surfaceDistances(away(a), away(b))).toEqual(found)
        expect(surfaceDistances(a, a)).toEqual({ pooled: 0, maxDirected: 0, largest: 0 })
        expect(found === null).toBe((rleArea(a) === 0) !== (rleArea(b) === 0))
      }),
    )
  })
})

describe('boundary F', () => {
  it.each(vectors.pairs)('pair $id', (row) => {
    expect(boundaryF(rle(row.pred), rle(row.gt))).toBeCloseTo(row['boundary_f_0.008'], 12)
    expect(boundaryF(rle(row.pred), rle(row.gt), 3)).toBeCloseTo(row.boundary_f_3px, 12)
  })
  it('the border of the image is no outline', () => {
    expect(boundaryF(fullRle(size), emptyRle(size))).toBe(1)
    expect(boundaryF(rle(['0010', '0000']), fullRle({ width: 4, height: 2 }))).toBe(0)
  })
  it('is the same both ways, 1 for the same mask, and grows with the tolerance', () => {
    fc.assert(
      fc.property(maskPair(14), ([one, two]) => {
        const [a, b] = [rleFromMask(one), rleFromMask(two)]
        expect(boundaryF(b, a, 2)).toBeCloseTo(boundaryF(a, b, 2), 12)
        expect(boundaryF(a, a)).toBe(1)
        expect(boundaryF(a, b, 4)).toBeGreaterThanOrEqual(boundaryF(a, b, 1) - 1e-12)
      }),
    )
  })
})
