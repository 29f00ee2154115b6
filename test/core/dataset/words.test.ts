import fc from 'fast-check'
import { expect, test } from 'vitest'
import { singularsOf, stemsOf, wordCount, wordsOf } from '#core/dataset/words'

const texts = (text: string) => wordsOf(text).map((word) => word.text)

test.each([
  ['Where is the Café?', ['where', 'is', 'the', 'cafe']],
  ['the dog’s bowl, the dogs’ bowl', ['the', 'dog', 'bowl', 'the', 'dogs', 'bowl']],
  ['a T-shirt (size 42)', ['a', 't', 'shirt', 'size', '42']],
  ['ＷＩＤＥ ﬁle', ['wide', 'file']],
  ['Это мой ёж', ['это', 'мои', 'еж']],
  ['左边的猫cat', ['左', '边', '的', '猫', 'cat']],
  ['माँ का घर', ['माँ', 'का', 'घर']],
  ['… — !?', []],
  ['', []],
])('words of %j', (text, expected) => expect(texts(text)).toEqual(expected))

test('words joined by a hyphen are known', () => {
  expect(wordsOf('a T-shirt - new').map(({ isJoined }) => isJoined)).toEqual([
    false,
    false,
    true,
    false,
  ])
})

test.each([
  ['one two three', 3],
  ['左边的猫', 2],
  ['猫', 1],
  ['  ', 0],
])('%j is %i words long', (text, n) => expect(wordCount(text)).toBe(n))

test.each([
  ['cats', 'cat'],
  ['boxes', 'box'],
  ['cities', 'city'],
  ['knives', 'knife'],
  ['leaves', 'leaf'],
  ['women', 'woman'],
  ['people', 'person'],
  ['glasses', 'glass'],
])('%s may be several of %s', (plural, singular) => expect(singularsOf(plural)).toContain(singular))

test.each(['glass', 'bus', 'this', 'iris', 'gas'])('%s is one', (word) =>
  expect(singularsOf(word)).toEqual([word]),
)

test.each([
  ['seating', 'seat'],
  ['sitting', 'sit'],
  ['baked', 'bake'],
  ['drivers', 'drive'],
])('%s is made from %s', (word, stem) => expect(stemsOf(word)).toContain(stem))

test('ring, king and red are made from nothing', () => {
  for (const word of ['ring', 'king', 'red', 'her']) expect(stemsOf(word)).toEqual([word])
})

test('splitting is stable: words joined by spaces split into themselves', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(texts(texts(text).join(' '))).toEqual(texts(text))
    }),
  )
})
