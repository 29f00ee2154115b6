import { describe, expect, it } from 'vitest'
import { pipelineSettingsSchema, type PipelineSettings } from '#rpc/schemas/pipeline'
import {
  asksWhenProposing,
  changesCandidates,
  withOnlyMllm,
} from '../../../renderer/state/asked-settings.ts'
import { mllmState, remoteState } from '../mllm-states.ts'

const usual = pipelineSettingsSchema.parse({})

describe('whether proposing for a marked region asks an MLLM', () => {
  it.each<[string, Partial<PipelineSettings>, boolean]>([
    ['as it comes', {}, false],
    ['a reasoner alone', { reasoner: 'mllm' }, false],
    ['a judge', { judge: 'mllm' }, true],
    ['a judge with a share', { judge: 'blend' }, true],
    ['a check of the reasoning', { checkConsistency: true }, true],
    ['a correction', { refine: true }, true],
    ['a vote', { prior: { sources: ['region', 'vote'] } }, true],
    ['attention', { prior: { sources: ['attention'] } }, true],
    ['other priors', { prior: { sources: ['region', 'drawn', 'text'] } }, false],
  ])('%s: %s', (_, change, expected) => {
    expect(asksWhenProposing({ ...usual, ...change })).toBe(expected)
  })
})

describe('whether a change of settings finds other candidates', () => {
  it.each<[string, Partial<PipelineSettings>, boolean]>([
    ['the judge', { judge: 'mllm' }, false],
    ['the prompt set', { reason: usual.reason }, false],
    ['limits', { limits: usual.limits }, false],
    ['the grid', { grid: usual.grid }, true],
    ['a prior and a vote', { vote: usual.vote, prior: usual.prior }, true],
    ['nothing', {}, false],
  ])('%s: %s', (_, change, expected) => {
    expect(changesCandidates(change)).toBe(expected)
  })
})

describe('the only MLLM there is', () => {
  it('reasons and judges where none is chosen', () => {
    const { reason, judging } = withOnlyMllm(usual, [mllmState({ name: 'eye' })])
    expect([reason.profile, judging.profile]).toEqual(['eye', 'eye'])
  })

  it('leaves a choice alone', () => {
    const chosen = { ...usual, judging: { ...usual.judging, profile: 'other' } }
    const { reason, judging } = withOnlyMllm(chosen, [mllmState({ name: 'eye' })])
    expect([reason.profile, judging.profile]).toEqual(['eye', 'other'])
  })

  it.each([null, [], [mllmState(), remoteState()]])('is not one of %#', (states) => {
    expect(withOnlyMllm(usual, states)).toEqual(usual)
  })
})
