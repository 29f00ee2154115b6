import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GridStyle } from '#core/grid/grid'
import { parseReply } from '#core/prompt/parsers'
import { formatScores } from '#core/prompt/replies/coprs-format'
import { parserIds, type ReplyContext } from '#core/prompt/reply'
import { gridOf, judgementJson, reasoningJson } from './replies.ts'
import { expectSound } from './sound-reply.ts'

const styles = ['split', 'grid', 'none'] as const satisfies readonly GridStyle[]
const contexts: fc.Arbitrary<ReplyContext> = fc
  .record({
    n: fc.integer({ min: 2, max: 20 }),
    shift: fc.boolean(),
    style: fc.constantFrom(...styles),
    count: fc.integer({ min: 1, max: 5 }),
    turn: fc.constantFrom('reason', 'target', 'attributes', 'target-attributes', 'ask'),
  })
  .map(({ style, count, turn, ...grid }) => ({ ...gridOf(style, grid), count, turn }))

/** Everything that parsers look for, so that chance finds its way into them. */
const pieces = [
  '{¦}¦[¦]¦"¦:¦,¦\n¦ ¦\\¦\'¦;¦-¦1¦9¦21¦0.5¦1e9¦true¦false¦null¦NaN¦２¦\0¦\ud83d¦\u2028¦```json¦sorry¦none',
  'rows¦columns¦cells¦row¦column 3¦left 0.2 top 0.1 right 0.5 bottom 0.4¦<think>¦</think>¦<REF_POS>',
  'Target: cup¦Attributes: red¦Step 1 – Class:¦2. Look:¦"target":"x"¦"attributes":[]¦"present":true',
  '"rationale":"r"¦"regions":[{"rows":[1,2],"columns":[3]}]¦"rows":["2-4"]¦"cells":[7]¦"reason":"r"',
  '"masks":[{"mask":1,"iou":0.5,"reason":"r"}]¦"none_fits":false¦"missing":[]¦"too_much":[]',
  '"texts":[{"query":"q"}]¦"query":""¦"answer":"a"¦"verdict":"ok"¦"paraphrases":["p"]',
  '"correct":true¦"unambiguous":false¦"trivial":false¦"shortcut":true',
  '"logic":1¦"relevance":1¦"visual":0.5¦"localisation":0',
].flatMap((line) => line.split('¦'))
const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join(''))
const objects = fc
  .uniqueArray(fc.constantFrom(...pieces.filter((piece) => piece.includes('":'))), {
    maxLength: 12,
  })
  .map((fields) => `prose {${fields.join(',')}} prose`)
const shapes = fc
  .jsonValue({ maxDepth: 4 })
  .map((value) =>
    JSON.stringify({ ...(value as object), target: value, regions: [value], present: true }),
  )
const places = [
  'rows 1',
  'rows 2-3, ',
  'columns 1',
  ' columns 3-9',
  'cells 4',
  '; ',
  'none',
  ' ',
  'rows ２',
]
const boxes = ['left 0.2 top 0.1 right 0.5 bottom 0.4', 'left 0 top 1 right 2 bottom 0', '; ']
const tagged = fc
  .tuple(soup, fc.array(fc.constantFrom(...places, ...boxes), { minLength: 1, maxLength: 3 }))
  .map(
    ([thought, place]) =>
      `<think>a${thought.replaceAll(/<[^>]*>/g, '')}</think>${place.join('')}<REF_POS>`,
  )
const region =
  '{"rows": ["1-2"], "columns": [2], "cells": [1, 3], "left": 0, "top": 0.1, "right": 1, "bottom": 0.5}'
const whole = [
  reasoningJson().replace(/\{"rows".*?\}/, region),
  reasoningJson({ present: false, regions: [] }),
  ...[1, 2, 3, 4, 5].map((count) => judgementJson(count)),
  '{"logic": 1, "relevance": 0.5, "visual": "0.5", "localisation": 0, "reason": "row 2"}',
  `{"missing": [${region}], "too_much": [${region}], "reason": "Step 1: rows 1"}`,
  '{"texts": [{"query": "row 1?", "answer": "a", "rationale": "column 2"}, {"query": "b"}]}',
  '{"correct": true, "unambiguous": true, "trivial": false, "shortcut": false, "paraphrases": ["a"], "reason": "r"}',
  '{"verdict": "warn", "answer": "rows 1-2", "reason": "Step 1: look"}',
  'Target: a cup\nAttributes: red; row 1',
  '<think>in row 1\nTarget: cup</think> rows 1-2 columns 2 <REF_POS>',
  '<think>in cell 1</think> cells 1-2 <REF_POS>',
  '<think>low</think> left 0 top 0.1 right 1 bottom 0.5 <REF_POS>',
]
/** Sound replies with up to three pieces put in anywhere. */
const damaged = fc
  .tuple(
    fc.constantFrom(...whole),
    fc.array(fc.tuple(fc.nat(400), fc.constantFrom(...pieces)), { maxLength: 3 }),
  )
  .map(([text, put]) =>
    put.reduce((now, [at, piece]) => `${now.slice(0, at)}${piece}${now.slice(at)}`, text),
  )
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  soup,
  objects,
  shapes,
  tagged,
  { arbitrary: damaged, weight: 5 },
)

describe('no text', () => {
  it.each(parserIds)('makes %s throw, leave the grid or point outside the text', (parser) => {
    const read: string[] = []
    fc.assert(
      fc.property(texts, contexts, (text, context) => {
        const result = parseReply(parser, text, context)
        if (result.ok) read.push(text)
        expectSound(result, text, context)
      }),
      { numRuns: 2000 },
    )
    // Or nothing of the above was put to the test.
    expect(read.length).toBeGreaterThan(5)
  })

  it('has a format score outside 0, 0.9 and 1', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { paper, code } = formatScores(text)
        expect([0, 0.9, 1]).toContain(paper)
        expect([0, 0.9, 1]).toContain(code)
        expect(paper === 0).toBe(code === 0)
      }),
    )
  })
})
