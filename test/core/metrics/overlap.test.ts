import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/metrics.json' with { type: 'json' }
import { rleFromMask } from '#core/mask/rle'
import { rleArea, rleOverlap } from '#core/mask/rle-ops'
import { boundaryBand, boundaryDepth, boundaryIou, boundaryOverlap } from '#core/metrics/boundary'
import { iouOf } from '#core/metrics/overlap'
import { emptyRle } from '#core/mask/rle'
import { maskOfRows, maskPair } from '../mask/masks.ts'

const rleOfRows = (rows: readonly string[], set = '1') =>
  rleFromMask(maskOfRows(rows.map((row) => row.replaceAll(/./g, (c) => (c === set ? '1' : '0')))))

describe('iouOf', () => {
  it.each(vectors.pairs)('pair $id', ({ pred, gt, inter, union, iou }) => {
    const found = iouOf(rleOfRows(pred), rleOfRows(gt), null)
    expect(found.intersection).toBe(inter)
    expect(found.union).toBe(union)
    expect(found.iou).toBeCloseTo(iou ?? 1, 12)
  })
  it.each(vectors.corpus.samples)(
    'with ignored pixels: $id',
    ({ pred, gt, inter, union, iou_exact }) => {
      const found = iouOf(rleOfRows(pred), rleOfRows(gt), rleOfRows(gt, 'i'))
      expect(found).toEqual({ iou: iou_exact, intersection: inter, union })
    },
  )
  it('ignore also takes from the truth', () => {
    const truth = rleOfRows(['1100'])
    expect(iouOf(rleOfRows(['1000']), truth, rleOfRows(['0110']))).toEqual({
      iou: 1,
      intersection: 1,
      union: 1,
    })
  })
})

describe('boundary IoU', () => {
  it.each(vectors.pairs)('pair $id', (row) => {
    const [pred, gt] = [rleOfRows(row.pred), rleOfRows(row.gt)]
    for (const ratio of [0.02, 0.1] as const) {
      const expected = row[`boundary_iou_ratio_${ratio}`]
      expect(boundaryDepth(pred, ratio)).toBe(expected.d)
      expect(boundaryOverlap(pred, gt, ratio)).toEqual({
        intersection: expected.inter,
        union: expected.union,
      })
      expect(boundaryIou(pred, gt, ratio)).toBeCloseTo(expected.iou ?? 1, 12)
    }
  })
  it.each([
    [75, 100, 2],
    [45, 60, 2],
    [105, 140, 4],
    [3, 4, 1],
  ])('halves of %i x %i round to even', (height, width, depth) => {
    expect(boundaryDepth(emptyRle({ width, height }))).toBe(depth)
  })
  it('is that of the bands of the whole masks, wherever these lie', () => {
    fc.assert(
      fc.property(maskPair(30), fc.double({ min: 0.01, max: 0.2, noNaN: true }), (pair, ratio) => {
        const [a, b] = [rleFromMask(pair[0]), rleFromMask(pair[1])]
        const depth = boundaryDepth(a, ratio)
        expect(boundaryOverlap(a, b, ratio)).toEqual(
          rleOverlap(boundaryBand(a, depth), boundaryBand(b, depth)),
        )
      }),
    )
  })
  it('the image border is boundary', () => {
    const full = rleOfRows(['11111', '11111', '11111', '11111'])
    expect(rleArea(boundaryBand(full, 1))).toBe(14)
  })
})
