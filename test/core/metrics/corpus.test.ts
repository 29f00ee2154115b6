import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/metrics.json' with { type: 'json' }
import { rleFromMask } from '#core/mask/rle'
import {
  corpusMetrics,
  iouOfAreas,
  lisaIou,
  meanOverCategories,
  metricsByTag,
  noTargetMetrics,
  precisionLevels,
  topIou,
  type EvaluatedPair,
} from '#core/metrics/corpus'
import { diceOf, pairAreas, pixelAccuracy } from '#core/metrics/overlap'
import { maskOfRows, masksOf, sizes } from '../mask/masks.ts'

const rle = (rows: readonly string[], set = '1') =>
  rleFromMask(maskOfRows(rows.map((row) => row.replaceAll(/./g, (c) => (c === set ? '1' : '0')))))
const pair = (pred: readonly string[], gt: readonly string[]): EvaluatedPair => ({
  ...pairAreas(rle(pred), rle(gt), rle(gt, 'i')),
  isMissing: false,
})
const { corpus } = vectors
const all = corpus.samples.map(({ pred, gt }) => pair(pred, gt))

describe('one pair', () => {
  it.each(vectors.pairs)('$id', (row) => {
    const areas = pairAreas(rle(row.pred), rle(row.gt), null)
    expect(areas).toEqual({
      intersection: row.inter,
      union: row.union,
      prediction: row.area_pred,
      truth: row.area_gt,
    })
    expect(diceOf(areas.intersection, areas.prediction + areas.truth)).toBeCloseTo(
      row.dice ?? 1,
      12,
    )
    expect(pixelAccuracy(rle(row.pred), rle(row.gt), null)).toBeCloseTo(row.pixel_accuracy, 12)
  })
  it('pixel accuracy leaves ignored pixels out, and is unknown where all are', () => {
    expect(pixelAccuracy(rle(['1100']), rle(['1010']), rle(['0011']))).toBe(0.5)
    expect(pixelAccuracy(rle(['11']), rle(['00']), rle(['11']))).toBeNull()
  })
})

describe('corpusMetrics', () => {
  it('exact', () => {
    const { exact } = corpusMetrics(all)!
    expect(exact.gIoU).toBeCloseTo(corpus.exact_all.gIoU, 12)
    expect(exact.cIoU).toBeCloseTo(corpus.exact_all.cIoU, 12)
  })
  it.each([
    ['all', all, corpus.lisa_all],
    ['three', [all[0]!, all[5]!, all[6]!], corpus.lisa_s1_s6_s7],
  ])('LISA: %s', (_name, pairs, expected) => {
    const found = corpusMetrics(pairs)!
    expect(found.n).toBe(expected.n)
    expect(found.lisa.gIoU).toBeCloseTo(expected.gIoU, 6)
    expect(found.lisa.cIoU).toBeCloseTo(expected.cIoU, 6)
  })
  it.each(corpus.samples)('LISA, one sample: $id', (row) => {
    expect(lisaIou({ intersection: row.inter, union: row.union })).toBeCloseTo(row.lisa_iou, 6)
    expect(iouOfAreas({ intersection: row.inter, union: row.union })).toBeCloseTo(row.iou_exact, 12)
  })
  it('parts that overlap are united, not added', () => {
    const { gt, pred, exact_iou } = vectors.sum_instead_of_union
    const united = gt.map((row) => row.replaceAll('2', '1'))
    expect(corpusMetrics([pair(pred, united)])?.exact.gIoU).toBe(exact_iou)
  })
  it('counts, precision, Dice', () => {
    const found = corpusMetrics([...all, { ...pair(['00'], ['11']), isMissing: true }])!
    expect(found).toMatchObject({ n: 8, nMissing: 1, nEmpty: 3 })
    expect(found.precision).toEqual([5 / 8, 5 / 8, 5 / 8, 4 / 8, 3 / 8])
    expect(corpusMetrics([pair(['110'], ['011'])])?.dice).toBe(0.5)
  })
  it('nothing but empty masks is right; nothing at all is unknown', () => {
    expect(corpusMetrics([pair(['00'], ['00'])])).toMatchObject({
      exact: { gIoU: 1, cIoU: 1 },
      dice: 1,
    })
    expect(corpusMetrics([])).toBeNull()
  })
  it('is what a walk over the pixels gives, ignored ones included', () => {
    const triples = sizes(10).chain((size) =>
      fc.array(fc.tuple(masksOf(size), masksOf(size), masksOf(size)), {
        minLength: 1,
        maxLength: 4,
      }),
    )
    fc.assert(
      fc.property(triples, (rows) => {
        const plain = rows.map(([pred, truth, ignore]) => {
          let [i, u] = [0, 0]
          pred.bits.forEach((p, at) => {
            if (ignore.bits[at] === 1) return
            i += p & truth.bits[at]!
            u += p | truth.bits[at]!
          })
          return { i, u }
        })
        const found = corpusMetrics(
          rows.map(([pred, truth, ignore]) => ({
            ...pairAreas(rleFromMask(pred), rleFromMask(truth), rleFromMask(ignore)),
            isMissing: false,
          })),
        )!
        const ious = plain.map(({ i, u }) => (u === 0 ? 1 : i / u))
        const sum = (of: readonly number[]) => of.reduce((a, b) => a + b, 0)
        const [inter, union] = [sum(plain.map(({ i }) => i)), sum(plain.map(({ u }) => u))]
        expect(found.exact.gIoU).toBeCloseTo(sum(ious) / rows.length, 12)
        expect(found.exact.cIoU).toBeCloseTo(union === 0 ? 1 : inter / union, 12)
        expect(found.lisa.cIoU).toBeCloseTo(inter / (union + 1e-10), 12)
        precisionLevels.forEach((level, k) =>
          expect(found.precision[k]).toBe(ious.filter((iou) => iou >= level).length / rows.length),
        )
      }),
    )
  })
})

describe('apart', () => {
  const tagged = all.map((one, i) => ({
    ...one,
    tags: i < 3 ? ['short', 'thin'] : i < 6 ? ['long'] : [],
  }))
  it('by tag, in the order of the names', () => {
    const found = metricsByTag(tagged, ({ tags }) => tags)
    expect(found.map(({ tag, metrics }) => [tag, metrics.n])).toEqual([
      ['long', 3],
      ['short', 3],
      ['thin', 3],
    ])
    expect(found[1]!.metrics).toEqual(corpusMetrics(all.slice(0, 3)))
  })
  it('each category weighs the same, for cIoU too', () => {
    const [small, large] = [corpusMetrics(all.slice(0, 1))!, corpusMetrics(all.slice(1))!]
    expect(meanOverCategories([small, large])).toEqual({
      gIoU: (small.exact.gIoU + large.exact.gIoU) / 2,
      cIoU: (small.exact.cIoU + large.exact.cIoU) / 2,
      categories: 2,
    })
    expect(meanOverCategories([])).toBeNull()
  })
})

describe('noTargetMetrics', () => {
  const { samples, expected } = vectors.grefcoco
  const pairs = samples.map(({ pred, gt, pred_nt }) => ({
    ...pairAreas(rle(pred), rle(gt), null),
    isNoTarget: !gt.join('').includes('1'),
    saysNoTarget: pred_nt,
  }))
  it('the vector', () => {
    const found = noTargetMetrics(pairs)!
    expect(found.gIoU).toBeCloseTo(expected.gIoU, 12)
    expect(found.cIoU).toBeCloseTo(expected.cIoU, 12)
    expect(found.targetAccuracy).toBeCloseTo(expected.T_acc, 12)
    expect(found.noTargetAccuracy).toBeCloseTo(expected.N_acc, 12)
    for (const { level, share } of found.precision)
      expect(share).toBeCloseTo(expected[`Pr@${level as 0.7}`], 12)
  })
  it('what cannot be told is not', () => {
    expect(noTargetMetrics([])).toBeNull()
    expect(noTargetMetrics([pairs[0]!])).toMatchObject({
      noTargetAccuracy: null,
      targetAccuracy: 1,
    })
    expect(noTargetMetrics([pairs[2]!])).toMatchObject({
      gIoU: 1,
      cIoU: 1,
      noTargetAccuracy: 1,
      targetAccuracy: null,
      precision: [
        { level: 0.7, share: null },
        { level: 0.8, share: null },
        { level: 0.9, share: null },
      ],
    })
  })
})

describe('topIou', () => {
  const { candidate_iou, score, ...tops } = vectors.topk
  it.each([1, 3, 5] as const)('best of the first %i', (k) => {
    const found = candidate_iou.map((ious, i) =>
      topIou(
        ious.map((iou, j) => ({ iou, score: score[i]![j]! })),
        k,
      ),
    )
    expect(found).toEqual(tops[`top${k}`].selected)
  })
  it('of equal scores the first; none of none', () => {
    expect(
      topIou(
        [
          { score: 1, iou: 0.2 },
          { score: 1, iou: 0.9 },
        ],
        1,
      ),
    ).toBe(0.2)
    expect(topIou([], 3)).toBeNull()
  })
})
