import { expect, test } from 'vitest'
import { pipelineSettingsSchema } from '#rpc/schemas/pipeline'
import { filterInWords } from '../../../../renderer/pages/batch/filter-words.ts'
import { reasonsOf } from '../../../../renderer/pages/batch/reasons.ts'
import { settingsInWords } from '../../../../renderer/pages/batch/settings-words.ts'
import { emptyFilter } from '../../../../renderer/state/samples.ts'

const words = (settings: object) =>
  settingsInWords(pipelineSettingsSchema.parse(settings)).join(' ')

test('the defaults ask nobody', () => {
  expect(words({})).toContain('where its region was marked')
  expect(words({})).toContain('no MLLM is asked')
  expect(words({})).not.toContain('Limits')
})

test('who reasons, over what, who judges, and what it may cost', () => {
  const told = words({
    reasoner: 'mllm',
    reason: { profile: 'eye', prompts: 'coprs' },
    grid: { n: 13, style: 'grid' },
    prior: { sources: ['vote'] },
    vote: { densities: [5, 9], samples: 2 },
    judge: 'blend',
    judging: { profile: 'owl', rounds: 3, blend: 0.25 },
    refine: true,
    limits: { costPerRun: 0.1, tokensPerRun: 20000 },
  })
  for (const part of [
    'eye says where the target is, asked by coprs',
    '13 × 13 numbered cells',
    '4 grids, 2 replies each',
    'owl judges them in groups of 5, up to 3 rounds, 25 % of the score',
    'correct the first candidate',
    'Limits: 0.1 a sample, 20,000 tokens a sample.',
  ])
    expect(told).toContain(part)
})

test('a project that chose no MLLM says so', () => {
  expect(words({ reasoner: 'mllm', judge: 'mllm' })).toContain('yet to be chosen')
})

test('filters in words', () => {
  expect(filterInWords(emptyFilter)).toBe('')
  expect(
    filterInWords({ ...emptyFilter, status: 'draft', split: 'val', search: ' red ', imageId: 3 }),
  ).toBe('draft, val, of one image, with “red”')
})

test('failures that differ in numbers alone have one reason, the commonest first', () => {
  const failed = [
    { sample: 1, code: 'bad_input', message: 'Sample 1 has no region.' },
    { sample: 2, code: 'mllm_refused', message: 'eye refused.' },
    { sample: 30, code: 'bad_input', message: 'Sample 30 has no region.' },
  ]
  expect(reasonsOf(failed)).toEqual([
    { reason: 'Sample 1 has no region.', count: 2 },
    { reason: 'eye refused.', count: 1 },
  ])
  expect(reasonsOf([])).toEqual([])
})
