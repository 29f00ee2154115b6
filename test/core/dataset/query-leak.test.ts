import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leakIn } from '#core/dataset/query-leak'

const leak = (
  text: string,
  target: string,
  synonyms: string[] = [],
  language: string | null = 'en',
) => leakIn({ text, target, synonyms, language })

describe('leakIn', () => {
  it.each([
    ['the name', 'Where is the cat?', 'cat', 'cat'],
    ['in the plural', 'Which CATS sleep?', 'cat', 'cats'],
    ['named in the plural', 'the cat that sleeps', 'Cats', 'cat'],
    ['as owner', 'on the cat’s bed', 'cat', 'cat'],
    ['an irregular plural', 'what do these children hold', 'child', 'children'],
    ['several words', 'next to the fire hydrants here', 'fire hydrant', 'fire hydrants'],
    ['written as one', 'the tshirt he wears', 'T-shirt', 'tshirt'],
    ['written with a hyphen', 'the T-shirt he wears', 'tshirt', 't-shirt'],
    ['without its accent', 'the cafe to sit in', 'café', 'cafe'],
    ['in wide letters', 'the ｃａｔ there', 'cat', 'cat'],
    ['in a script without spaces', '请指出红苹果在哪里', '苹果', '苹果'],
    ['in Cyrillic', 'Где кошка?', 'Кошка', 'кошка'],
  ])('%s', (_name, text, target, found) => {
    expect(leak(text, target)).toEqual({ kind: 'named', name: target, found })
  })
  it.each([
    ['inside another word', 'Which category is it?', 'cat'],
    ['a word that only begins alike', 'the tablet on the desk', 'table'],
    ['words apart', 'the hydrant near the red fire', 'fire hydrants here'],
    ['two words that spell it', 'the car pet', 'carpet'],
    ['no name at all', 'the cat', ''],
    ['a name without letters', 'the cat!', '!'],
    ['no text', '', 'cat'],
    ['accents that are letters of their own', 'मा का घर', 'माँ'],
  ])('not: %s', (_name, text, target) => expect(leak(text, target)).toBeNull())
  it('of the ways to name it the plainest is told', () => {
    expect(leak('a kitten beside the seating', 'seat', ['kitten', 'stool'])).toEqual({
      kind: 'named',
      name: 'kitten',
      found: 'kitten',
    })
  })
  it.each([
    ['formed', 'where is there seating?', 'seat', 'en', 'seating'],
    ['formed', 'die Katzen dort', 'Katze', 'de', 'katzen'],
    ['formed', 'Где мою кошку?', 'кошка', 'ru', 'кошку'],
    ['head', 'which hose is longest', 'garden hose', 'en', 'hose'],
    ['head', 'the bottles on the left', 'bottle of water', 'en', 'bottles'],
    ['inside', '熊猫在哪里', '猫', 'zh', '猫'],
  ] as const)('%s: %s', (kind, text, target, language, found) => {
    expect(leak(text, target, [], language)).toEqual({ kind, name: target, found })
  })
  it('endings of other languages do not count in English', () => {
    expect(leak('the planet', 'plane', [], 'de')?.kind).toBe('formed')
    expect(leak('the planet', 'plane', [], 'en')).toBeNull()
  })
  it('a name put anywhere between other words is found, in any case', () => {
    const word = fc.constantFrom('what', 'could', 'hold', 'the', 'large', 'thing')
    const name = fc.constantFrom('cup', 'fire hydrant', 'wine-glass', 'Löffel', '苹果')
    fc.assert(
      fc.property(fc.array(word), name, fc.array(word), (before, one, after) => {
        const text = [...before, one.toUpperCase(), ...after].join(' ')
        expect(leak(text, one)?.kind).toBe('named')
        expect(leak([...before, ...after].join(' '), one)).toBeNull()
      }),
    )
  })
  it('takes a long hostile text', () => {
    expect(leak('a-'.repeat(20_000), 'aaaa')?.kind).toBe('named')
    expect(leak('ab '.repeat(20_000), 'aaaaaaaa')).toBeNull()
  })
})
