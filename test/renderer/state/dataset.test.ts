import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useApp } from '../../../renderer/state/app.ts'
import { loadSummary, openBar, stopSummary, useDataset } from '../../../renderer/state/dataset.ts'
import { useSamples } from '../../../renderer/state/samples.ts'
import { setSplitParams, useSplits } from '../../../renderer/state/splits.ts'
import { answerCalls } from '../fake-calls.ts'

const nothingListed = {
  total: 0,
  rows: [],
  counts: { all: 0, todo: 0, draft: 0, accepted: 0, rejected: 0 },
}
const counts = { stratum: null, title: 'all', samples: 0, splits: [] }
const plan = (changes: number) => ({
  samples: 0,
  groups: 0,
  changes,
  off: 0,
  total: counts,
  strata: [],
  leaks: 0,
  listed: [],
  unhashed: 0,
})
const summary = (samples: number, pending: number) => ({ samples, pending, figures: [] })

beforeEach(() => {
  useDataset.setState(useDataset.getInitialState())
  useSamples.setState(useSamples.getInitialState())
  useSplits.setState(useSplits.getInitialState())
})
afterEach(() => vi.unstubAllGlobals())

test('asks again until every mask is measured', async () => {
  let left = 3
  const calls = answerCalls({ 'dataset.summary': () => summary(9, --left) })
  await loadSummary()
  expect(calls).toHaveLength(3)
  expect(useDataset.getState()).toMatchObject({ summary: summary(9, 0), isReading: false })
})

test('who leaves the page lets no further masks be measured', async () => {
  let asked = 0
  const calls = answerCalls({
    'dataset.summary': () => {
      if (++asked === 2) stopSummary()
      return summary(9, 5)
    },
  })
  await loadSummary()
  expect(calls).toHaveLength(2)
  expect(useDataset.getState()).toMatchObject({ summary: summary(9, 5), isReading: false })
})

test('a bar that the list has a filter for goes by it, another one by its samples', async () => {
  useApp.setState({ page: 'dataset' })
  const calls = answerCalls({
    'samples.list': () => nothingListed,
    'dataset.samplesOf': () => ({ samples: [4, 7] }),
  })
  await openBar('split', 'val')
  expect(useSamples.getState().filter).toMatchObject({ split: 'val', ids: null })
  expect(useApp.getState().page).toBe('annotate')
  expect(calls).toHaveLength(1)
  await openBar('area', '0.01')
  expect(useSamples.getState()).toMatchObject({
    filter: { split: null, ids: [4, 7] },
    chosenTitle: 'Mask area: 1–2 %',
  })
  await openBar('category', '')
  expect(calls).toContain('dataset.samplesOf {"figure":"category","key":""}')
})

test('a plan for parameters of before is not shown', async () => {
  const plans: ((value: ReturnType<typeof plan>) => void)[] = []
  answerCalls({
    'split.plan': () => new Promise((resolve) => plans.push(resolve as never)),
    'split.state': () => ({ images: 0, sourced: 0, sources: 0, unhashed: 0, former: null }),
  })
  const first = setSplitParams({ seed: 1 })
  const second = setSplitParams({ by: 'image' })
  await vi.waitFor(() => expect(plans).toHaveLength(2))
  plans[1]!(plan(2))
  await second
  plans[0]!(plan(1))
  await first
  expect(useSplits.getState()).toMatchObject({
    plan: { changes: 2 },
    params: { seed: 1, by: 'image' },
  })
})
