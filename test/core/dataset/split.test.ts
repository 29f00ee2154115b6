import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planSplits, splitLeaks, type SplitPlan, type SplitSample } from '#core/dataset/split'
import { createRandom, shuffled } from '#core/random'

const sample = (id: number, fields: Partial<SplitSample> = {}): SplitSample => ({
  id,
  image: id,
  source: null,
  cluster: null,
  stratum: null,
  split: null,
  ...fields,
})
const ratios = [
  { name: 'train', share: 0.7 },
  { name: 'val', share: 0.1 },
  { name: 'test', share: 0.2 },
]
const planOf = (samples: readonly SplitSample[], seed = 1, of = ratios): SplitPlan => {
  const plan = planSplits(samples, of, seed)
  if (!plan.ok) throw new Error(plan.error.message)
  return plan.value
}
const assigned = (samples: readonly SplitSample[], { splits }: SplitPlan) =>
  samples.map((one) => ({ ...one, split: splits.get(one.id)! }))

const anySamples = fc
  .array(
    fc.record({
      image: fc.nat(12),
      source: fc.option(fc.constantFrom('a', 'b', 'c'), { freq: 2 }),
      cluster: fc.option(fc.nat(3), { freq: 2 }),
      stratum: fc.option(fc.constantFrom('geometric', 'spatial', 'multi-step')),
      split: fc.option(fc.constantFrom('train', 'test', 'other'), { freq: 1 }),
    }),
    { maxLength: 40 },
  )
  .map((all) => all.map((one, id) => sample(id, one)))

describe('planSplits', () => {
  it('hits the ratios in every category where nothing ties samples together', () => {
    const samples = Array.from({ length: 1000 }, (_, id) =>
      sample(id, { stratum: ['spatial', 'geometric', 'spatial', null][id % 4]! }),
    )
    const plan = planOf(samples)
    expect(plan.groups).toBe(1000)
    expect(plan.off).toBeLessThan(0.002)
    expect(plan.total.splits).toEqual([
      { name: 'train', wished: expect.closeTo(700, 6), got: 700 },
      { name: 'val', wished: expect.closeTo(100, 6), got: 100 },
      { name: 'test', wished: expect.closeTo(200, 6), got: 200 },
    ])
    expect(plan.strata.map(({ title }) => title)).toEqual(['geometric', 'spatial', 'no category'])
    for (const { splits } of plan.strata)
      for (const { wished, got } of splits) expect(Math.abs(got - wished)).toBeLessThanOrEqual(1)
  })
  it('keeps together what shares an image, a source or a cluster, also through others', () => {
    const chain = [
      sample(1, { image: 1, source: 'coco 7' }),
      sample(2, { image: 2, source: 'coco 7', cluster: 4 }),
      sample(3, { image: 3, cluster: 4 }),
      sample(4, { image: 3 }),
    ]
    const plan = planOf([...chain, ...Array.from({ length: 30 }, (_, i) => sample(i + 10))])
    expect(plan.groups).toBe(31)
    expect(new Set(chain.map(({ id }) => plan.splits.get(id))).size).toBe(1)
  })
  it('what has a split keeps it and pulls its group along', () => {
    const samples = [
      sample(1, { image: 1, split: 'test' }),
      sample(2, { image: 1 }),
      sample(3, { split: 'gone' }),
      ...Array.from({ length: 17 }, (_, i) => sample(i + 10)),
    ]
    const plan = planOf(samples)
    expect([1, 2, 3].map((id) => plan.splits.get(id))).toEqual(['test', 'test', 'gone'])
    expect(plan.total.splits.map(({ got }) => got)).toEqual([13, 2, 4])
  })
  it('another seed gives another plan, the same one the same whatever the order', () => {
    const samples = Array.from({ length: 60 }, (_, id) => sample(id, { image: id >> 1 }))
    expect(planOf(samples, 1).splits).not.toEqual(planOf(samples, 2).splits)
    const again = planOf(shuffled(samples, createRandom(5)), 1)
    expect(Object.fromEntries(again.splits)).toEqual(Object.fromEntries(planOf(samples, 1).splits))
  })
  it('no samples, one sample', () => {
    expect(planOf([])).toMatchObject({ groups: 0, strata: [], off: 0 })
    expect(planOf([sample(1)]).splits.get(1)).toBe('train')
  })
  it.each([
    ['none', []],
    ['a share of 0', [{ name: 'train', share: 0 }]],
    ['a negative one', [{ name: 'train', share: -1 }]],
    ['no number', [{ name: 'train', share: NaN }]],
    ['the same name twice', [ratios[0]!, ratios[0]!]],
    ['no name', [{ name: ' ', share: 1 }]],
  ])('refuses ratios: %s', (_name, of) => {
    expect(planSplits([sample(1)], of, 1)).toMatchObject({
      ok: false,
      error: { code: 'bad_input' },
    })
  })
  it('every sample gets a split, nothing that was free leaks, and order does not matter', () => {
    fc.assert(
      fc.property(anySamples, fc.nat(), (samples, seed) => {
        const plan = planOf(samples, seed)
        expect(plan.splits.size).toBe(samples.length)
        const free = samples.map((one) => ({ ...one, split: null }))
        expect(splitLeaks(assigned(free, planOf(free, seed)))).toEqual([])
        for (const one of samples)
          if (one.split !== null) expect(plan.splits.get(one.id)).toBe(one.split)
        const turned = planOf(samples.toReversed(), seed)
        expect(Object.fromEntries(turned.splits)).toEqual(Object.fromEntries(plan.splits))
        const got = plan.strata
          .flatMap(({ splits }) => splits)
          .reduce((sum, one) => sum + one.got, 0)
        expect(got).toBe(plan.total.splits.reduce((sum, one) => sum + one.got, 0))
      }),
    )
  })
})

describe('splitLeaks', () => {
  it('says what is shared by samples in several splits, once', () => {
    const samples = [
      sample(3, { image: 1, source: 'x', split: 'train' }),
      sample(1, { image: 1, source: 'x', split: 'test' }),
      sample(5, { source: 'y', cluster: 2, split: 'train' }),
      sample(6, { source: 'y', split: 'val' }),
      sample(7, { cluster: 2, split: 'test' }),
      sample(8, { cluster: 2 }),
    ]
    expect(splitLeaks(samples)).toEqual([
      { by: 'image', splits: ['test', 'train'], samples: [1, 3] },
      { by: 'source', splits: ['train', 'val'], samples: [5, 6] },
      { by: 'near-duplicate', splits: ['test', 'train'], samples: [5, 7] },
    ])
  })
})
