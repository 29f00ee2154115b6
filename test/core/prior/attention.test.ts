import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attentionPrior, readAttention, longestAnswer } from '#core/prior/attention'
import { priorSide } from '#core/prior/prior'

const good = {
  version: 1,
  model: 'some-mllm',
  grid: { rows: 2, columns: 3 },
  weights: [0, 1, 2, 3, 4, 5e-7],
  layers: [14, 15, 16],
  heads: 32,
  token: 'last of the prompt',
}

const answerOf = (changes: Record<string, unknown>) => JSON.stringify({ ...good, ...changes })
const without = (name: keyof typeof good) => answerOf({ [name]: undefined })

describe('readAttention', () => {
  it('reads an answer of the contract, and leaves what it does not know', () => {
    const { version: _version, grid, ...rest } = good
    expect(readAttention(answerOf({ seconds: 1.5 }))).toEqual({
      ok: true,
      value: { ...grid, ...rest },
    })
  })

  it.each([
    ['nothing', '', /no JSON object/],
    ['a page', '<!doctype html><title>Sign in</title>', /no JSON object/],
    ['a list', '[1]', /no JSON object/],
    ['null', 'null', /no JSON object/],
    ['cut off', JSON.stringify(good).slice(0, -5), /no JSON object/],
    ['NaN', JSON.stringify(good).replace('[0,', '[NaN,'), /no JSON object/],
    ['another version', answerOf({ version: 2 }), /version 2; this program reads version 1/],
    ['no version', without('version'), /version nothing/],
    ['a version in words', answerOf({ version: '1' }), /version “1”/],
    ['no model', without('model'), /names no model \(nothing\)/],
    ['an empty model', answerOf({ model: ' ' }), /names no model/],
    ['a long model', answerOf({ model: 'x'.repeat(5000) }), /names no model \(“x{40}…”\)/],
    ['no token', without('token'), /names no token/],
    ['a token by number', answerOf({ token: 12 }), /names no token \(12\)/],
    ['no heads', answerOf({ heads: 0 }), /averaged 0 heads/],
    ['half heads', answerOf({ heads: 1.5 }), /averaged 1\.5 heads/],
    ['no layers', answerOf({ layers: [] }), /names no layers \(a list of 0\)/],
    ['layers as text', answerOf({ layers: '14-30' }), /names no layers \(“14-30”\)/],
    ['layers below zero', answerOf({ layers: [-1] }), /names no layers/],
    ['a layer twice', answerOf({ layers: [3, 3] }), /names no layers/],
    ['no grid', without('grid'), /grid of nothing × nothing/],
    ['a grid as list', answerOf({ grid: [2, 3] }), /grid of nothing × nothing/],
    ['a grid without rows', answerOf({ grid: { rows: 0, columns: 6 } }), /grid of 0 × 6/],
    ['a grid in words', answerOf({ grid: { rows: '2', columns: 3 } }), /grid of “2” × 3/],
    ['a grid beyond all', answerOf({ grid: { rows: 1e9, columns: 3 } }), /grid of 1000000000 × 3/],
    ['a lying grid', answerOf({ grid: { rows: 3, columns: 3 } }), /6 weights for a grid of 3 × 3/],
    ['no weights', without('weights'), /no list of weights \(nothing\)/],
    ['weights as object', answerOf({ weights: { 0: 1 } }), /no list of weights \(an object\)/],
    [
      'nested weights',
      answerOf({
        weights: [
          [0, 1, 2],
          [3, 4, 5],
        ],
      }),
      /2 weights for a grid/,
    ],
    ['weights as text', answerOf({ weights: [0, 1, '2', 3, 4, 5] }), /“2” for weight 2/],
    ['a gap', answerOf({ weights: [0, 1, null, 3, 4, 5] }), /nothing for weight 2/],
    ['one below zero', answerOf({ weights: [0, 1, 2, -1e-9, 4, 5] }), /-1e-9 for weight 3/],
    ['one beyond all', JSON.stringify(good).replace('5e-7', '1e999'), /Infinity for weight 5/],
    ['10 MB', answerOf({ model: 'x'.repeat(10_000_000) }), /longer than 1\.7 MB/],
    [
      'depth',
      `{"version":1,"model":${'['.repeat(700_000)}${']'.repeat(700_000)}}`,
      /names no model/,
    ],
  ])('refuses %s', (_name, text, message) => {
    const found = readAttention(text)
    if (found.ok) throw new Error('was read')
    expect(found.error.code).toBe('mllm_broken')
    expect(found.error.message).toMatch(/^the answer /)
    expect(found.error.message).toMatch(message)
    expect(found.error.message.length).toBeLessThan(200)
    expect(found.error.hint).not.toBe('')
  })

  it('throws at no text, and reads none of another shape', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readAttention(text).ok).toBe(false)
      }),
    )
  })

  it('has room for its largest grid', () => {
    const weights = Array.from({ length: 256 * 256 }, (_, i) => 1 / (i + 3))
    const text = answerOf({ grid: { rows: 256, columns: 256 }, weights })
    expect(text.length).toBeLessThan(longestAnswer)
    expect(readAttention(text).ok).toBe(true)
  })
})

describe('attentionPrior', () => {
  const answer = { ...good, rows: 24, columns: 36, weights: [] as number[] }
  const peaked = {
    ...answer,
    weights: Array.from({ length: 24 * 36 }, (_, i) => (i === 24 * 20 ? 1 : (i % 7) / 700)),
  }

  it('lays rows × columns over the image', () => {
    // Row 13 of 24, column 12 of 36.
    const at = attentionPrior(peaked).indexOf(1)
    expect(Math.floor(at / priorSide) / priorSide).toBeCloseTo(13 / 24, 1)
    expect((at % priorSide) / priorSide).toBeCloseTo(12 / 36, 1)
  })

  it('softened lifts the rest and changes no order', () => {
    const plain = attentionPrior(peaked)
    const soft = attentionPrior(peaked, 0.5)
    expect(Math.max(...soft)).toBe(1)
    expect(Math.min(...soft)).toBeGreaterThanOrEqual(0)
    for (const [i, weight] of plain.entries()) expect(soft[i]).toBeCloseTo(Math.sqrt(weight), 12)
    const byWeight = plain.map((_, i) => i).toSorted((a, b) => plain[b]! - plain[a]!)
    for (const [i, cell] of byWeight.slice(1).entries())
      expect(soft[cell]).toBeLessThanOrEqual(soft[byWeight[i]!]!)
  })

  it('of no attention anywhere is even', () => {
    const none = attentionPrior({ ...answer, weights: Array.from({ length: 24 * 36 }, () => 0) })
    expect(new Set(none)).toEqual(new Set([1]))
  })
})
