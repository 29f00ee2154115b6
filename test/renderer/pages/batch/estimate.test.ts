import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mllmProfileSchema } from '#rpc/schemas/mllm'
import { pipelineSettingsSchema } from '#rpc/schemas/pipeline'
import type { PromptEntry } from '#rpc/schemas/prompts'
import {
  askedProfiles,
  estimateBatch,
  type EstimateInput,
} from '../../../../renderer/pages/batch/estimate.ts'
import { root } from '../../../tasks/programs.ts'

const prompts = ['rsvp-a', 'llavaseg', 'judge-masks', 'judge-outlines'].map((id) => {
  const shipped = readFileSync(join(root, `resources/prompts/${id}.md`), 'utf8')
  return { id, shipped, own: null } as PromptEntry
})
const eye = mllmProfileSchema.parse({
  name: 'eye',
  dialect: 'openai',
  url: 'http://127.0.0.1:1/v1',
  model: 'm',
  maxTokens: 1000,
  cost: { input: 1, output: 10 },
})

const asking = (settings: Parameters<typeof pipelineSettingsSchema.parse>[0], more = {}) =>
  estimateBatch({
    settings: pipelineSettingsSchema.parse(settings),
    samples: 10,
    profiles: [eye],
    prompts,
    spent: 0,
    ...more,
  } satisfies EstimateInput)
const stages = ({ stages: all }: ReturnType<typeof asking>) =>
  all.map(({ title, usual, most }) => [title, usual, most])

test('without MLLMs nothing is asked and nothing is spent', () => {
  expect(asking({})).toEqual({
    stages: [],
    usual: 0,
    most: 0,
    cost: 0,
    limit: null,
    isUnpriced: false,
  })
})

test('every stage that asks is counted, each question once more at most', () => {
  const all = asking({
    reasoner: 'mllm',
    reason: { profile: 'eye' },
    prior: { sources: ['region', 'vote'] },
    judge: 'mllm',
    judging: { profile: 'eye', rounds: 2 },
    checkConsistency: true,
    refine: true,
  })
  expect(stages(all)).toEqual([
    ['Reasoning', 1, 2],
    ['Vote', 6, 12],
    ['Judge', 6, 12],
    ['Consistency', 1, 2],
    ['Correction', 1, 2],
  ])
  expect([all.usual, all.most]).toEqual([15, 30])
})

test('a set of several turns asks them all, and for the place where it names none', () => {
  const named = (variant: string) =>
    stages(
      asking({ reasoner: 'mllm', reason: { profile: 'eye', prompts: 'llavaseg', variant } }),
    )[0]?.[1]
  const names = ['1', '1+2', '1+2+3', '1+2+3-apart'].map(named)
  expect(names).toEqual([2, 3, 3, 4])
})

test('the cost of one question is bounded by what the backend would set aside for it', () => {
  const { cost } = asking({ reasoner: 'mllm', reason: { profile: 'eye' } })
  const characters = prompts[0]!.shipped.length + 500
  // Two pictures; then once more with the reply and a complaint. Two replies as long as they may be.
  const first = Math.ceil(characters / 3) + 2 * 3000
  const second = first + 1000 + 500
  expect(cost).toBeCloseTo((10 * (first + second + 2 * 1000 * 10)) / 1e6, 9)
})

test('limits hold the cost, the tighter one is named', () => {
  const reasoner = { reasoner: 'mllm' as const, reason: { profile: 'eye' } }
  expect(asking({ ...reasoner, limits: { costPerRun: 0.001 } })).toMatchObject({
    cost: expect.closeTo(0.01, 9),
    limit: 'run',
  })
  const project = { ...reasoner, limits: { costPerRun: 0.001, costPerProject: 1 } }
  expect(asking(project, { spent: 0.995 })).toMatchObject({
    cost: expect.closeTo(0.005, 9),
    limit: 'project',
  })
  expect(asking(project, { spent: 3 }).cost).toBe(0)
})

test('what is not known is not guessed', () => {
  const settings = { judge: 'blend' as const, judging: { profile: 'gone' } }
  expect(asking(settings)).toMatchObject({ cost: null, limit: null })
  expect(asking({ judge: 'mllm' }).cost).toBeNull()
  const free = { ...eye, cost: { input: 0, output: 0 } }
  const judged = { judge: 'blend' as const, judging: { profile: 'eye' } }
  expect(asking(judged, { profiles: [free] })).toMatchObject({ isUnpriced: true, cost: 0 })
  // A wording that cannot be read here counts as one turn.
  const broken = [{ ...prompts[0]!, own: 'no front matter' }]
  expect(asking({ reasoner: 'mllm', reason: { profile: 'eye' } }, { prompts: broken }).usual).toBe(
    1,
  )
})

test('who is asked is named once', () => {
  const names = (settings: object) => askedProfiles(pipelineSettingsSchema.parse(settings))
  expect(names({ reason: { profile: 'a' }, judging: { profile: 'b' } })).toEqual([])
  expect(
    names({ reasoner: 'mllm', reason: { profile: 'a' }, refine: true, judging: { profile: 'a' } }),
  ).toEqual(['a'])
  expect(names({ prior: { sources: ['vote'] }, reason: { profile: 'a' } })).toEqual(['a'])
})
