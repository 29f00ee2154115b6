import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Job } from '#rpc/schemas/system'
import { useApp } from '../../../renderer/state/app.ts'
import {
  canResume,
  clearEndedJobs,
  isEnded,
  isUnderWay,
  jobEnd,
  reloadJobs,
  takeJob,
  useJobs,
  whyFailed,
} from '../../../renderer/state/jobs.ts'
import { answerCalls } from '../fake-calls.ts'

const job: Job = {
  id: 7,
  kind: 'propose',
  title: 'Propose',
  state: 'running',
  done: 1,
  total: 1,
  note: '',
  error: null,
  result: null,
}
const openProject = (path: string) => useApp.setState({ project: { path } as never })
const stateOf = (id: number) => useJobs.getState().jobs.get(id)?.state

beforeEach(() => openProject('/a.reaseg'))
afterEach(() => {
  vi.unstubAllGlobals()
  useApp.setState({ project: null })
})

test('an answer that was asked for before the end does not set the job running again', async () => {
  let answer: (jobs: Job[]) => void = () => {}
  answerCalls({ 'jobs.list': () => new Promise((resolve) => (answer = resolve)) })
  const reading = reloadJobs()
  await vi.waitFor(() => expect(answer).not.toBe(undefined))
  takeJob({ ...job, state: 'done', result: { samples: 1 } })
  answer([job, { ...job, id: 8 }])
  await reading
  expect([stateOf(7), stateOf(8)]).toEqual(['done', 'running'])
})

test('one that is gone on with runs again after its end, and is listed again', () => {
  takeJob({ ...job, state: 'cancelled' })
  clearEndedJobs()
  expect(useJobs.getState().cleared.has(7)).toBe(true)
  takeJob({ ...job, state: 'queued' })
  expect(stateOf(7)).toBe('queued')
  expect(useJobs.getState().cleared.has(7)).toBe(false)
})

test('one that was cancelled did not fail', () => {
  const error = { code: 'cancelled', message: 'Cancelled.', hint: '' } as const
  expect(whyFailed({ ...job, state: 'cancelled', error })).toBe(null)
  expect(whyFailed({ ...job, state: 'failed', error })).toBe(error)
})

test('a paused one is neither over nor at work', () => {
  const paused = { ...job, state: 'paused' as const }
  expect([isEnded(paused), isUnderWay(paused), canResume(paused)]).toEqual([false, false, true])
  expect(canResume({ ...paused, kind: 'export' })).toBe(false)
  expect(canResume({ ...job, state: 'done' })).toBe(false)
})

test('jobs of another project are other jobs, also where their numbers are the same', () => {
  takeJob({ ...job, state: 'done' })
  openProject('/b.reaseg')
  expect(useJobs.getState().jobs.size).toBe(0)
  takeJob(job)
  expect(stateOf(7)).toBe('running')
})

test('the end is told to who waits for it, also where it came before the question', async () => {
  answerCalls({ 'jobs.list': () => [{ ...job, id: 9, state: 'done' }] })
  expect((await jobEnd(9)).state).toBe('done')
  answerCalls({ 'jobs.list': () => [job] })
  const end = jobEnd(7)
  takeJob({ ...job, state: 'failed' })
  expect((await end).state).toBe('failed')
})
