import { describe, expect, it } from 'vitest'
import {
  keyText,
  placeMark,
  spendingRows,
  testFacts,
} from '../../../../renderer/pages/mllm/texts.ts'
import { mllmState, remoteState } from '../../mllm-states.ts'

describe('how it stands with a profile', () => {
  it.each([
    [mllmState(), 'this computer', 'none', 'soft'],
    [remoteState(), 'not allowed yet', 'missing', 'bad'],
    [remoteState('far', { isAllowed: true, key: 'store' }), 'allowed', /encrypted/, 'good'],
    [remoteState('far', { key: 'memory' }), 'not allowed yet', /until the program ends/, 'good'],
  ])('%#', (state, place, key, tone) => {
    expect(placeMark(state).text).toBe(place)
    expect(keyText(state).text).toMatch(key)
    expect(keyText(state).tone).toBe(tone)
  })

  it('names the variable that the key was found in, and never the key', () => {
    const state = mllmState({ keyVariable: 'MY_KEY' }, { key: 'variable' })
    expect(keyText(state).text).toContain('MY_KEY')
  })
})

describe('figures', () => {
  it.each([
    [{ input: 1204, output: 6 }, '812 ms · 1,204 + 6 tokens'],
    [{ input: null, output: 6 }, '812 ms · ? + 6 tokens'],
    [{ input: null, output: null }, '812 ms · tokens not counted'],
  ])('a test with %j took %s', (tokens, expected) => {
    expect(testFacts({ milliseconds: 812, tokens })).toBe(expected)
  })

  it('every figure of the spending has its definition', () => {
    const rows = spendingRows({ calls: 1300, cached: 4, input: 20_000, output: 7, cost: 0.0042 })
    expect(rows.map(({ text }) => text)).toEqual(['1,300', '4', '20,000', '7', '0.0042'])
    for (const { definition } of rows) expect(definition).toMatch(/\.$/)
  })
})
