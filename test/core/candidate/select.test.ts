import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { collectCandidates } from '#core/candidate/collect'
import { defaultCandidateSettings } from '#core/candidate/defaults'
import { seedSieve, selectSeedMasks } from '#core/candidate/select'
import { draft, rectangle } from './drafts.ts'

const thresholds = { predictedIou: 0.88, stability: 0.9 }
const select = (drafts: Parameters<typeof selectSeedMasks>[0], given = {}) =>
  selectSeedMasks(drafts, { ...defaultCandidateSettings, ...given }, thresholds)
const apart = (i: number) => rectangle(i * 6, 0, i * 6 + 5, 10)

describe('selectSeedMasks', () => {
  it('keeps what passes, in the order of the seeds', () => {
    const drafts = [0.9, 0.95, 0.5, 0.99].map((predictedIou, i) =>
      draft(apart(i), { predictedIou }),
    )
    expect(select(drafts)).toEqual([drafts[0], drafts[1], drafts[3]])
  })

  it('wants predicted IoU above and stability at least the threshold', () => {
    const drafts = [
      draft(apart(0)),
      draft(apart(1)),
      draft(apart(2), { stability: 0.9 }),
      draft(apart(3), { predictedIou: 0.88 }),
      draft(apart(4), { stability: null }),
    ]
    expect(select(drafts)).toEqual(drafts.slice(0, 3))
  })

  it('keeps of two overlapping boxes the better one', () => {
    const better = draft(rectangle(0, 0, 10, 10), { predictedIou: 0.99 })
    const drafts = [draft(rectangle(0, 0, 10, 9)), better, draft(apart(4)), draft(apart(5))]
    expect(select(drafts)).toEqual([better, drafts[2], drafts[3]])
    expect(select(drafts, { nmsIou: 0.95 })).toHaveLength(4)
  })

  it('fills up to three with the best that fail, flagged and distinct', () => {
    const drafts = [
      draft(apart(0), { predictedIou: 0.3 }),
      draft(apart(1), { predictedIou: 0.8 }),
      draft(apart(1), { predictedIou: 0.79 }),
      draft(apart(2)),
      draft(apart(3), { predictedIou: 0.5 }),
    ]
    const chosen = select(drafts)
    expect(chosen.map((one) => [one.predictedIou, one.flags])).toEqual([
      [0.8, ['below-thresholds']],
      [0.95, []],
      [0.5, ['below-thresholds']],
    ])
  })

  it('never keeps an empty mask and caps from the weak end', () => {
    const drafts = [draft(rectangle(0, 0, 0, 0)), ...[0, 1, 2, 3].map((i) => draft(apart(i)))]
    expect(select(drafts, { seedLimit: 2 })).toEqual(drafts.slice(1, 3))
    expect(select([])).toEqual([])
  })

  it('settings override the thresholds of the model', () => {
    const drafts = [0, 1, 2, 3].map((i) => draft(apart(i), { predictedIou: 0.6 }))
    expect(select(drafts, { minPredictedIou: 0.5 })).toEqual(drafts)
  })
})

describe('collectCandidates', () => {
  const groups = {
    multimask: [0, 1].map((i) => draft(apart(i), { source: 'multimask' })),
    semantic: [2, 1].map((i) => draft(apart(i), { source: 'semantic' })),
    crop: [draft(apart(3), { source: 'crop' }), draft(rectangle(0, 0, 0, 0), { source: 'crop' })],
    textMasks: [],
    textBoxes: [],
    boxes: [
      draft(apart(7), { source: 'box', predictedIou: 0.8 }),
      draft(apart(2), { source: 'box', predictedIou: 0.99 }),
      draft(apart(8), { source: 'box', predictedIou: 0.9 }),
      draft(apart(8), { source: 'box', predictedIou: 0.7 }),
    ],
    seeds: [4, 5, 6].map((i) => draft(apart(i))),
  } as const
  const first = ['multimask', 'multimask', 'semantic', 'crop']
  const collect = (given = {}) =>
    collectCandidates(groups, { ...defaultCandidateSettings, ...given }).map((one) => one.source)

  it.each([
    {
      name: 'all',
      given: {},
      sources: [...first, 'box', 'box', 'seed', 'seed', 'seed'],
    },
    {
      name: 'seeds give way first',
      given: { limit: 7 },
      sources: [...first, 'box', 'box', 'seed'],
    },
    { name: 'then boxes', given: { limit: 5 }, sources: [...first, 'box'] },
    { name: 'fewer boxes', given: { boxLimit: 1, useSeeds: false }, sources: [...first, 'box'] },
    { name: 'no boxes', given: { useBoxes: false, useSeeds: false }, sources: first },
    { name: 'then crops', given: { limit: 3 }, sources: ['multimask', 'multimask', 'semantic'] },
    {
      name: 'no multimask frees its double',
      given: { useMultimask: false, useBoxes: false, useSeeds: false },
      sources: ['semantic', 'semantic', 'crop'],
    },
    {
      name: 'no semantic',
      given: { useSemantic: false, limit: 3 },
      sources: ['multimask', 'multimask', 'crop'],
    },
  ])('$name', ({ given, sources }) => {
    expect(collect(given)).toEqual(sources)
  })

  it.each([
    { limit: 15, sources: [...first, 'text-mask', 'text-box', 'box', 'seed', 'seed', 'seed'] },
    { limit: 7, sources: [...first, 'text-mask', 'text-box', 'box'] },
    { limit: 6, sources: [...first, 'text-mask', 'text-box'] },
    { limit: 5, sources: [...first, 'text-mask'] },
    { limit: 4, sources: first },
  ])(
    'what the words found gives way after seeds and likely boxes: $limit',
    ({ limit, sources }) => {
      const worded = {
        ...groups,
        textMasks: [9, 0].map((i) => draft(apart(i), { source: 'text-mask' })),
        textBoxes: [draft(apart(8), { source: 'text-box' })],
      }
      const chosen = collectCandidates(worded, { ...defaultCandidateSettings, limit })
      expect(chosen.map(({ source }) => source)).toEqual(sources)
    },
  )

  it('takes of the likely boxes the best estimates, none like a mask that is there', () => {
    const boxes = collectCandidates(groups, defaultCandidateSettings).filter(
      ({ source }) => source === 'box',
    )
    expect(boxes).toEqual([groups.boxes[2], groups.boxes[0]])
  })
})

describe('seedSieve', () => {
  it('lets a segmenter leave masks out without a change to what is selected', () => {
    const numbers = fc
      .double({ min: 0.8, max: 1, noNaN: true })
      .map((v) => Math.round(v * 1e5) / 1e5)
    const seeds = fc.array(fc.record({ predictedIou: numbers, stability: numbers }), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(seeds, (given) => {
        const drafts = given.map((one, i) => draft(apart(i), one))
        const sieve = seedSieve(defaultCandidateSettings, thresholds)
        const passing = drafts.filter(
          (one) =>
            one.predictedIou >= sieve.predictedIou && (one.stability ?? 0) >= sieve.stability,
        )
        const left = passing.length >= sieve.least ? passing : drafts
        const sure = select(drafts).filter(({ flags }) => flags.length === 0)
        expect(select(left).filter(({ flags }) => flags.length === 0)).toEqual(sure)
      }),
    )
  })
})
