import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  chosenMllm,
  reloadMllms,
  showTest,
  takeMllms,
  useMllms,
  whyNobody,
} from '../../../renderer/state/mllm.ts'
import { answerCalls } from '../fake-calls.ts'
import { mllmState, remoteState } from '../mllm-states.ts'

const [local, far] = [mllmState(), remoteState()]

afterEach(() => {
  useMllms.setState(useMllms.getInitialState(), true)
  vi.unstubAllGlobals()
})

describe('who would be asked', () => {
  it.each([
    ['nothing is known yet', null, null, 'unknown'],
    ['none is set up', [], null, 'none'],
    ['there is but one', [local], null, 'here'],
    ['there are several and none is chosen', [local, far], null, 'unchosen'],
    ['one of several is chosen', [local, far], 'far', 'here'],
    ['the chosen one is gone', [local], 'far', 'missing'],
    ['the chosen one is gone, and all others', [], 'far', 'missing'],
    ['no project says', [local, far], undefined, 'unchosen'],
  ] as const)('%s', (_, states, chosen, kind) => {
    const choice = chosenMllm(states, chosen)
    expect(choice.kind).toBe(kind)
    const reason = whyNobody(choice)
    if (kind === 'here') expect(reason).toBeNull()
    else expect(reason).toMatch(/\.$/)
  })

  it('names the one that is gone', () => {
    expect(whyNobody(chosenMllm([local], 'far'))).toContain('far')
  })
})

describe('reading the profiles', () => {
  it('an older answer does not undo a change', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    answerCalls({ 'mllm.list': () => held.then(() => []) })
    const reading = reloadMllms()
    takeMllms([local])
    release()
    await reading
    expect(useMllms.getState().states).toEqual([local])
  })

  it('a failure is kept until it goes well', async () => {
    answerCalls({})
    await reloadMllms()
    expect(useMllms.getState()).toMatchObject({ states: null, failure: { code: 'offline' } })
    answerCalls({ 'mllm.list': () => [local] })
    await reloadMllms()
    expect(useMllms.getState()).toMatchObject({ states: [local], failure: null })
  })

  it('tests are kept by name', () => {
    showTest('a', { kind: 'busy' })
    showTest('b', { kind: 'busy' })
    showTest('a', null)
    expect([...useMllms.getState().tests.keys()]).toEqual(['b'])
  })
})
