import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { pipelineSettingsSchema, type Run } from '#rpc/schemas/pipeline'
import { loadRuns, takeRun, useRuns } from '../../../renderer/state/runs.ts'
import { replayRun, openInEditor } from '../../../renderer/state/runs-work.ts'
import { useRunsPage } from '../../../renderer/state/runs-page.ts'
import { useApp } from '../../../renderer/state/app.ts'
import { useSession } from '../../../renderer/state/session.ts'
import { answerCalls } from '../fake-calls.ts'

function run(id: number, sampleId = 1): Run {
  return {
    id,
    sampleId,
    createdAt: '2030-01-01T00:00:00.000Z',
    settings: pipelineSettingsSchema.parse({}),
    reasoning: { kind: 'absent', rationale: '' },
    boxes: [],
    prior: null,
    candidates: [],
    model: { id: 'm', digest: 'd' },
    timings: {},
    numbers: null,
    flags: [],
    record: {},
    isStale: false,
  }
}

const ids = () => useRuns.getState().runs?.map(({ id }) => id)

beforeEach(() => useRuns.setState(useRuns.getInitialState()))
afterEach(() => vi.unstubAllGlobals())

test('runs of the sample asked for last are shown, whichever answer comes last', async () => {
  const answers = new Map<number, (runs: Run[]) => void>()
  answerCalls({
    'runs.list': ({ sample }) =>
      new Promise((resolve) => answers.set(sample as number, resolve as never)),
  })
  const first = loadRuns(1)
  const second = loadRuns(2)
  await vi.waitFor(() => expect(answers.size).toBe(2))
  answers.get(2)?.([run(9, 2)])
  await second
  answers.get(1)?.([run(5)])
  await first
  expect([useRuns.getState().sample, ids()]).toEqual([2, [9]])
})

test('a new run comes first without another reading; one of another sample does not come', async () => {
  const calls = answerCalls({ 'runs.list': () => [run(3), run(2)] })
  await loadRuns(1)
  takeRun(run(7))
  takeRun({ ...run(2), isStale: true })
  takeRun(run(8, 2))
  expect(ids()).toEqual([7, 3, 2])
  expect(useRuns.getState().runs?.at(-1)?.isStale).toBe(true)
  expect(calls).toHaveLength(1)
})

test('a reading that failed says so and keeps what is known', async () => {
  answerCalls({ 'runs.list': () => [run(3)] })
  await loadRuns(1)
  answerCalls({
    'runs.list': () => {
      throw new Error('away')
    },
  })
  await loadRuns(1)
  expect(ids()).toEqual([3])
  expect(useRuns.getState().failure).not.toBeNull()
})

test('another project has other runs, also where their samples have the same numbers', async () => {
  answerCalls({ 'runs.list': () => [run(3)] })
  useApp.setState({ project: { path: '/a.reaseg' } as never })
  await loadRuns(1)
  useRunsPage.setState({ run: 3 })
  useApp.setState({ project: { path: '/b.reaseg' } as never })
  expect([useRuns.getState().runs, useRunsPage.getState().run]).toEqual([null, null])
})

test('a replay tells in what it differs and lists the run that it was kept as', async () => {
  answerCalls({
    'runs.list': () => [run(3)],
    'runs.replay': () => ({ run: run(4), differences: ['the ranking'] }),
  })
  await loadRuns(1)
  await replayRun(run(3))
  expect(useRuns.getState().replays.get(3)).toEqual({
    kind: 'done',
    run: 4,
    differences: ['the ranking'],
  })
  expect(ids()).toEqual([4, 3])
})

test('a replay that cannot be is told of and leaves nothing', async () => {
  answerCalls({
    'runs.replay': () => {
      throw new Error('away')
    },
  })
  await expect(replayRun(run(3))).rejects.toThrow()
  expect(useRuns.getState().replays.size).toBe(0)
})

test('an older run is opened in the editor with its own candidates', () => {
  const candidate = { id: 'c02', rank: 2 } as Run['candidates'][number]
  const first = { id: 'c01', rank: 1 } as Run['candidates'][number]
  useApp.setState({ page: 'runs' })
  openInEditor({ ...run(3), candidates: [candidate, first] })
  expect(useSession.getState()).toMatchObject({ run: { id: 3 }, chosen: ['c01'] })
  openInEditor({ ...run(3), candidates: [candidate, first] }, 'c02')
  expect(useSession.getState().chosen).toEqual(['c02'])
  expect(useApp.getState().page).toBe('annotate')
})
