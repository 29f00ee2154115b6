import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/metrics.json' with { type: 'json' }
import { ciderD, rougeL, tokensOf } from '#core/metrics/text'

const { text } = vectors
const items = text.items.map(({ hyp, refs }) => ({
  answer: hyp.split(' '),
  references: refs.map((one) => one.split(' ')),
}))
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length

describe('tokensOf', () => {
  it.each([
    ['The shell, of course!', ['the', 'shell', 'of', 'course']],
    [
      "It doesn't fit; the cat's can’t.",
      ['it', 'does', "n't", 'fit', 'the', 'cat', "'s", 'ca', "n't"],
    ],
    ["We'll, they've, I'm", ['we', "'ll", 'they', "'ve", 'i', "'m"]],
    ['a well-known 3.5 m (tall) tree...', ['a', 'well-known', '3.5', 'm', 'tall', 'tree']],
    ['“Cannot” — 20% of $5', ['can', 'not', '20', '%', 'of', '$', '5']],
    ['Über die Schnecke', ['über', 'die', 'schnecke']],
    ['', []],
  ])('%j', (given, expected) => expect(tokensOf(given)).toEqual(expected))
  it('vector texts stay as they are', () => {
    for (const { hyp } of text.items) expect(tokensOf(hyp)).toEqual(hyp.split(' '))
  })
  it('no token holds a space or a capital', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (given) => {
        for (const token of tokensOf(given)) {
          expect(token).not.toMatch(/\s/)
          expect(token).toBe(token.toLowerCase())
        }
      }),
    )
  })
})

describe('ROUGE-L', () => {
  it.each(text.items.map((one, i) => [one.hyp, i, one.rouge_l] as const))(
    '%s',
    (_hyp, i, expected) => {
      expect(rougeL(items[i]!)).toBeCloseTo(expected, 12)
    },
  )
  it('the mean of the vector', () => {
    expect(mean(items.map(rougeL))).toBeCloseTo(text.rouge_l_mean, 12)
  })
  it.each([
    ['the same', 'a b c', ['a b c'], 1],
    ['nothing in common', 'a b', ['c d'], 0],
    ['no answer', '', ['c d'], 0],
    ['no reference', 'a b', [], 0],
  ])('%s', (_name, answer, references, expected) => {
    const item = { answer: tokensOf(answer), references: references.map(tokensOf) }
    expect(rougeL(item)).toBeCloseTo(expected, 12)
  })
})

describe('CIDEr-D', () => {
  it('the vector', () => {
    const scores = ciderD(items)
    scores.forEach((score, i) => expect(score).toBeCloseTo(text.items[i]!.cider, 12))
    expect(mean(scores)).toBeCloseTo(text.cider_mean, 12)
  })
  it('a single item has 0, none has none', () => {
    expect(ciderD([items[0]!])).toEqual([text.cider_single_item_corpus])
    expect(ciderD([])).toEqual([])
  })
  it('lies in 0..10, and is 10 for a long enough answer that is its only reference', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 7 })
    const any = fc.array(
      fc.record({ answer: words, references: fc.array(words, { minLength: 1, maxLength: 3 }) }),
      { maxLength: 5 },
    )
    fc.assert(
      fc.property(any, (all) => {
        for (const score of ciderD(all)) {
          expect(score).toBeGreaterThanOrEqual(0)
          expect(score).toBeLessThanOrEqual(10 + 1e-9)
        }
      }),
    )
    const same = ['a b c d e', 'f g h i'].map((one) => ({
      answer: one.split(' '),
      references: [one.split(' ')],
    }))
    for (const score of ciderD(same)) expect(score).toBeCloseTo(10, 12)
  })
})
