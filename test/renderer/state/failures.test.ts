import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { failureTagSchema } from '#rpc/schemas/predictions'
import { withStage } from '../../../renderer/state/failure-case.ts'
import {
  chooseRows,
  computeFigures,
  markStale,
  stopFailures,
  useFailures,
} from '../../../renderer/state/failures.ts'
import { answerCalls } from '../fake-calls.ts'

const set = {
  id: 1,
  name: 'a',
  source: 'runs',
  path: '',
  addedAt: '',
  matched: 0,
  leftOut: 0,
  stale: 0,
}
const evaluation = {
  set,
  unlabelled: 0,
  missing: 0,
  metrics: null,
  intervals: null,
  rounds: 0,
  level: 0.95,
  groups: [],
  categoryMean: null,
  noTarget: null,
}
const funnel = (pending: number) => ({
  pending,
  samples: 0,
  right: 0,
  undecided: 0,
  unknown: 0,
  stages: [],
  kinds: [],
  means: [],
})
const samples = { total: 0, rows: [] }

beforeEach(() => useFailures.setState({ ...useFailures.getInitialState(), set: 1 }))
afterEach(() => vi.unstubAllGlobals())

test('measures until nothing is left, and the figures are fresh then', async () => {
  let left = 3
  const calls = answerCalls({
    'predictions.evaluate': () => evaluation,
    'predictions.samples': () => samples,
    'predictions.funnel': () => funnel(--left),
  })
  await computeFigures()
  expect(calls.filter((one) => one.startsWith('predictions.funnel'))).toHaveLength(3)
  expect(useFailures.getState()).toMatchObject({ isReading: false, isStale: false })
  markStale()
  expect(useFailures.getState().isStale).toBe(true)
})

test('who leaves the page lets nothing further be measured', async () => {
  const calls = answerCalls({
    'predictions.evaluate': () => evaluation,
    'predictions.samples': () => samples,
    'predictions.funnel': () => {
      stopFailures()
      return funnel(5)
    },
  })
  await computeFigures()
  expect(calls.filter((one) => one.startsWith('predictions.funnel'))).toHaveLength(1)
  expect(useFailures.getState().funnel).toBeNull()
})

test('of two filters the last one counts, whichever is answered first', async () => {
  const waiting: ((answer: typeof samples) => void)[] = []
  answerCalls({
    'predictions.samples': () => new Promise((resolve) => waiting.push(resolve)),
  })
  const first = chooseRows({ causes: ['mask'] })
  const second = chooseRows({ causes: ['ranking'] })
  await vi.waitFor(() => expect(waiting).toHaveLength(2))
  waiting[1]?.({ total: 2, rows: [] })
  waiting[0]?.({ total: 1, rows: [] })
  await Promise.all([first, second])
  expect(useFailures.getState()).toMatchObject({ total: 2, choice: { causes: ['ranking'] } })
})

test('a stage said twice is taken back, and what else was said stays', () => {
  const blamed = withStage(null, 'ranking')
  expect(blamed).toEqual({ stages: { ranking: 'failed' }, kinds: [], note: '' })
  expect(withStage(blamed, 'ranking')).toBeNull()
  const noted = failureTagSchema.parse({ note: 'dark', stages: { mask: 'failed' } })
  expect(withStage(noted, 'mask')).toEqual({ stages: {}, kinds: [], note: 'dark' })
})
