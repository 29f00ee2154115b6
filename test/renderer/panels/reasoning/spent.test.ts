import { describe, expect, it } from 'vitest'
import type { MllmCall } from '#rpc/schemas/mllm'
import { spentOn } from '../../../../renderer/panels/reasoning/spent.ts'

const call = (part: Partial<MllmCall>): MllmCall => ({
  id: 1,
  sample: 7,
  run: 1,
  stage: 'reason',
  profile: 'eye',
  model: 'eye-1',
  request: { system: '', turns: [], temperature: 0, sampleIndex: 0 },
  reply: 'x',
  outcome: 'read',
  isCached: false,
  tokens: { input: 100, output: 20 },
  cost: 0,
  milliseconds: 400,
  tries: 1,
  createdAt: '',
  ...part,
})
const uncounted = { tokens: { input: null, output: null } }

describe('what some calls took', () => {
  it.each([
    ['one', [call({})], { tokens: 120, milliseconds: 400, isKept: false }],
    ['two', [call({}), call({ stage: 'repair' })], { tokens: 240, milliseconds: 800 }],
    ['others do not count', [call({}), call({ stage: 'judge' })], { tokens: 120, calls: 1 }],
    ['a kept one took no time', [call({ isCached: true })], { milliseconds: 0, isKept: true }],
    [
      'one of two was kept',
      [call({}), call({ isCached: true })],
      { milliseconds: 400, isKept: false },
    ],
    ['nobody counted', [call(uncounted)], { tokens: null }],
    ['some counted', [call({}), call(uncounted)], { tokens: 120 }],
  ])('%s', (_, calls, expected) => {
    expect(spentOn(calls, ['reason', 'repair'])).toMatchObject(expected)
  })

  it('nothing was asked', () => {
    expect(spentOn([call({ stage: 'judge' })], ['reason'])).toBeNull()
  })
})
