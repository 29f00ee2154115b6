import { describe, expect, it } from 'vitest'
import {
  isChanged,
  readDraft,
  sideEffects,
  type ProfileDraft,
} from '../../../../renderer/pages/mllm/profile-form.ts'
import { mllmProfile, mllmState, remoteState } from '../../mllm-states.ts'

describe('a profile being written', () => {
  it('is read without the blanks around its words', () => {
    const read = readDraft({ ...mllmProfile(), name: ' eye ', model: ' m ' }, [])
    expect(read).toMatchObject({ ok: true, profile: { name: 'eye', model: 'm' } })
  })

  it.each<[string, Partial<ProfileDraft>, string]>([
    ['no name', { name: ' ' }, 'name'],
    ['a name with @', { name: 'a@b' }, 'name'],
    ['a name that is taken', { name: 'far' }, 'name'],
    ['no address', { url: '' }, 'url'],
    ['a secret in the address', { url: 'https://me:secret@host/v1' }, 'url'],
    ['a question in the address', { url: 'https://host/v1?key=1' }, 'url'],
    ['no model', { model: '' }, 'model'],
    ['a number left empty', { maxTokens: null }, 'maxTokens'],
    ['a number out of its limits', { temperature: 3 }, 'temperature'],
    ['a variable that is none', { keyVariable: 'MY KEY' }, 'keyVariable'],
    ['a price below nothing', { cost: { input: -1, output: 0 } }, 'cost.input'],
  ])('%s is said at %s', (_, part, field) => {
    const read = readDraft({ ...mllmProfile(), ...part }, ['far'])
    expect(read.ok ? [] : Object.keys(read.problems)).toEqual([field])
  })

  it.each<[Partial<ProfileDraft>, boolean]>([
    [{}, false],
    [{ name: 'other' }, true],
    [{ cost: { input: 1, output: 0 } }, true],
    [{ perMinute: 20 }, true],
  ])('with %j it is changed: %s', (part, expected) => {
    expect(isChanged({ ...mllmProfile(), ...part }, mllmProfile())).toBe(expected)
  })
})

describe('what a change undoes', () => {
  const allowed = remoteState('far', { isAllowed: true, key: 'memory' })
  it.each([
    ['nothing', allowed, { model: 'other' }, []],
    ['another path', allowed, { url: 'https://api.example/v2' }, []],
    ['another host', allowed, { url: 'https://other.example/v1' }, [/host/]],
    ['another name', allowed, { name: 'near' }, [/key/]],
    ['both', allowed, { name: 'near', url: 'https://other.example/v1' }, [/host/, /key/]],
    ['another name without a key', mllmState(), { name: 'near' }, []],
    ['a key in a variable', remoteState('far', { key: 'variable' }), { name: 'near' }, []],
    ['a host never allowed', remoteState(), { url: 'https://other.example/v1' }, []],
  ])('%s', (_, state, part, expected) => {
    const effects = sideEffects({ ...state.profile, ...part }, state)
    expect(effects).toHaveLength(expected.length)
    for (const [i, pattern] of expected.entries()) expect(effects[i]).toMatch(pattern)
  })
})
