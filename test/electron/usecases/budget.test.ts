import { describe, expect, test } from 'vitest'
import { createBudget, type Limits } from '#electron/usecases/budget'
import type { MllmProfile } from '#models/mllm/mllm-ports'

const profile = { maxTokens: 1000, cost: { input: 1, output: 10 } } as MllmProfile
const none: Limits = { costPerRun: null, tokensPerRun: null, costPerProject: null }
const question = (images: number) => ({
  system: '',
  turns: [{ text: 'x'.repeat(300), images: Array.from({ length: images }, () => null) }],
})

/** 100 tokens of text, 3000 a picture, 1000 of reply: what is set aside before it is asked. */
const atMost = (images: number) => (100 + 3000 * images + 10 * 1000) / 1e6

describe('a question that could go beyond a limit is not asked', () => {
  test.each([
    ['no limit', none, 0, true],
    ['cost of a run, just enough', { ...none, costPerRun: atMost(2) }, 0, true],
    ['cost of a run, a bit less', { ...none, costPerRun: atMost(2) - 1e-9 }, 0, false],
    ['tokens of a run, just enough', { ...none, tokensPerRun: 7100 }, 0, true],
    ['tokens of a run, one less', { ...none, tokensPerRun: 7099 }, 0, false],
    ['cost of the project, with what was spent', { ...none, costPerProject: 1 }, 0.99, false],
    ['cost of the project, with little spent', { ...none, costPerProject: 1 }, 0.5, true],
  ])('%s', (_name, limits, before, isAsked) => {
    const reserve = () => createBudget(limits, { cost: before }).reserve(profile, question(2))
    if (isAsked) expect(reserve).not.toThrow()
    else expect(reserve).toThrow(/limit of/)
  })
})

test('questions under way count as dear as they may be, then as they were', () => {
  const budget = createBudget({ ...none, costPerRun: 2 * atMost(0) }, { cost: 0 })
  const first = budget.reserve(profile, question(0))
  budget.reserve(profile, question(0)).release()
  const second = budget.reserve(profile, question(0))
  expect(() => budget.reserve(profile, question(0))).toThrow(/limit/)
  expect(first.settle({ input: 50, output: 5 })).toBeCloseTo((50 + 50) / 1e6, 12)
  second.release()
  expect(budget.spent()).toEqual({ cost: (50 + 50) / 1e6, tokens: 55 })
  expect(() => budget.reserve(profile, question(0))).not.toThrow()
})

test('a host that does not count is taken to have used all it might', () => {
  const budget = createBudget(none, { cost: 0 })
  const spend = budget.reserve(profile, question(1))
  expect(spend.settle({ input: null, output: null })).toBeCloseTo(atMost(1), 12)
  expect(budget.spent().tokens).toBe(4100)
})
