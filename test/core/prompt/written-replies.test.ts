import { describe, expect, it } from 'vitest'
import { parseReply } from '#core/prompt/parsers'
import { problemOf, split, valueOf } from './replies.ts'

const written = (text: string) => parseReply('written', text, split)
const verdict = (text: string) => parseReply('verdict', text, split)
const check = (text: string) => parseReply('check', text, split)
const sound = {
  correct: true,
  unambiguous: true,
  trivial: false,
  shortcut: true,
  paraphrases: ['Which one?', ' '],
  reason: 'Seen.',
}

describe('what was written', () => {
  it('is taken with the fields that were asked for', () => {
    const reply = 'Sure:\n{"texts": [{"query": " Who hides? ", "rationale": null}]}'
    expect(valueOf(written(reply)).texts).toEqual([
      { query: 'Who hides?', answer: '', rationale: '' },
    ])
  })

  it('is ten texts at most, said so', () => {
    const texts = Array.from({ length: 12 }, (_, i) => ({ query: `q${i}` }))
    const value = valueOf(written(JSON.stringify({ texts })))
    expect(value.texts).toHaveLength(10)
    expect(value.repairs).toEqual(['of 12 texts the first 10 were taken'])
  })

  it.each([
    ['no list', '{"texts": "one"}', /list/],
    ['an empty list', '{"texts": []}', /empty list/],
    ['texts for objects', '{"texts": ["one"]}', /objects/],
    ['nothing said', '{"texts": [{"query": ""}]}', /says nothing/],
    ['a number for a query', '{"texts": [{"query": 3}]}', /a text is asked for/],
    ['an apology', 'I am sorry, but I cannot help with that.', /./],
    ['never closed', '{"texts": [{"query": "a"', /closed/],
  ])('refuses %s', (_, text, problem) => {
    expect(problemOf(written(text))).toMatch(problem)
  })
})

describe('a verdict', () => {
  it('is read, empty paraphrases left out', () => {
    expect(valueOf(verdict(JSON.stringify(sound)))).toMatchObject({
      correct: true,
      shortcut: true,
      paraphrases: ['Which one?'],
    })
  })

  it.each([
    ['a text for a flag', { ...sound, correct: 'yes' }, /true or false/],
    ['null for a flag', { ...sound, trivial: null }, /true or false/],
    ['numbers for paraphrases', { ...sound, paraphrases: [1] }, /texts/],
    ['a missing reason', { ...sound, reason: undefined }, /“reason”/],
  ])('refuses %s', (_, value, problem) => {
    expect(problemOf(verdict(JSON.stringify(value)))).toMatch(problem)
  })
})

describe('a check', () => {
  it('is read in any case', () => {
    const text = '{"verdict": "Bad", "answer": "the shell", "reason": "It is said."}'
    expect(valueOf(check(text))).toMatchObject({ verdict: 'bad', answer: 'the shell' })
  })

  it.each([
    ['another word', '{"verdict": "fine", "answer": "", "reason": ""}', /ok, warn or bad/],
    ['no reason', '{"verdict": "ok", "answer": ""}', /“reason”/],
  ])('refuses %s', (_, text, problem) => {
    expect(problemOf(check(text))).toMatch(problem)
  })
})
