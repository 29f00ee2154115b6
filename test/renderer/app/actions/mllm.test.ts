import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { MllmState } from '#rpc/schemas/mllm'
import { pipelineSettingsSchema } from '#rpc/schemas/pipeline'
import {
  mendConsent,
  removeProfile,
  saveProfile,
  testMllm,
  whoAsks,
} from '../../../../renderer/app/actions/mllm.ts'
import { bridge } from '../../../../renderer/rpc/bridge.ts'
import { call, mendCallsBy } from '../../../../renderer/rpc/client.ts'
import { useApp } from '../../../../renderer/state/app.ts'
import { useMllmDialog } from '../../../../renderer/state/mllm-dialog.ts'
import { useMllms } from '../../../../renderer/state/mllm.ts'
import { answerCalls, Refusal } from '../../fake-calls.ts'
import { mllmProfile, mllmState, remoteState } from '../../mllm-states.ts'

const project = { path: '/p', name: 'p', isReadOnly: false } as unknown as NonNullable<
  ReturnType<typeof useApp.getState>['project']
>
const refusal = new Refusal({
  code: 'consent_needed',
  message: 'far is on another machine: pictures would be sent.',
  hint: 'Agree.',
})
const testReply = {
  text: 'a red disc',
  isRight: true,
  milliseconds: 5,
  tokens: { input: 1, output: 1 },
}

/** A backend with one profile elsewhere, which refuses until it was allowed. */
function farBackend(): { readonly calls: string[]; readonly states: () => MllmState[] } {
  let isAllowed = false
  const states = () => [remoteState('far', { isAllowed })]
  const calls = answerCalls({
    'mllm.list': states,
    'attention.get': () => null,
    'mllm.test': () => (isAllowed ? testReply : refusal),
    'mllm.allow': () => {
      isAllowed = true
      return states()
    },
  })
  return { calls, states }
}

const methods = (calls: readonly string[]) => calls.map((one) => one.split(' ')[0])
const asked = () => vi.waitFor(() => expect(useMllmDialog.getState().question).not.toBeNull())

beforeEach(() => {
  useMllms.setState(useMllms.getInitialState(), true)
  useApp.setState({
    ...useApp.getInitialState(),
    project,
    pipeline: pipelineSettingsSchema.parse({
      reason: { profile: 'far' },
      judging: { profile: 'local' },
    }),
  })
})
afterEach(() => {
  useMllmDialog.getState().answer(false)
  mendCallsBy(() => Promise.resolve(null))
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('consent', () => {
  it('is asked for when a call needs it, and the call goes on', async () => {
    mendCallsBy(mendConsent)
    const { calls } = farBackend()
    const tested = call('mllm.test', { name: 'far' })
    await asked()
    expect(useMllmDialog.getState().question).toEqual({
      kind: 'consent',
      host: { kind: 'mllm', name: 'far', url: 'https://api.example/v1' },
    })
    expect(methods(calls)).not.toContain('mllm.allow')
    useMllmDialog.getState().answer(true)
    expect((await tested).text).toBe('a red disc')
    expect(methods(calls).filter((one) => one === 'mllm.test')).toHaveLength(2)
  })

  it('declined sends nothing and says nothing loud', async () => {
    mendCallsBy(mendConsent)
    const { calls } = farBackend()
    const tested = call('mllm.test', { name: 'far' }).catch((error: unknown) => error)
    await asked()
    useMllmDialog.getState().answer(false)
    expect(await tested).toMatchObject({ code: 'cancelled' })
    expect(methods(calls)).not.toContain('mllm.allow')
    expect(methods(calls).filter((one) => one === 'mllm.test')).toHaveLength(1)
  })

  it('is asked for once where several calls wait for it', async () => {
    mendCallsBy(mendConsent)
    farBackend()
    const both = Promise.all([
      call('mllm.test', { name: 'far' }),
      call('mllm.test', { name: 'far' }),
    ])
    await asked()
    await new Promise((resolve) => setTimeout(resolve, 20))
    useMllmDialog.getState().answer(true)
    expect((await both).map(({ text }) => text)).toEqual(['a red disc', 'a red disc'])
  })

  it.each([
    ['far is on another machine', ['far', 'farther'], 'far'],
    ['farther is on another machine', ['far', 'farther'], 'farther'],
    ['far away is on another machine', ['far', 'far away'], 'far away'],
    ['somebody is on another machine', ['far'], undefined],
  ])('“%s” is about the right one of %j', (message, names, expected) => {
    const hosts = names.map((name) => ({ kind: 'mllm' as const, name, url: 'https://x' }))
    expect(whoAsks(hosts, message)?.name).toBe(expected)
  })
})

describe('keys', () => {
  const answers = {
    'mllm.save': () => [mllmState({ name: 'eye' })],
    'mllm.list': () => [mllmState({ name: 'eye' }, { key: 'store' })],
    'mllm.setKey': () => [mllmState({ name: 'eye' }, { key: 'memory' })],
  }

  it('go to the system’s store where there is one, and to nobody else', async () => {
    const kept = vi.spyOn(bridge, 'keepKey').mockResolvedValue(true)
    const calls = answerCalls(answers)
    await saveProfile(mllmProfile({ name: 'eye' }), null, 'sk-1')
    expect(kept.mock.calls).toEqual([['eye', 'sk-1']])
    expect(calls.join()).not.toContain('sk-1')
    expect(useMllms.getState().states?.[0]?.key).toBe('store')
  })

  it('stay with the backend where there is none', async () => {
    const calls = answerCalls(answers)
    await saveProfile(mllmProfile({ name: 'eye' }), null, 'sk-1')
    expect(calls.at(-1)).toBe('mllm.setKey {"name":"eye","key":"sk-1"}')
    expect(useMllms.getState().states?.[0]?.key).toBe('memory')
  })

  it('of an old name go to the new one, and the project follows', async () => {
    const moved = vi.spyOn(bridge, 'moveKey').mockResolvedValue()
    const calls = answerCalls({ ...answers, 'project.saveSettings': (params) => params })
    await saveProfile(mllmProfile({ name: 'eye' }), 'far', null)
    expect(moved.mock.calls).toEqual([['far', 'eye']])
    expect(calls.join()).not.toContain('mllm.setKey')
    const { pipeline } = useApp.getState()
    expect([pipeline?.reason.profile, pipeline?.judging.profile]).toEqual(['eye', 'local'])
  })
})

describe('removing a profile', () => {
  const answers = { 'mllm.setKey': () => [], 'mllm.remove': () => [] }

  it('takes its key and the project’s use of it along', async () => {
    const calls = answerCalls(answers)
    const removed = removeProfile(remoteState('far'))
    useMllmDialog.getState().answer(true)
    expect(await removed).toBe(true)
    expect(methods(calls)).toEqual(['mllm.setKey', 'mllm.remove'])
    expect(useApp.getState().pipeline?.reason.profile).toBeNull()
  })

  it('does nothing where the user keeps it', async () => {
    const calls = answerCalls(answers)
    const removed = removeProfile(remoteState('far'))
    useMllmDialog.getState().answer(false)
    expect(await removed).toBe(false)
    expect(calls).toEqual([])
    expect(useApp.getState().pipeline?.reason.profile).toBe('far')
  })
})

describe('testing a profile', () => {
  it('shows what it said', async () => {
    answerCalls({ 'mllm.test': () => testReply })
    const tested = testMllm('eye')
    expect(useMllms.getState().tests.get('eye')).toEqual({ kind: 'busy' })
    await tested
    expect(useMllms.getState().tests.get('eye')).toEqual({ kind: 'done', test: testReply })
  })

  it('shows why it failed, and nothing where it was given up', async () => {
    const broken = { message: 'No.', hint: 'Look.' }
    answerCalls({ 'mllm.test': () => new Refusal({ code: 'mllm_refused', ...broken }) })
    await testMllm('eye')
    expect(useMllms.getState().tests.get('eye')).toMatchObject({
      kind: 'failed',
      error: { code: 'mllm_refused' },
    })
    answerCalls({ 'mllm.test': () => new Refusal({ code: 'cancelled', ...broken }) })
    await testMllm('eye')
    expect(useMllms.getState().tests.has('eye')).toBe(false)
  })
})
