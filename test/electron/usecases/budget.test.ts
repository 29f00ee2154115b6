import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createBudget, type Limits } from '#electron/usecases/budget'
import { Purse } from '#electron/usecases/purse'
import type { MllmProfile } from '#models/mllm/mllm-ports'
import { codeOf } from './studio-fixture.ts'

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
    ['no limit', none, 0, 'none'],
    ['cost of a run, just enough', { ...none, costPerRun: atMost(2) }, 0, 'none'],
    ['cost of a run, a bit less', { ...none, costPerRun: atMost(2) - 1e-9 }, 0, 'limit_reached'],
    ['tokens of a run, just enough', { ...none, tokensPerRun: 7100 }, 0, 'none'],
    ['tokens of a run, one less', { ...none, tokensPerRun: 7099 }, 0, 'limit_reached'],
    ['the project, much spent', { ...none, costPerProject: 1 }, 0.99, 'project_limit_reached'],
    ['the project, little spent', { ...none, costPerProject: 1 }, 0.5, 'none'],
  ])('%s', async (_name, limits, before, code) => {
    const budget = createBudget(limits, new Purse(before))
    expect(await codeOf(budget.reserve(profile, question(2)))).toBe(code)
  })
})

test('questions under way count as dear as they may be, then as they were', async () => {
  const budget = createBudget({ ...none, costPerRun: 2 * atMost(0) }, new Purse(0))
  const reserve = () => budget.reserve(profile, question(0))
  const first = await reserve()
  ;(await reserve()).release()
  const second = await reserve()
  expect(await codeOf(reserve())).toBe('limit_reached')
  expect(first.settle({ input: 50, output: 5 })).toBeCloseTo((50 + 50) / 1e6, 12)
  second.release()
  expect(budget.spent()).toEqual({ cost: (50 + 50) / 1e6, tokens: 55 })
  expect(await codeOf(reserve())).toBe('none')
})

test('a host that does not count is taken to have used all it might', async () => {
  const budget = createBudget(none, new Purse(0))
  const spend = await budget.reserve(profile, question(1))
  expect(spend.settle({ input: null, output: null })).toBeCloseTo(atMost(1), 12)
  expect(budget.spent().tokens).toBe(4100)
})

describe('runs of one project share its limit', () => {
  const limits = { ...none, costPerProject: 1.5 * atMost(0) }
  const two = () => {
    const purse = new Purse(0)
    return { purse, budgets: [createBudget(limits, purse), createBudget(limits, purse)] as const }
  }

  test('one waits while only the other’s question is in its way, and asks once that was cheap', async () => {
    const { purse, budgets } = two()
    const first = await budgets[0].reserve(profile, question(0))
    let isThrough = false
    const second = budgets[1].reserve(profile, question(0)).then((reserved) => {
      isThrough = true
      return reserved
    })
    await wait(5)
    expect(isThrough).toBe(false)
    first.settle({ input: 10, output: 1 })
    ;(await second).settle({ input: 10, output: 1 })
    expect(purse.cost).toBeCloseTo(40 / 1e6, 12)
  })

  test('it is told that there is no room once the other was dear', async () => {
    const { budgets } = two()
    const first = await budgets[0].reserve(profile, question(0))
    const code = codeOf(budgets[1].reserve(profile, question(0)))
    first.settle({ input: 100, output: 1000 })
    expect(await code).toBe('project_limit_reached')
  })

  test('it is cancelled while it waits', async () => {
    const { budgets } = two()
    await budgets[0].reserve(profile, question(0))
    const stop = new AbortController()
    const code = codeOf(budgets[1].reserve(profile, question(0), stop.signal))
    stop.abort()
    expect(await code).toBe('cancelled')
  })
})
