import { expect, test } from 'vitest'
import { takeSample } from '#core/dataset/taken'
import { problemOfTexts, recordFromTexts, textLosses, textsFromRecord } from '#core/dataset/texts'
import { fullTexts, sampleOf } from '../../electron/formats/memory-source.ts'

test('texts come back from their record', () => {
  const record = JSON.parse(JSON.stringify(recordFromTexts(fullTexts)))
  expect(textsFromRecord(record)).toEqual({ ok: true, value: fullTexts })
  expect(recordFromTexts(sampleOf())).toEqual({ query: 'Which one is it?', is_sentence: true })
})

const wrong = [
  ['query', { query: 7 }],
  ['variants', { variants: 'one' }],
  ['variants', { variants: ['one', null] }],
  ['is_sentence', { is_sentence: 'yes' }],
  ['sgdr.category', { sgdr: ['spatial'] }],
  ['sgdr.components', { sgdr: { category: 'spatial', components: 1 } }],
] as const

test.each(wrong)('a wrong %s is named', (name, record) => {
  const read = textsFromRecord(record)
  expect(!read.ok && read.error.message).toContain(name)
})

const long = [
  ['no query', {}],
  ['no query', { query: ' \n' }],
  ['query is longer', { query: 'a'.repeat(20_001) }],
  ['variants has more than 50', { query: 'a', variants: Array.from({ length: 51 }, () => 'b') }],
  ['one of synonyms is longer', { query: 'a', synonyms: ['a'.repeat(20_001)] }],
  ['sgdr.category is longer', { query: 'a', category: 'b'.repeat(61) }],
  ['sgdr.components', { query: 'a', components: ['b'.repeat(61)] }],
] as const

test.each(long)('%s', (words, texts) => {
  expect(problemOfTexts(texts)).toContain(words)
  expect(takeSample({ line: 3, what: 'it' }, { key: 'k', texts })).toMatchObject({ kind: 'bad' })
})

test('a sample is taken without zeros and halves of characters', () => {
  const texts = { query: 'a\0b\u{D83D}c', variants: ['\0d'] }
  expect(takeSample({ line: 3, what: 'it' }, { key: 'k', texts })).toMatchObject({
    kind: 'sample',
    sample: { key: 'k', texts: { query: 'abc', variants: ['d'] }, mask: null, noTarget: false },
  })
})

test('texts that a format has no place for are one loss', () => {
  const sample = sampleOf({ ...fullTexts, sampleId: 4 })
  expect(textLosses(sample, ['query', 'target', 'variants', 'split'], 'YOLO')).toEqual([
    {
      sample: 4,
      what: 'answer, rationale, synonyms, attributes, sgdr: YOLO has no place for them',
      iou: null,
    },
  ])
  expect(textLosses(sampleOf(), ['query'], 'YOLO')).toEqual([])
})
