import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pipelineSettingsSchema } from '#rpc/schemas/pipeline'
import { userSettingsSchema } from '#rpc/schemas/system'
import { createWindowBackend } from '../../fakes/window-backend.ts'
import { useApp } from '../../../renderer/state/app.ts'
import { forgetAsking, hearText, useAsking } from '../../../renderer/state/asking.ts'
import { useMllms } from '../../../renderer/state/mllm.ts'
import { onNotice, type Notice } from '../../../renderer/state/notices.ts'
import { ask, judgeAgain } from '../../../renderer/state/session-ask.ts'
import { startSession } from '../../../renderer/state/session-edits.ts'
import { cancelRun, propose, setRegions } from '../../../renderer/state/session-run.ts'
import { useSession } from '../../../renderer/state/session.ts'
import { useView } from '../../../renderer/state/view.ts'
import { answerCalls, Refusal } from '../fake-calls.ts'
import { mllmState } from '../mllm-states.ts'
import { judgeRecord, runOf } from '../runs.ts'

const reasoned = {
  prompts: { id: 'rsvp-a', version: 1, isOwn: false, variant: 'all' },
  grid: { n: 9, style: 'split' as const, shift: false },
  replies: [],
  format: null,
}
const byMllm = pipelineSettingsSchema.parse({ reasoner: 'mllm' })
const asked = runOf({ settings: byMllm, record: { reason: reasoned } })
const unreadable = new Refusal({
  code: 'reply_unreadable',
  message: 'It replied twice in a way that cannot be read.',
  hint: 'Ask again.',
})

let notices: Notice[] = []
let stop = () => {}

beforeEach(() => {
  notices = []
  stop = onNotice((notice) => notices.push(notice))
  useApp.setState({
    ...useApp.getInitialState(),
    pipeline: pipelineSettingsSchema.parse({}),
    settings: userSettingsSchema.parse({}),
  })
  useMllms.setState({ ...useMllms.getInitialState(), states: [mllmState({ name: 'eye' })] })
  useView.setState(useView.getInitialState(), true)
  startSession(createWindowBackend().detail())
})
afterEach(() => {
  stop()
  cancelRun()
  forgetAsking()
  vi.unstubAllGlobals()
})

/** The parameters of the last call of this method. */
function paramsOf(calls: readonly string[], method: string) {
  const last = calls.findLast((one) => one.startsWith(`${method} `)) ?? '{}'
  return JSON.parse(last.slice(last.indexOf('{'))) as {
    reasoning: unknown
    settings: { reasoner: string; reason: { profile: string }; judging: { profile: string } }
  }
}

describe('asking', () => {
  it('leaves the place to the MLLM, the only one there is where none is chosen', async () => {
    const calls = answerCalls({ 'runs.propose': () => asked })
    await ask()
    const { reasoning, settings } = paramsOf(calls, 'runs.propose')
    expect(reasoning).toBeNull()
    expect(settings).toMatchObject({ reasoner: 'mllm', reason: { profile: 'eye' } })
    expect(useView.getState().inspectorTab).toBe('reasoning')
  })

  it('its regions are the ones shown, to be corrected by hand', async () => {
    useSession.setState({ regions: [{ kind: 'strips', rows: [1], columns: [1] }] })
    answerCalls({ 'runs.propose': () => asked })
    await ask()
    expect(useSession.getState()).toMatchObject({
      regions: [{ kind: 'strips', rows: [2], columns: [3] }],
      chosen: ['a'],
      runState: { kind: 'idle' },
    })
  })

  it('“absent” leaves no region', async () => {
    useSession.setState({ regions: [{ kind: 'strips', rows: [1], columns: [1] }] })
    const absent = { ...asked, reasoning: { kind: 'absent', rationale: 'none' }, candidates: [] }
    answerCalls({ 'runs.propose': () => absent })
    await ask()
    expect(useSession.getState()).toMatchObject({ regions: [], chosen: [] })
    expect(useView.getState().announcement).toMatch(/nothing in the image/)
  })

  it('a failure stands in the panel with what was said; the same is tried again', async () => {
    const calls = answerCalls({
      'runs.propose': () => {
        hearText({
          kind: 'reply.text',
          sequence: 1,
          sample: useSession.getState().sampleId!,
          stage: 'reason',
          reply: 1,
          more: 'I see {',
        })
        return unreadable
      },
    })
    await ask()
    const { failure, replies } = useAsking.getState()
    expect(failure?.error).toMatchObject({ code: 'reply_unreadable' })
    expect(replies.map(({ text }) => text)).toEqual(['I see {'])
    expect(notices).toEqual([])
    await failure?.again()
    expect(calls.filter((one) => one.startsWith('runs.propose'))).toHaveLength(2)
  })

  it('out of sight, a failure is told by a notice with the way to its mend', async () => {
    answerCalls({
      'runs.propose': () => new Refusal({ code: 'mllm_refused', message: 'The key.', hint: 'h' }),
    })
    const asking = ask()
    useView.setState({ inspectorTab: 'query' })
    await asking
    expect(notices).toMatchObject([{ action: { label: 'Open the MLLM settings' } }])
    notices[0]!.action!.run()
    expect(useApp.getState().page).toBe('mllms')
  })

  it('cancelled says nothing and shows nothing', async () => {
    const calls = answerCalls({
      'runs.propose': () => new Promise(() => {}),
      'runs.cancel': () => ({ done: true }),
    })
    void ask()
    await vi.waitFor(() => expect(calls).toHaveLength(1))
    cancelRun()
    expect(useSession.getState().runState).toEqual({ kind: 'idle' })
    expect(useAsking.getState()).toMatchObject({ isUnderWay: false, failure: null })
    expect(notices).toEqual([])
  })
})

describe('proposing while an MLLM judges', () => {
  const judging = pipelineSettingsSchema.parse({ judge: 'mllm' })

  it('does not happen by itself', async () => {
    vi.useFakeTimers()
    useApp.setState({ pipeline: judging })
    const calls = answerCalls({ 'samples.setHint': () => ({ done: true }) })
    setRegions([{ kind: 'strips', rows: [1], columns: [1] }])
    await vi.advanceTimersByTimeAsync(2000)
    vi.useRealTimers()
    expect(calls.filter((one) => one.startsWith('runs.propose'))).toEqual([])
  })

  it('tells what it says, and keeps the annotator’s regions', async () => {
    useApp.setState({ pipeline: judging })
    const regions = [{ kind: 'strips' as const, rows: [1], columns: [1] }]
    useSession.setState({ regions })
    const calls = answerCalls({ 'runs.propose': () => runOf({ record: { judge: judgeRecord() } }) })
    const proposing = propose()
    expect(useAsking.getState().isUnderWay).toBe(true)
    await proposing
    expect(paramsOf(calls, 'runs.propose').settings.judging.profile).toBe('eye')
    expect(useSession.getState().regions).toEqual(regions)
  })

  it('judges the same candidates again', async () => {
    useApp.setState({ pipeline: judging })
    useSession.setState({ run: runOf({ id: 5 }) })
    const calls = answerCalls({ 'runs.rerun': () => runOf({ id: 6 }) })
    await judgeAgain()
    expect(calls[0]).toContain('"run":5,"stage":"judge"')
    expect(useSession.getState().run?.id).toBe(6)
  })
})
