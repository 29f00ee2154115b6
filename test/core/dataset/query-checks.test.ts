import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ambiguitiesIn } from '#core/dataset/ambiguity'
import { checkQuery, queryCheckNames, type CheckedQuery } from '#core/dataset/query-checks'
import { queryIndexOf } from '#core/dataset/query-index'

const index = queryIndexOf([
  { id: 1, image: 10, text: 'What could protect the snail from the birds above?' },
  { id: 2, image: 11, text: 'Who is asleep on the sofa of this room?' },
])
const query = (fields: Partial<CheckedQuery>): CheckedQuery => ({
  id: null,
  image: 10,
  text: 'Which thing on the table is there to keep the rain away?',
  isSentence: true,
  target: 'umbrella',
  synonyms: [],
  ...fields,
})
const check = (name: string, fields: Partial<CheckedQuery>, language: string | null = 'en') =>
  checkQuery(query(fields), { indexes: [index], language }).find((one) => one.check === name)

describe('checkQuery', () => {
  it('a good query passes everything', () => {
    const all = checkQuery(query({}), { indexes: [index], language: 'en' })
    expect(all.map((one) => one.check)).toEqual(queryCheckNames)
    expect(all.map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
  })
  it.each([
    [
      'leak',
      { text: 'Where are the umbrellas of the man?' },
      'bad',
      'says “umbrellas”: the target’s name “umbrella”',
    ],
    [
      'leak',
      { text: 'Where is the parasol?', synonyms: ['parasol'] },
      'bad',
      'says “parasol”: its synonym “parasol”',
    ],
    [
      'leak',
      { text: 'Where is the stand?', target: 'umbrella stand' },
      'warn',
      'says “stand”, what the target’s name “umbrella stand” is a kind of',
    ],
    ['leak', { target: ' ' }, 'unknown', 'the target has no name to look for'],
    [
      'duplicate',
      { text: 'what could protect the snail from the birds above' },
      'bad',
      'the same words as sample 1 of the same image',
    ],
    [
      'duplicate',
      { text: 'Who is asleep on the sofa of this room?' },
      'warn',
      'the same words as sample 2 of another image',
    ],
    [
      'duplicate',
      { text: 'What could protect the snails from the birds above?' },
      'warn',
      '% of the words of sample 1 of the same image: “What could',
    ],
    [
      'duplicate',
      { id: 1, text: 'What could protect the snail from the birds above?' },
      'ok',
      'no query shares 70 %',
    ],
    [
      'language',
      { text: 'Wer schläft auf dem Sofa und wird nicht wach?' },
      'warn',
      'reads as “de”, the project is in “en”',
    ],
    ['language', { text: 'red cup' }, 'unknown', 'too few common words'],
    ['length', { text: '!' }, 'bad', 'holds no words'],
    ['length', { text: 'red cup' }, 'warn', '2 words: a name'],
    ['length', { text: 'the place to sit', isSentence: true }, 'warn', 'marked as a sentence'],
    ['length', { text: 'the place to sit', isSentence: false }, 'ok', '4 words, a phrase'],
    [
      'length',
      { text: 'Where can people sit?', isSentence: false },
      'warn',
      'marked as a short phrase',
    ],
    ['length', { text: 'Where can people “sit?”', isSentence: true }, 'ok', '4 words, a sentence'],
    ['length', { text: 'word '.repeat(61) }, 'warn', 'more than 60'],
    [
      'ambiguous',
      { text: 'Which of the cups is larger?' },
      'warn',
      '“larger” does not say than what',
    ],
    [
      'ambiguous',
      { text: 'Was liegt auf dem Tisch und ist nicht rot?' },
      'unknown',
      'in English only',
    ],
  ] as const)('%s: %j → %s', (name, fields, verdict, why) => {
    const found = check(name, fields)
    expect(found).toMatchObject({ verdict, why: expect.stringContaining(why) })
  })
  it('any language will do where the project names none', () => {
    expect(
      check('language', { text: 'Wer schläft auf dem Sofa und wird nicht wach?' }, null),
    ).toEqual({
      check: 'language',
      verdict: 'ok',
      why: 'reads as “de”',
    })
  })
  it('every text gets every check, with a reason', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string(),
        fc.boolean(),
        (text, target, isSentence) => {
          const all = checkQuery(query({ text, target, isSentence }), {
            indexes: [index],
            language: null,
          })
          expect(all.map((one) => one.check)).toEqual(queryCheckNames)
          for (const { why } of all) expect(why).toMatch(/\S/)
        },
      ),
    )
  })
})

describe('ambiguitiesIn', () => {
  it.each([
    ['It is on the table', '“It” nothing before says what is meant'],
    ['this is used to cut the bread', 'nothing before says what is meant'],
    ['the third cup of the set', '“third” does not say where counting starts'],
    ['what the man holds in the man’s left hand', '“man’s left hand” may be meant'],
    ['some of the cups on the table', '“some of” leaves open how many'],
    ['the knife and/or the fork', 'leaves a choice'],
    ['the cups, plates etc on the table', 'leaves open what else is meant'],
    ['Where is the cat? Where is the dog?', 'asks more than one question'],
  ])('%s', (text, hint) => {
    expect(ambiguitiesIn(text, 'en')).toEqual([expect.stringContaining(hint)])
  })
  it.each([
    'which cup is larger than the one beside it',
    'the larger of the two cups',
    'the third cup from the left',
    'In this picture, what could protect the snail?',
    'the cup on the left of the plate',
    'a second-hand car',
  ])('nothing to say of: %s', (text) => expect(ambiguitiesIn(text, 'en')).toEqual([]))
  it('several at once, and nothing of other languages', () => {
    expect(ambiguitiesIn('They hold several of the larger cups', 'en')).toHaveLength(3)
    expect(ambiguitiesIn('der größere Becher', null)).toBeNull()
    expect(ambiguitiesIn('the larger cup', null)).toHaveLength(1)
  })
})
