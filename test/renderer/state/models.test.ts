import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useApp } from '../../../renderer/state/app.ts'
import {
  arrivals,
  fetchOf,
  modelOf,
  newFailures,
  reloadModels,
  takeFetches,
  takeTest,
  useModels,
} from '../../../renderer/state/models.ts'
import { answerCalls } from '../fake-calls.ts'
import {
  appInfo,
  broken,
  defaultModel,
  embedded,
  installedDefault,
  modelEntry,
  modelFetch,
  segmenterCard,
} from '../model-entries.ts'

const stateOf = (models = [embedded, defaultModel], fetches = [modelFetch()]) => ({
  models,
  fetches,
  testing: null,
})
/** An answer that comes when the test says so. */
function later() {
  let resolve: (value: unknown) => void = () => {}
  const promise = new Promise<unknown>((settle) => {
    resolve = settle
  })
  return { promise, resolve: (value: unknown) => resolve(value) }
}
const infoOf = () => appInfo([segmenterCard('embedded-2')])

beforeEach(() => useModels.setState(useModels.getInitialState(), true))
afterEach(() => vi.unstubAllGlobals())

describe('arrivals', () => {
  it.each([
    { name: 'first reading', before: null, after: [installedDefault], ids: [] },
    {
      name: 'fetched',
      before: [embedded, defaultModel],
      after: [embedded, installedDefault],
      ids: ['mobilesam'],
    },
    {
      name: 'own files',
      before: [embedded],
      after: [embedded, modelEntry({ id: 'mine', origin: 'own', state: 'installed' })],
      ids: ['mine'],
    },
    { name: 'nothing new', before: [installedDefault], after: [installedDefault], ids: [] },
    { name: 'removed', before: [installedDefault], after: [defaultModel], ids: [] },
    {
      name: 'damaged since',
      before: [installedDefault],
      after: [modelEntry({ state: 'damaged' })],
      ids: [],
    },
    {
      name: 'mended',
      before: [modelEntry({ state: 'damaged' })],
      after: [installedDefault],
      ids: ['mobilesam'],
    },
  ])('$name', ({ before, after, ids }) => {
    expect(arrivals(before, after).map(({ id }) => id)).toEqual(ids)
  })
})

describe('newFailures', () => {
  const failed = modelFetch({ state: 'failed', error: broken })
  it.each([
    { name: 'one that ran', before: [modelFetch()], after: [failed], count: 1 },
    { name: 'one not seen before', before: [], after: [failed], count: 1 },
    { name: 'the same failure again', before: [failed], after: [failed], count: 0 },
    { name: 'one that was tried again', before: [failed], after: [modelFetch()], count: 0 },
  ])('$name', ({ before, after, count }) => {
    expect(newFailures(before, after)).toHaveLength(count)
  })
})

describe('the store', () => {
  it('reads the models, and the segmenters with them', async () => {
    answerCalls({ 'models.state': () => stateOf(), 'app.info': infoOf })
    await reloadModels()
    expect(modelOf('mobilesam')?.title).toBe('MobileSAM')
    expect(fetchOf('mobilesam')?.received).toBe(10_000_000)
    expect(useApp.getState().info?.segmenters.map(({ id }) => id)).toEqual(['embedded-2'])
  })

  it('keeps the newer of two answers, whichever comes first', async () => {
    const slow = later()
    let asked = 0
    answerCalls({
      'models.state': () => (asked++ === 0 ? slow.promise : stateOf([embedded, installedDefault])),
      'app.info': infoOf,
    })
    const first = reloadModels()
    await reloadModels()
    slow.resolve(stateOf())
    await first
    expect(modelOf('mobilesam')?.state).toBe('installed')
  })

  it('believes an event rather than an answer asked for before it', async () => {
    const slow = later()
    answerCalls({ 'models.state': () => slow.promise, 'app.info': infoOf })
    const reading = reloadModels()
    takeFetches([modelFetch({ received: 20_000_000 })])
    slow.resolve(stateOf())
    await reading
    expect(fetchOf('mobilesam')?.received).toBe(20_000_000)
  })

  it('keeps what is known when the backend is away, and says so', async () => {
    answerCalls({ 'models.state': () => stateOf(), 'app.info': infoOf })
    await reloadModels()
    answerCalls({})
    await reloadModels()
    expect(useModels.getState().models).toHaveLength(2)
    expect(useModels.getState().failure).toMatchObject({ code: 'offline' })
    answerCalls({ 'models.state': () => stateOf(), 'app.info': infoOf })
    await reloadModels()
    expect(useModels.getState().failure).toBeNull()
  })

  it('forgets a fetch that is done, and shows a test at once', async () => {
    answerCalls({ 'models.state': () => stateOf(), 'app.info': infoOf })
    await reloadModels()
    takeFetches([modelFetch({ state: 'done' })])
    expect(fetchOf('mobilesam')).toBeNull()
    const test = { verdicts: [], testedAt: '2026-01-01T00:00:00Z', isCurrent: true }
    takeTest('embedded-2', test)
    expect(modelOf('embedded-2')?.test).toEqual(test)
    expect(modelOf('mobilesam')?.test).toBeNull()
  })
})
