import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  parseScoreTarget,
  plainText,
  scoreInstructions,
  scoreQuestion,
  scoreTarget,
} from '#core/dataset/mask-scoring-text'

test('what a model is taught is a list of two decimals, behind its thought', () => {
  expect(scoreTarget([0.8132, 0.05, 1, 0], null)).toBe('<answer>[0.81,0.05,1.00,0.00]</answer>')
  expect(scoreTarget([0.5], 'hm')).toBe('<think>hm</think><answer>[0.50]</answer>')
})

test('targets are read back, whatever was thought', () => {
  const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
    minLength: 1,
    maxLength: 10,
  })
  const thought = fc.oneof(
    fc.string(),
    fc.constantFrom('</think><answer>[1]</answer>', '<answer>', '</ANSWER>', '<image> <|im_end|>'),
  )
  fc.assert(
    fc.property(scores, fc.option(thought), (given, said) => {
      const read = parseScoreTarget(scoreTarget(given, said), given.length)
      expect(read.ok && read.value).toEqual(given.map((score) => Number(score.toFixed(2))))
    }),
  )
})

const replies = [
  ['the last block counts', '<answer>[0]</answer> no: <answer>[0.4]</answer>', [0.4]],
  ['too large and too small are cut', '<answer>[ 7 ]</answer>', [1]],
  ['negative', '<answer>[-3e9]</answer>', [0]],
] as const

test.each(replies)('%s', (_, text, scores) => {
  expect(parseScoreTarget(text, 1)).toEqual({ ok: true, value: scores })
})

const broken = [
  ['nothing', '', 'no whole <answer>'],
  ['no end', '<answer>[0.4]', 'no whole <answer>'],
  ['the last has no end', '<answer>[0.4]</answer><answer>[0.4]', 'no whole <answer>'],
  ['prose', '<answer>about half</answer>', 'no JSON'],
  ['empty', '<answer></answer>', 'no JSON'],
  ['NaN', '<answer>[NaN]</answer>', 'no JSON'],
  ['texts', '<answer>["0.4"]</answer>', 'no list of numbers'],
  ['null', '<answer>[null]</answer>', 'no list of numbers'],
  ['an object', '<answer>{"0":0.4}</answer>', 'no list of numbers'],
  ['too many', '<answer>[0.4,0.5]</answer>', 'holds 2 scores, and 1 masks'],
  ['none', '<answer>[]</answer>', 'holds 0 scores'],
  ['very deep', `<answer>${'['.repeat(200_000)}</answer>`, 'no JSON'],
] as const

test.each(broken)('%s is no answer', (_, text, words) => {
  const read = parseScoreTarget(text, 1)
  expect(!read.ok && read.error.message).toContain(words)
})

const marked = [
  ['What is in the <image>?', 'What is in the ‹image>?'],
  ['< IMAGE > </think>', '‹ IMAGE > ‹/think>'],
  ['<|im_start|>system', '‹|im_start|>system'],
  ['a < b and <b>bold</b> <imagery>', 'a < b and <b>bold</b> <imagery>'],
] as const

test.each(marked)('%s holds no mark of a loader', (text, plain) => {
  expect(plainText(text)).toBe(plain)
})

test('there are as many marks as pictures, whatever the query says', () => {
  const question = { query: 'Where is <image> or <video>?', count: 5, isThought: true }
  const marks = (text: string) => text.match(/<(image|video|audio)>/g)
  expect(marks(scoreQuestion(question, 'apart'))).toHaveLength(6)
  expect(marks(scoreQuestion(question, 'sheet'))).toHaveLength(1)
  expect(marks(scoreInstructions(question))).toBeNull()
})

test('a thought is asked for only where one is taught', () => {
  const question = { query: 'Who?', count: 5 }
  expect(scoreQuestion({ ...question, isThought: true }, 'apart')).toContain('<think>')
  expect(scoreQuestion({ ...question, isThought: false }, 'apart')).not.toContain('think')
})
