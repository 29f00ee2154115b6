import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scoreGroups, stricterSplit, type ScoreCandidate } from '#core/dataset/mask-scoring'
import { thoughtTaught } from '#core/dataset/mask-scoring-rows'
import { rectangleRle, sampleOf } from '../../electron/formats/memory-source.ts'

const size = { width: 20, height: 14 }
const options = {
  groupSize: 5,
  padGroups: false,
  seed: 17,
  trueMask: false,
  split: 'train',
} as const

function candidateOf(id: string, box: readonly number[], part: Partial<ScoreCandidate> = {}) {
  const { counts } = rectangleRle(size, box)
  const said = { reason: null, reasonBy: null }
  return { id, source: 'multimask', counts, predictedIou: 0.9, stability: 0.95, ...said, ...part }
}

/** Unlike one another. */
function manyCandidates(count: number): ScoreCandidate[] {
  return Array.from({ length: count }, (_, i) => candidateOf(`c${i + 1}`, [i, 0, 1, 1 + i]))
}

test('a group says all there is to say, scores exact and without ignored pixels', () => {
  const sample = sampleOf({
    mask: rectangleRle(size, [0, 0, 4, 4]),
    ignore: rectangleRle(size, [0, 0, 20, 1]),
    category: 'spatial',
    components: ['counting'],
  })
  const { groups, losses } = scoreGroups(sample, [candidateOf('c01', [0, 0, 4, 3])], options)
  expect(losses).toEqual([])
  expect(groups).toEqual([
    {
      schema: 'maskscore/1',
      id: 'reaseg_101#g1',
      image: 'picture.png',
      height: 14,
      width: 20,
      query: 'Which one is it?',
      is_sentence: true,
      level: null,
      source: 'reaseg',
      split: 'train',
      license: null,
      gt: sample.mask,
      ignore: sample.ignore,
      candidates: [
        {
          cid: 'c01',
          rle: rectangleRle(size, [0, 0, 4, 3]),
          origin: 'multimask',
          model_score: 0.9,
          stability: 0.95,
          reason: null,
          iou: 8 / 12,
          inter: 8,
          union: 12,
          is_pad: false,
        },
      ],
      group: { index: 1, of: 1, size: 1, seed: 17 },
      tags: ['spatial', 'counting'],
      annotators: [],
      created: null,
      cot: null,
      cot_source: null,
    },
  ])
})

test('every mask is shown once, in groups as large as asked and a short last one', () => {
  fc.assert(
    fc.property(
      fc.nat(19),
      fc.integer({ min: 2, max: 10 }),
      fc.nat(9),
      (count, groupSize, seed) => {
        const all = manyCandidates(count)
        const { groups } = scoreGroups(sampleOf(), all, { ...options, groupSize, seed })
        const shown = groups.flatMap(({ candidates }) => candidates.map(({ cid }) => cid))
        expect(shown.toSorted()).toEqual(all.map(({ id }) => id).toSorted())
        expect(groups.slice(0, -1).every(({ candidates }) => candidates.length === groupSize)).toBe(
          true,
        )
        expect(groups.map(({ group }) => group.index)).toEqual(groups.map((_, i) => i + 1))
        expect(groups.every(({ group }) => group.of === groups.length)).toBe(true)
      },
    ),
  )
})

test('the order is shuffled by seed and sample alone', () => {
  const order = (sampleId: number, seed: number, all = manyCandidates(12)) =>
    scoreGroups(sampleOf({ sampleId }), all, { ...options, seed })
      .groups.flatMap(({ candidates }) => candidates.map(({ cid }) => cid))
      .join(' ')
  expect(order(1, 5)).toBe(order(1, 5, manyCandidates(12).toReversed()))
  expect(new Set([order(1, 5), order(1, 6), order(2, 5)]).size).toBe(3)
})

test('byte-identical masks are shown once, the first of them', () => {
  const twins = [candidateOf('c01', [1, 1, 3, 3]), candidateOf('c02', [1, 1, 3, 3])]
  const { groups } = scoreGroups(sampleOf(), twins, options)
  expect(groups.map(({ candidates }) => candidates.map(({ cid }) => cid))).toEqual([['c01']])
})

test('a short last group is filled with empty masks, flagged, of target 0 even where nothing is', () => {
  const sample = sampleOf({ noTarget: true })
  const { groups } = scoreGroups(sample, manyCandidates(6), { ...options, padGroups: true })
  expect(groups.map(({ candidates }) => candidates.length)).toEqual([5, 5])
  const pads = groups.flatMap(({ candidates }) => candidates.filter((one) => one.is_pad))
  expect(pads.map(({ iou, origin, cid }) => [iou, origin, cid])).toEqual(
    [1, 2, 3, 4].map((n) => [0, 'pad', `pad${n}`]),
  )
  expect(groups.flatMap(({ candidates }) => candidates).every(({ iou }) => iou === 0)).toBe(true)
})

const truth = sampleOf()
const exact = candidateOf('c01', [4, 3, 6, 5])
const near = candidateOf('c02', [4, 3, 6, 4])
const shownBy = [
  ['train, found', 'train', false, [exact, near], ['c01', 'c02']],
  ['train, not found', 'train', false, [near], ['c02']],
  ['train, asked for', 'train', true, [near], ['c02', 'truth']],
  ['test, found', 'test', false, [exact, near], ['c02']],
  ['test, found and asked for', 'test', true, [exact, near], ['c01', 'c02']],
  ['test, not found and asked for', 'test', true, [near], ['c02', 'truth']],
  ['test, nothing else found', 'test', false, [exact], []],
] as const

test.each(shownBy)('the true mask: %s', (_, split, trueMask, all, ids) => {
  const { groups, losses } = scoreGroups(truth, all, { ...options, split, trueMask })
  const shown = groups.flatMap(({ candidates }) => candidates)
  expect(shown.map(({ cid }) => cid).toSorted()).toEqual(ids)
  const added = shown.filter(({ cid }) => cid === 'truth')
  expect(added.every(({ origin, iou }) => origin === 'human' && iou === 1)).toBe(true)
  const isHidden = losses.some(({ what }) => what.includes('true mask'))
  expect(isHidden).toBe(split === 'test' && !trueMask && all.length > ids.length)
})

test('a sample without candidates has no group, and that is told', () => {
  const { groups, losses } = scoreGroups(truth, [], { ...options, trueMask: true })
  expect(groups).toEqual([])
  expect(losses.map(({ what }) => what)).toEqual([
    'sample: it has no candidates to score, so no group',
  ])
})

test('a split that differs from the image’s is told', () => {
  const sample = sampleOf({ split: 'train' })
  const { groups, losses } = scoreGroups(sample, [near], { ...options, split: 'val' })
  expect(groups[0]?.split).toBe('val')
  expect(losses[0]?.what).toContain('another sample of the image is in val')
})

test('of two splits the stricter counts', () => {
  expect(stricterSplit('train', 'val')).toBe('val')
  expect(stricterSplit('test', 'val')).toBe('test')
  expect(stricterSplit(null, 'train')).toBe('train')
  expect(stricterSplit(null, null)).toBeNull()
})

test('where each mask has a reason they are the thought, with who gave them', () => {
  const said = (reason: string, reasonBy: string) => ({ reason, reasonBy })
  const all = [
    candidateOf('c01', [0, 0, 2, 2], said('too \n small', 'model:qwen')),
    candidateOf('c02', [0, 0, 5, 5], said('fits', 'model:qwen')),
  ]
  const padded = { ...options, groupSize: 3, padGroups: true }
  const [group] = scoreGroups(sampleOf(), all, padded).groups
  expect(group?.cot_source).toBe('model:qwen')
  const lines = (group?.cot ?? '').split('\n')
  expect(lines.map((line) => line.replace(/^Mask \d: /, '')).toSorted()).toEqual([
    'It is empty.',
    'fits',
    'too small',
  ])
  group?.candidates.forEach(({ reason }, i) => {
    expect(lines[i]).toContain(reason?.replaceAll(/\s+/g, ' ') ?? 'It is empty.')
  })
  const [silent] = scoreGroups(sampleOf(), [...all, near], options).groups
  expect(silent).toMatchObject({ cot: null, cot_source: null })
})

test('one group in two is taught with its thought where mixed is asked for', () => {
  const said = candidateOf('c01', [0, 0, 2, 2], { reason: 'small', reasonBy: 'human' })
  const taught = (thinking: 'with' | 'without' | 'mixed') =>
    Array.from({ length: 40 }, (_, i) => {
      const sample = sampleOf({ sampleId: i + 1 })
      const group = scoreGroups(sample, [said], options).groups[0]!
      return thoughtTaught(group, sample.annotationId, thinking)
    }).filter((thought) => thought !== null).length
  expect([taught('with'), taught('mixed'), taught('without')]).toEqual([40, 20, 0])
})
