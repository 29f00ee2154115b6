import { afterEach, describe, expect, it, vi } from 'vitest'
import type { PromptEntry } from '#rpc/schemas/prompts'
import {
  draftPrompts,
  isReasoning,
  reloadPrompts,
  savePrompts,
  usePrompts,
} from '../../../renderer/state/prompts.ts'
import { answerCalls } from '../fake-calls.ts'

const entry = (own: string | null): PromptEntry => ({
  id: 'rsvp-a',
  title: 't',
  description: 'd',
  version: 1,
  parser: 'stepwise',
  variants: ['all'],
  shipped: 'shipped',
  own,
  problem: null,
})

afterEach(() => {
  usePrompts.setState(usePrompts.getInitialState(), true)
  vi.unstubAllGlobals()
})

describe('prompt sets of a project', () => {
  it('what was written stays until it is saved', async () => {
    answerCalls({
      'prompts.list': () => [entry(null)],
      'prompts.save': ({ text }) => [entry(text as string | null)],
    })
    await reloadPrompts('/a')
    draftPrompts('rsvp-a', 'mine')
    await reloadPrompts('/a')
    expect(usePrompts.getState().drafts.get('rsvp-a')).toBe('mine')
    await savePrompts('rsvp-a', 'mine')
    expect(usePrompts.getState().drafts.size).toBe(0)
    expect(usePrompts.getState().entries?.[0]?.own).toBe('mine')
  })

  it('another project knows nothing of it', async () => {
    answerCalls({ 'prompts.list': () => [entry('own of a')] })
    await reloadPrompts('/a')
    draftPrompts('rsvp-a', 'mine')
    const reading = reloadPrompts('/b')
    expect(usePrompts.getState()).toMatchObject({ entries: null, project: '/b' })
    expect(usePrompts.getState().drafts.size).toBe(0)
    await reading
    expect(usePrompts.getState().entries).toHaveLength(1)
  })

  it('a wording that is refused stays as it was written', async () => {
    answerCalls({ 'prompts.list': () => [entry(null)] })
    await reloadPrompts('/a')
    draftPrompts('rsvp-a', 'mine')
    await expect(savePrompts('rsvp-a', 'mine')).rejects.toThrow()
    expect(usePrompts.getState().drafts.get('rsvp-a')).toBe('mine')
  })

  it.each([
    ['stepwise', true],
    ['llavaseg', true],
    ['judge', false],
    ['region', false],
    ['same', false],
  ])('a set read as %s reasons: %s', (parser, expected) => {
    expect(isReasoning({ parser })).toBe(expected)
  })
})
