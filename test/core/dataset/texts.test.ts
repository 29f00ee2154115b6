import { expect, test } from 'vitest'
import { takeSample } from '#core/dataset/taken'
import { recordFromTexts, textLosses, textsFromRecord } from '#core/dataset/texts'
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

test('a sample without a query is bad', () => {
  const place = { line: 3, what: 'it' }
  expect(takeSample(place, { key: 'k', texts: { query: ' \n' } })).toMatchObject({ kind: 'bad' })
  expect(takeSample(place, { key: 'k', texts: { query: 'a' } })).toMatchObject({
    kind: 'sample',
    line: 3,
    sample: { key: 'k', texts: { query: 'a' }, mask: null, noTarget: false },
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
