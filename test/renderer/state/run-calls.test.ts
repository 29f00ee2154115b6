import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { loadCalls, useRunCalls } from '../../../renderer/state/run-calls.ts'
import { useApp } from '../../../renderer/state/app.ts'
import { answerCalls } from '../fake-calls.ts'

const known = () => [...useRunCalls.getState().calls.keys()]

beforeEach(() => useRunCalls.setState(useRunCalls.getInitialState()))
afterEach(() => {
  vi.unstubAllGlobals()
  useApp.setState({ project: null })
})

test('the questions of a run are read once', async () => {
  const calls = answerCalls({ 'runs.calls': () => [] })
  await Promise.all([loadCalls(4), loadCalls(4)])
  await loadCalls(4)
  expect(calls).toEqual(['runs.calls {"run":4}'])
  expect(useRunCalls.getState().calls.get(4)).toEqual({ kind: 'known', calls: [] })
})

test('a reading that failed is tried again', async () => {
  let isDown = true
  answerCalls({
    'runs.calls': () => {
      if (isDown) throw new Error('down')
      return []
    },
  })
  await loadCalls(4)
  expect(useRunCalls.getState().calls.get(4)?.kind).toBe('failed')
  isDown = false
  await loadCalls(4)
  expect(useRunCalls.getState().calls.get(4)?.kind).toBe('known')
})

test('those of the runs looked at last are kept, not of all', async () => {
  answerCalls({ 'runs.calls': () => [] })
  for (let run = 1; run <= 23; run++) await loadCalls(run)
  expect([known().length, known()[0], known().at(-1)]).toEqual([20, 4, 23])
})

test('an answer for a project that was left says nothing about the next one', async () => {
  useApp.setState({ project: { path: '/a.reaseg' } as never })
  let answer: (calls: []) => void = () => {}
  const calls = answerCalls({ 'runs.calls': () => new Promise((resolve) => (answer = resolve)) })
  const reading = loadCalls(4)
  await vi.waitFor(() => expect(calls).toHaveLength(1))
  useApp.setState({ project: { path: '/b.reaseg' } as never })
  answer([])
  await reading
  expect(known()).toEqual([])
})
