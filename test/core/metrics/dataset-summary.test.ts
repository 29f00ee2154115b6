import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rleFromMask } from '#core/mask/rle'
import { componentsOf } from '#core/mask/components'
import {
  countsBy,
  histogramsOf,
  maskFacts,
  summaryKeys,
  type SampleFacts,
} from '#core/metrics/dataset-summary'
import { anyMask, maskOfRows } from '../mask/masks.ts'

const facts = (id: number, fields: Partial<SampleFacts> = {}): SampleFacts => ({
  id,
  queryLength: 7,
  areaShare: null,
  parts: null,
  seconds: null,
  clicks: null,
  acceptedRank: null,
  ...fields,
})

test('samples fall into bins, the unknown are told, empty masks stand alone', () => {
  const all = histogramsOf([
    facts(1, { areaShare: 0, acceptedRank: 0, parts: 0 }),
    facts(2, { areaShare: 0.0001, acceptedRank: 1, parts: 12 }),
    facts(3, { areaShare: 1, acceptedRank: 3 }),
    facts(4, { queryLength: 200 }),
  ])
  const of = (key: string) => all.find((one) => one.key === key)!
  const filled = (key: string) =>
    of(key).bins.flatMap(({ from, to, samples }) =>
      samples.length > 0 ? [[from, to, samples]] : [],
    )
  expect(all.map(({ key }) => key)).toEqual(summaryKeys)
  expect(filled('queryLength')).toEqual([
    [6, 9, [1, 2, 3]],
    [50, null, [4]],
  ])
  expect(filled('areaShare')).toEqual([
    [0, Number.MIN_VALUE, [1]],
    [Number.MIN_VALUE, 0.001, [2]],
    [0.3, null, [3]],
  ])
  expect(filled('parts')).toEqual([
    [0, 1, [1]],
    [10, null, [2]],
  ])
  expect(filled('acceptedRank').map(([from]) => from)).toEqual([0, 1, 3])
  expect(of('acceptedRank')).toMatchObject({ n: 3, unknown: 1, mean: 2, median: 2, unit: 'rank' })
  expect(of('seconds')).toMatchObject({ n: 0, unknown: 4, mean: null, median: null })
})

test('every known sample is in one bin, within its bounds', () => {
  const value = fc.option(fc.double({ min: 0, max: 1000, noNaN: true }))
  const any = fc.array(
    fc.record({
      seconds: value,
      clicks: fc.option(fc.nat(99)),
      areaShare: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    }),
  )
  fc.assert(
    fc.property(any, (rows) => {
      const samples = rows.map((row, id) => facts(id, row))
      for (const { key, bins, n, unknown } of histogramsOf(samples)) {
        expect(n + unknown).toBe(samples.length)
        expect(bins.reduce((sum, bin) => sum + bin.samples.length, 0)).toBe(n)
        for (const { from, to, samples: ids } of bins)
          for (const id of ids) {
            expect(samples[id]![key]).toBeGreaterThanOrEqual(from)
            if (to !== null) expect(samples[id]![key]).toBeLessThan(to)
          }
      }
    }),
  )
})

test('counts by value, several a sample', () => {
  const samples = [['thin', 'ocr'], ['ocr', 'ocr'], [null], ['thin'], ['camouflage']]
  expect(countsBy(samples, (one) => one)).toEqual([
    { value: 'ocr', n: 2 },
    { value: 'thin', n: 2 },
    { value: null, n: 1 },
    { value: 'camouflage', n: 1 },
  ])
})

test('what is counted of a mask', () => {
  expect(maskFacts(rleFromMask(maskOfRows(['1100', '0010', '0001', '1000'])))).toEqual({
    areaShare: 5 / 16,
    parts: 2,
  })
  fc.assert(
    fc.property(anyMask(), (mask) => {
      const { parts, areaShare } = maskFacts(rleFromMask(mask))
      expect(parts).toBe(componentsOf(mask, 8).count)
      expect(areaShare).toBe(mask.bits.reduce((sum, bit) => sum + bit, 0) / mask.bits.length)
    }),
  )
})
