import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ablationMetrics, ablationTable, holmCorrected } from '#core/metrics/ablation'
import type { PairAreas } from '#core/metrics/overlap'
import { createRandom } from '#core/random'

const areas = (iou: number): PairAreas => {
  const intersection = Math.round(iou * 1000)
  return { intersection, union: 1000, prediction: intersection, truth: 1000 }
}
const results = (ious: readonly number[]) =>
  new Map(ious.map((iou, id) => [id, areas(iou)] as const))
const random = createRandom(2)
const base = Array.from({ length: 60 }, () => 0.2 + 0.6 * random())
const options = { seed: 1, rounds: 400, level: 0.95 }

describe('ablationTable', () => {
  const table = ablationTable(
    [
      { name: 'plain', results: results(base) },
      { name: 'better', results: results(base.map((iou) => iou + 0.05)) },
      { name: 'same', results: results(base) },
      {
        name: 'few',
        results: new Map([
          [7, areas(0.5)],
          [3, areas(0.25)],
        ]),
      },
      { name: 'none', results: new Map() },
    ],
    options,
  )
  const cell = (name: string, metric: string) =>
    table.find((row) => row.name === name)!.cells.find((one) => one.metric === metric)!
  it('has a row a setting, with intervals', () => {
    expect(table.map(({ name, n }) => [name, n])).toEqual([
      ['plain', 60],
      ['better', 60],
      ['same', 60],
      ['few', 2],
      ['none', 0],
    ])
    for (const { cells } of table)
      expect(cells.map(({ metric }) => metric)).toEqual(ablationMetrics)
    const { value, low, high } = cell('plain', 'gIoU').interval!
    expect(value).toBeCloseTo(
      base.reduce((sum, iou) => sum + Math.round(iou * 1000) / 1000, 0) / 60,
      12,
    )
    expect(low).toBeLessThan(value)
    expect(high).toBeGreaterThan(value)
  })
  it('marks what differs from the first row, and nothing else', () => {
    expect(cell('better', 'gIoU')).toMatchObject({ isSignificant: true })
    expect(cell('better', 'gIoU').against!.difference.value).toBeCloseTo(0.05, 3)
    expect(cell('same', 'gIoU')).toMatchObject({ isSignificant: false, correctedP: 1 })
    expect(cell('plain', 'gIoU')).toMatchObject({
      against: null,
      correctedP: null,
      isSignificant: false,
    })
    expect(cell('none', 'cIoU')).toMatchObject({
      interval: null,
      against: null,
      isSignificant: false,
    })
  })
  it('compares on the samples that both have', () => {
    const { against, interval } = cell('few', 'gIoU')
    expect(interval!.value).toBe(0.375)
    expect(against!.difference.n).toBe(2)
    expect(against!.b).toBeCloseTo(
      (areas(base[3]!).intersection + areas(base[7]!).intersection) / 2000,
      12,
    )
  })
  it('no settings, no rows', () => expect(ablationTable([])).toEqual([]))
})

describe('holmCorrected', () => {
  it.each([
    [
      [0.01, 0.04, 0.03],
      [0.03, 0.06, 0.06],
    ],
    [[0.04], [0.04]],
    [
      [null, 0.02, null, 0.5],
      [null, 0.04, null, 0.5],
    ],
    [
      [0.9, 0.8],
      [1, 1],
    ],
    [[], []],
  ])('%j → %j', (ps, expected) => {
    const found = holmCorrected(ps)
    expect(found).toHaveLength(expected.length)
    found.forEach((p, i) =>
      p === null ? expect(expected[i]).toBeNull() : expect(p).toBeCloseTo(expected[i]!, 12),
    )
  })
  it('never makes a p smaller nor changes the order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (ps) => {
        const found = holmCorrected(ps) as number[]
        ps.forEach((p, i) => {
          expect(found[i]).toBeGreaterThanOrEqual(p)
          expect(found[i]).toBeLessThanOrEqual(1)
          ps.forEach((q, j) => {
            if (p < q) expect(found[i]).toBeLessThanOrEqual(found[j]!)
          })
        })
      }),
    )
  })
})
