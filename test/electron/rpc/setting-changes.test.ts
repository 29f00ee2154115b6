import { expect, test } from 'vitest'
import { pipelineSettingsSchema } from '#rpc/schemas/pipeline'
import { defaultSettings, flatSettings, settingChanges } from '#rpc/setting-changes'

test('the defaults differ in nothing', () => {
  expect(settingChanges(defaultSettings)).toEqual([])
  expect(settingChanges(pipelineSettingsSchema.parse({}))).toEqual([])
})

test('every setting is named once, groups by their parts, lists as one', () => {
  const paths = flatSettings(defaultSettings).map(([path]) => path)
  expect(new Set(paths).size).toBe(paths.length)
  expect(paths).toEqual(
    expect.arrayContaining(['judge', 'judging.rounds', 'prior.sources', 'candidates.view']),
  )
  expect(paths).not.toContain('judging')
})

test('what differs comes in the order of the schema, with both values', () => {
  const settings = pipelineSettingsSchema.parse({
    grid: { n: 13 },
    judge: 'mllm',
    prior: { sources: ['region', 'vote'] },
    limits: { costPerRun: 0.5 },
  })
  expect(settingChanges(settings)).toEqual([
    { path: 'judge', before: 'geometric', after: 'mllm' },
    { path: 'limits.costPerRun', before: null, after: 0.5 },
    { path: 'grid.n', before: 9, after: 13 },
    { path: 'prior.sources', before: ['region', 'drawn'], after: ['region', 'vote'] },
  ])
  expect(settingChanges(defaultSettings, settings).map(({ path }) => path)).toHaveLength(4)
})
