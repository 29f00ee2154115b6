import { expect, test } from 'vitest'
import { createFigures, type AcceptedFacts } from '#core/dataset/figures'
import type { DatasetSummary } from '#rpc/schemas/dataset'
import {
  headFigures,
  noneYet,
  running,
  unknownText,
} from '../../../../renderer/pages/dataset/texts.ts'

const taken = (accepted: Partial<AcceptedFacts> | null) => ({
  sample: 1,
  category: null,
  components: [],
  split: null,
  words: 8,
  status: accepted === null ? 'todo' : 'accepted',
  accepted:
    accepted === null
      ? null
      : {
          mask: { share: 0.02, parts: 1 },
          seconds: null,
          clicks: null,
          source: 'drawn' as const,
          rank: null,
          day: '2026-11-20',
          ...accepted,
        },
})

function summaryOf(samples: readonly ReturnType<typeof taken>[]): DatasetSummary {
  const figures = createFigures()
  for (const facts of samples) figures.add(facts)
  return { samples: samples.length, pending: 0, figures: figures.result() }
}

const texts = (summary: DatasetSummary) =>
  Object.fromEntries(headFigures(summary).map(({ title, text }) => [title, text]))

test('where nothing is known, no figure is made up', () => {
  expect(texts(summaryOf([taken(null)]))).toEqual({
    samples: '1',
    accepted: '0 (0.0 %)',
    query: '8 words',
    mask: 'no figures yet',
    time: 'no figures yet',
    clicks: 'no figures yet',
    'rank 1 taken': 'no figures yet',
  })
  expect(texts(summaryOf([]))).toMatchObject({ accepted: '0 (0.0 %)', query: 'no figures yet' })
  for (const id of ['seconds', 'area', 'rank'] as const) expect(noneYet(id)).toMatch(/^No figures/)
})

test('the first rank’s share is of masks that came from a run, corrected ones among them', () => {
  const summary = summaryOf([
    taken({ source: 'candidate', rank: 1, seconds: 10, clicks: 2 }),
    taken({ source: 'candidate', rank: 7 }),
    taken({ source: 'corrected', rank: 1 }),
    taken({ source: 'drawn' }),
    taken(null),
  ])
  expect(texts(summary)).toMatchObject({
    accepted: '4 (80 %)',
    mask: '2 %',
    time: '10 s',
    clicks: '2',
    'rank 1 taken': '33 % of 3',
  })
  const seconds = summary.figures.find(({ id }) => id === 'seconds')!
  expect(unknownText(seconds)).toBe('3 unknown')
  expect(unknownText({ ...seconds, n: 0 })).toBe('')
})

test('progress adds up', () => {
  const bars = [
    { key: '2026-01-01', n: 2, accepted: 2 },
    { key: '2026-01-05', n: 3, accepted: 3 },
  ]
  expect(running(bars).map(({ total }) => total)).toEqual([2, 5])
})
