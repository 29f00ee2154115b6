import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { userSettingsSchema } from '#rpc/schemas/system'
import { judge, sendBack, takeVerdictBack } from '../../../../renderer/app/actions/review.ts'
import { useApp } from '../../../../renderer/state/app.ts'
import { useReview } from '../../../../renderer/state/review.ts'
import { useSession } from '../../../../renderer/state/session.ts'
import { useView } from '../../../../renderer/state/view.ts'
import { createWindowBackend } from '../../../fakes/window-backend.ts'
import { answerCalls } from '../../fake-calls.ts'

const fakeDetail = createWindowBackend().detail()

/** A backend with three samples that wait, in their order. */
function backend(): { calls: string[]; judged: () => string[] } {
  let waiting = [1, 2, 3]
  const calls = answerCalls({
    'review.next': ({ after }) => {
      const rest = after === undefined ? waiting : waiting.slice(waiting.indexOf(Number(after)) + 1)
      return { sample: rest[0] ?? null, position: 0, total: waiting.length }
    },
    'review.verdict': ({ sample, verdict }) => {
      waiting = waiting.filter((id) => id !== sample)
      return {
        id: Number(sample) * 10,
        sample,
        version: 1,
        reviewer: 'Rex',
        verdict,
        isBlind: true,
        seconds: 1,
        createdAt: '',
      }
    },
    'review.takeBack': ({ review }) => {
      waiting = [Number(review) / 10, ...waiting]
      return { done: true }
    },
    'review.queue': () => ({ total: waiting.length, reviewed: 3 - waiting.length, rows: [] }),
    'review.state': ({ sample }) => ({
      sample,
      reviews: [],
      comments: [],
      opinions: [],
      assignments: [],
      gold: null,
    }),
    'review.history': () => [],
    'samples.get': ({ sample }) => ({ ...fakeDetail, row: { ...fakeDetail.row, id: sample } }),
  })
  const judged = () => calls.filter((one) => one.startsWith('review.verdict'))
  return { calls, judged }
}

beforeEach(() => {
  vi.stubGlobal('location', { hash: '' })
  vi.stubGlobal('history', { replaceState: () => undefined })
  useApp.setState({ settings: userSettingsSchema.parse({ annotator: 'Rex', isBlind: true }) })
  useSession.setState({ ...useSession.getInitialState(), sampleId: 1 })
})
afterEach(() => {
  vi.unstubAllGlobals()
  useReview.setState(useReview.getInitialState())
  useSession.setState(useSession.getInitialState())
  useApp.setState(useApp.getInitialState())
})

test('a verdict goes on to the one behind, not back to one passed over', async () => {
  const { judged } = backend()
  useSession.setState({ sampleId: 2 })
  await judge('right')
  expect(useSession.getState().sampleId).toBe(3)
  expect(judged()[0]).toContain('"sample":2,"verdict":"right"')
  expect(judged()[0]).toContain('"isBlind":true')
  await judge('reject')
  expect(useSession.getState().sampleId).toBe(1)
  expect(useReview.getState()).toMatchObject({ total: 1, reviewed: 2 })
})

test('a second key before the next sample is there judges nothing; a comment waits for it', async () => {
  const { judged } = backend()
  const first = judge('right')
  await Promise.all([first, judge('right'), sendBack('the rim')])
  expect(judged()).toHaveLength(2)
  expect(judged()[1]).toContain('"sample":2,"verdict":"fix","comment":"the rim"')
})

test('the last verdict is taken back and its sample opened', async () => {
  backend()
  await judge('fix')
  expect(useSession.getState().sampleId).toBe(2)
  await takeVerdictBack()
  expect(useSession.getState().sampleId).toBe(1)
  expect(useReview.getState()).toMatchObject({ total: 3, given: [] })
})

test('who nobody is named asks who it is first', async () => {
  const { judged } = backend()
  useApp.setState({ settings: userSettingsSchema.parse({}) })
  await judge('right')
  expect(judged()).toEqual([])
  expect(useView.getState().dialog).toBe('annotators')
})
