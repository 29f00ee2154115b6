import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createFigures,
  figureIds,
  keysOf,
  maskFacts,
  rangeOfKey,
  type AcceptedFacts,
  type FigureId,
  type SampleFacts,
} from '#core/dataset/figures'
import { componentsOf } from '#core/mask/components'
import { createMask } from '#core/mask/mask'
import { rleFromMask } from '#core/mask/rle'

const bare: SampleFacts = {
  sample: 1,
  status: 'todo',
  category: null,
  components: [],
  split: null,
  words: 0,
  accepted: null,
}
const drawn: AcceptedFacts = {
  mask: { share: 0.02, parts: 1 },
  seconds: null,
  clicks: null,
  source: 'drawn',
  rank: null,
  day: '2026-11-20',
}
const acceptedWith = (accepted: Partial<AcceptedFacts>): SampleFacts => ({
  ...bare,
  status: 'accepted',
  accepted: { ...drawn, ...accepted },
})

test.each<[FigureId, SampleFacts, readonly string[]]>([
  ['words', { ...bare, words: 6 }, ['4']],
  ['words', { ...bare, words: 7 }, ['7']],
  ['words', { ...bare, words: 500 }, ['31']],
  ['component', { ...bare, components: ['thin', 'occlusion'] }, ['thin', 'occlusion']],
  ['component', bare, ['']],
  ['area', acceptedWith({}), ['0.02']],
  ['area', bare, []],
  ['area', acceptedWith({ mask: null, source: 'no-target' }), []],
  ['parts', acceptedWith({ mask: { share: 1, parts: 9 } }), ['5']],
  ['seconds', acceptedWith({ seconds: 0 }), ['0']],
  ['seconds', acceptedWith({}), []],
  ['clicks', acceptedWith({ clicks: 5 }), ['4']],
  ['rank', acceptedWith({ source: 'candidate', rank: 5 }), ['4']],
  ['rank', acceptedWith({ source: 'candidate' }), ['']],
  ['rank', acceptedWith({ source: 'corrected', rank: 1 }), ['corrected']],
  ['day', acceptedWith({}), ['2026-11-20']],
])('%s: the bar of a sample', (figure, facts, keys) => expect(keysOf(figure, facts)).toEqual(keys))

test('a key of numbers says its range; names and unknown ones say none', () => {
  expect(rangeOfKey('words', '4')).toEqual({ from: 4, below: 7 })
  expect(rangeOfKey('clicks', '21')).toEqual({ from: 21, below: null })
  expect(rangeOfKey('rank', 'corrected')).toBeNull()
  expect(rangeOfKey('seconds', '')).toBeNull()
  expect(rangeOfKey('category', '4')).toBeNull()
})

const anySample: fc.Arbitrary<SampleFacts> = fc
  .record({
    sample: fc.nat(),
    status: fc.constantFrom('todo', 'draft', 'accepted', 'rejected'),
    category: fc.constantFrom(null, 'geometric', 'discriminative'),
    components: fc.subarray(['thin', 'occlusion', 'camouflage']),
    split: fc.constantFrom(null, 'train', 'val', 'test'),
    words: fc.nat({ max: 60 }),
    accepted: fc.record({
      mask: fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }), parts: fc.nat(30) }),
      seconds: fc.option(fc.double({ min: 0, max: 1000, noNaN: true })),
      clicks: fc.option(fc.nat(40)),
      source: fc.constantFrom(
        'candidate',
        'corrected',
        'drawn',
        'import',
        'no-target',
        'consensus',
      ),
      rank: fc.option(fc.integer({ min: 1, max: 30 })),
      day: fc.constantFrom('2026-01-31', '2026-02-01', '2025-12-31'),
    }),
  })
  .map((facts) => {
    const mask = facts.accepted.source === 'no-target' ? null : facts.accepted.mask
    return {
      ...facts,
      accepted: facts.status === 'accepted' ? { ...facts.accepted, mask } : null,
    } as SampleFacts
  })

test('every sample is under the bars it has, in each figure, and nothing else is', () => {
  fc.assert(
    fc.property(fc.array(anySample, { maxLength: 60 }), (samples) => {
      const figures = createFigures()
      for (const facts of samples) figures.add(facts)
      const result = figures.result()
      expect(result.map(({ id }) => id)).toEqual([...figureIds])
      for (const { id, n, without, bars } of result) {
        const behind = (key: string) => samples.filter((facts) => keysOf(id, facts).includes(key))
        for (const { key, n: count, accepted } of bars) {
          expect(count).toBe(behind(key).length)
          expect(accepted).toBe(behind(key).filter(({ status }) => status === 'accepted').length)
        }
        const counted = samples.filter((facts) => keysOf(id, facts).length > 0)
        expect(n).toBe(counted.length)
        const keys = bars.map(({ key }) => key)
        expect(new Set(keys).size).toBe(keys.length)
        for (const facts of counted)
          for (const key of keysOf(id, facts)) expect(keys).toContain(key)
        const known = result.find((other) => other.id === 'day')!.n
        expect(n + without).toBeGreaterThanOrEqual(id === 'seconds' || id === 'clicks' ? known : 0)
      }
    }),
  )
})

test('middle and mean of what is known; no figures of nothing', () => {
  const figures = createFigures()
  for (const seconds of [30, 10, null, 2]) figures.add(acceptedWith({ seconds }))
  const byId = new Map(figures.result().map((figure) => [figure.id, figure]))
  expect(byId.get('seconds')).toMatchObject({ n: 3, without: 1, mean: 14, median: 10 })
  expect(byId.get('seconds')!.bars).toEqual([
    { key: '0', n: 1, accepted: 1 },
    { key: '5', n: 0, accepted: 0 },
    { key: '10', n: 1, accepted: 1 },
    { key: '20', n: 1, accepted: 1 },
  ])
  expect(byId.get('clicks')).toMatchObject({ n: 0, without: 4, mean: null, median: null, bars: [] })
  expect(
    createFigures()
      .result()
      .every(({ bars }) => bars.length === 0),
  ).toBe(true)
})

test('area and parts of a mask are those of its pixels', () => {
  const size = { width: 9, height: 7 }
  const bits = fc.array(fc.constantFrom(0, 0, 1), { minLength: 63, maxLength: 63 })
  fc.assert(
    fc.property(bits, (pixels) => {
      const mask = createMask(size)
      mask.bits.set(pixels)
      expect(maskFacts(rleFromMask(mask))).toEqual({
        share: pixels.filter(Boolean).length / 63,
        parts: componentsOf(mask, 8).count,
      })
    }),
  )
})
