import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/metrics.json' with { type: 'json' }
import { parseRle, rleFromMask } from '#core/mask/rle'
import { rleFromPolygons } from '#core/mask/polygon'
import { rleArea } from '#core/mask/rle-ops'
import { averagePrecision, type ApDetection, type ApTruth } from '#core/metrics/average-precision'
import { maskOfRows, masksOf } from '../mask/masks.ts'

const { gt, dt, stats, ap_per_iou } = vectors.coco_ap
const size = { width: 60, height: 50 }
const truths: ApTruth[] = gt.annotations.map((one) => ({
  image: one.image_id,
  category: one.category_id,
  rle: rleFromPolygons(one.segmentation, size),
  area: one.area,
  isCrowd: one.iscrowd === 1,
}))
const detections: ApDetection[] = dt.map((one) => {
  const rle = parseRle(one.segmentation)
  if (!rle.ok) throw new Error(rle.error.message)
  return { image: one.image_id, category: one.category_id, rle: rle.value, score: one.score }
})

const mask = (rows: readonly string[]) => rleFromMask(maskOfRows(rows))
const truth = (rows: readonly string[], fields: Partial<ApTruth> = {}): ApTruth => {
  const rle = mask(rows)
  return { image: 1, category: 1, rle, area: rleArea(rle), isCrowd: false, ...fields }
}
const detection = (rows: readonly string[], score: number, fields: Partial<ApDetection> = {}) => ({
  image: 1,
  category: 1,
  rle: mask(rows),
  score,
  ...fields,
})

describe('averagePrecision', () => {
  it('the vector, a full run of COCOeval', () => {
    const { ap, ap50, ap75, apByIou, ar, arByArea } = averagePrecision(truths, detections)
    const aps = [ap.all, ap50, ap75, ap.small, ap.medium, ap.large]
    const ars = [ar[1], ar[10], ar[100], arByArea.small, arByArea.medium, arByArea.large]
    const found = aps.concat(ars)
    found.forEach((value, i) => expect(value ?? -1).toBeCloseTo(stats[i]!, 12))
    apByIou.forEach((value, t) => expect(value).toBeCloseTo(ap_per_iou[t]!, 12))
  })
  it('all found: 1; nothing found: 0; nothing to find: unknown', () => {
    const one = [truth(['1100'])]
    expect(averagePrecision(one, [detection(['1100'], 0.5)]).ap.all).toBeCloseTo(1, 12)
    expect(averagePrecision(one, [detection(['0011'], 0.5)]).ap.all).toBe(0)
    expect(averagePrecision(one, []).ap).toEqual({ all: 0, small: 0, medium: null, large: null })
    expect(averagePrecision([], [detection(['1100'], 0.5)]).ap.all).toBeNull()
  })
  it('a wrong one of higher score costs, one of lower score does not', () => {
    const both = [detection(['1100'], 0.5), detection(['0010'], 0.9)]
    expect(averagePrecision([truth(['1100'])], both).ap50).toBeCloseTo(0.5, 12)
    const later = [detection(['1100'], 0.5), detection(['0010'], 0.1)]
    expect(averagePrecision([truth(['1100'])], later).ap50).toBeCloseTo(1, 12)
  })
  it('a crowd takes many, and neither helps nor harms', () => {
    const crowd = [truth(['1000']), truth(['0011'], { isCrowd: true })]
    const all = [detection(['0010'], 0.9), detection(['0001'], 0.8), detection(['1000'], 0.7)]
    expect(averagePrecision(crowd, all).ap.all).toBeCloseTo(1, 12)
  })
  it('categories weigh the same, those without a truth nothing', () => {
    const two = [truth(['1000']), truth(['1000'], { category: 2 })]
    const found = [detection(['1000'], 0.9), detection(['1000'], 0.9, { category: 3 })]
    expect(averagePrecision(two, found).ap.all).toBeCloseTo(0.5, 12)
  })
  it('more found truths never lower it, and it lies in 0..1', () => {
    const masks = fc.array(masksOf({ width: 6, height: 5 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(masks, masks, (wanted, given) => {
        const own = wanted.map((one, image) => ({ ...truth(['1']), image, rle: rleFromMask(one) }))
        const some = given.map((one, image) => ({
          ...detection(['1'], 1 - image / 10),
          image,
          rle: rleFromMask(one),
        }))
        const { ap } = averagePrecision(own, some)
        expect(ap.all).toBeGreaterThanOrEqual(0)
        expect(ap.all).toBeLessThanOrEqual(1)
        const perfect = own.map(({ image, rle }) => ({ image, category: 1, rle, score: 2 }))
        expect(averagePrecision(own, [...perfect, ...some]).ap.all).toBeGreaterThanOrEqual(
          ap.all! - 1e-12,
        )
      }),
    )
  })
})
