import { describe, expect, it } from 'vitest'
import { joinReplies } from '#core/prompt/join-replies'
import { parseReply } from '#core/prompt/parsers'
import { formatScores } from '#core/prompt/replies/coprs-format'
import vectors from '../../fixtures/vectors/metrics.json' with { type: 'json' }
import { gridOf, problemOf, regionsOf, split, valueOf } from './replies.ts'

const strips = (rows: number[], columns: number[]) => ({ kind: 'strips', rows, columns })
const thought = '<think>The shell, in row 2.\nTarget: the shell</think>'

describe('coprs', () => {
  it('reads thinking, target and place', () => {
    const text = `${thought} rows 2-3 columns 4-5 <REF_POS>`
    expect(valueOf(parseReply('coprs', text, split))).toEqual({
      kind: 'regions',
      target: 'the shell',
      attributes: [],
      regions: [strips([2, 3], [4, 5])],
      rationale: 'The shell, in row 2.\nTarget: the shell',
      steps: [
        { kind: 'step', title: 'Thinking', from: 7, to: 45 },
        { kind: 'answer', title: 'Answer', from: 54, to: 84 },
      ],
      mentions: [
        { from: 21, to: 26, region: strips([2], [1, 2, 3, 4, 5]) },
        { from: 54, to: 74, region: strips([2, 3], [4, 5]) },
      ],
      repairs: [],
    })
  })

  it.each([
    { name: 'one row, a comma', place: 'row 2, column 4', regions: [strips([2], [4])] },
    { name: 'lists', place: 'Rows 1,3 and columns 2 and 4.', regions: [strips([1, 3], [2, 4])] },
    { name: 'colons', place: 'rows: 2 columns: 4', regions: [strips([2], [4])] },
    {
      name: 'several places',
      place: 'rows 1 columns 1; rows 2 columns 3-4',
      regions: [strips([1], [1]), strips([2], [3, 4])],
    },
    { name: 'none', place: 'none', regions: 'absent' },
    { name: 'None.', place: ' None. ', regions: 'absent' },
  ])('reads $name', ({ place, regions }) => {
    const text = `${thought}${place}<REF_POS>`
    expect(regionsOf(valueOf(parseReply('coprs', text, split)))).toEqual(regions)
  })

  it('reads cells and boxes', () => {
    const cells = parseReply('coprs', `${thought} cells 2,4-5 <REF_POS>`, gridOf('grid'))
    expect(regionsOf(valueOf(cells))).toEqual([{ kind: 'cells', cells: [2, 4, 5] }])
    const text = `${thought} left 0.1 top 0 right 1 bottom 0.5 <REF_POS>`
    const box = parseReply('coprs', text, gridOf('none'))
    expect(regionsOf(valueOf(box))).toEqual([
      { kind: 'box', box: { x0: 10, y0: 0, x1: 100, y1: 25 } },
    ])
  })

  it('takes text around, and a thinking that names no target', () => {
    const reply = valueOf(
      parseReply('coprs', 'Well.<think>x</think>row 1 column 1<REF_POS> bye', split),
    )
    expect(reply.target).toBe('')
    expect(reply.steps.map(({ title }) => title)).toEqual([
      'Before the thinking',
      'Thinking',
      'Answer',
      'After the answer',
    ])
  })

  const place = 'rows 1 columns 1'
  const rows: { name: string; text: string; problem: RegExp }[] = [
    { name: 'nothing', text: '\n', problem: /empty/ },
    { name: 'an apology', text: 'Sorry, no.', problem: /apology/ },
    { name: 'no thinking', text: `${place}<REF_POS>`, problem: /exactly one <think>/ },
    {
      name: 'two thinkings',
      text: `${thought}${thought}${place}<REF_POS>`,
      problem: /exactly one <think>/,
    },
    {
      name: 'an unclosed thinking',
      text: `<think>a ${place}<REF_POS>`,
      problem: /exactly one <think>/,
    },
    {
      name: 'a thinking closed first',
      text: `</think>a<think>${place}<REF_POS>`,
      problem: /exactly one <think>/,
    },
    {
      name: 'an empty thinking',
      text: `<think> </think>${place}<REF_POS>`,
      problem: /nothing between/,
    },
    { name: 'no token', text: `${thought}${place}`, problem: /exactly one <REF_POS>, not 0/ },
    { name: 'two tokens', text: `${thought}${place}<REF_POS><REF_POS>`, problem: /not 2/ },
    {
      name: 'a token in the thinking',
      text: `<think><REF_POS></think>${place}`,
      problem: /must stand after/,
    },
    { name: 'no place', text: `${thought}<REF_POS>`, problem: /no place/ },
    {
      name: 'prose for a place',
      text: `${thought}in the middle<REF_POS>`,
      problem: /“in the middle” is no place/,
    },
    {
      name: 'prose before the place',
      text: `${thought}It is in ${place}<REF_POS>`,
      problem: /is no place/,
    },
    { name: 'rows alone', text: `${thought}rows 1<REF_POS>`, problem: /is no place/ },
    { name: 'columns first', text: `${thought}columns 1 rows 1<REF_POS>`, problem: /is no place/ },
    {
      name: 'cells where rows are asked for',
      text: `${thought}cells 1<REF_POS>`,
      problem: /is no place/,
    },
    {
      name: 'columns twice',
      text: `${thought}${place} columns 2<REF_POS>`,
      problem: /is no place/,
    },
    { name: 'an open end', text: `${thought}${place};<REF_POS>`, problem: /“” is no place/ },
    {
      name: 'a place and more',
      text: `${thought}${place} roughly<REF_POS>`,
      problem: /is no place/,
    },
    {
      name: 'a row off the grid',
      text: `${thought}rows 5-6 columns 1<REF_POS>`,
      problem: /no row 6/,
    },
    {
      name: 'a range backwards',
      text: `${thought}rows 3-2 columns 1<REF_POS>`,
      problem: /backwards/,
    },
    {
      name: 'digits of another script',
      text: `${thought}rows ２ columns 1<REF_POS>`,
      problem: /is no place/,
    },
    {
      name: 'a book for a place',
      text: `${thought}${place.repeat(1000)}<REF_POS>`,
      problem: /too much/,
    },
  ]
  it.each(rows)('refuses $name', ({ text, problem }) => {
    expect(problemOf(parseReply('coprs', text, split))).toMatch(problem)
  })
})

describe('the format score of CoPRS', () => {
  it.each(vectors.coprs_format)('$id', ({ text, think_len, released_code, paper_text }) => {
    const reply = text ?? `<think>${'a'.repeat(think_len ?? 0)}</think><REF_POS>`
    expect(formatScores(reply)).toEqual({ code: released_code, paper: paper_text })
  })
  it('counts characters, not their halves', () => {
    expect(formatScores(`<think>${'😀'.repeat(2048)}</think><REF_POS>`)).toEqual({
      code: 1,
      paper: 1,
    })
  })
})

describe('llavaseg', () => {
  const read = (turn: string, text: string) => parseReply('llavaseg', text, { ...split, turn })
  const both = 'Target: the shell\nAttributes: brown; round ;; behind the head.'

  it('keeps the free answer as the rationale', () => {
    expect(valueOf(read('reason', ' The shell could.\n'))).toMatchObject({
      kind: 'no-region',
      target: '',
      rationale: 'The shell could.',
      steps: [{ title: 'Reasoning', from: 1, to: 17 }],
    })
  })

  it.each([
    {
      name: 'target and attributes',
      turn: 'target-attributes',
      text: both,
      target: 'the shell',
      attributes: ['brown', 'round', 'behind the head'],
    },
    {
      name: 'asterisks and list signs',
      turn: 'target-attributes',
      text: '- **Target:** the shell\n- **Attributes:** brown',
      target: 'the shell',
      attributes: ['brown'],
    },
    {
      name: 'prose before',
      turn: 'target-attributes',
      text: `Looking again.\n\n${both}`,
      target: 'the shell',
      attributes: ['brown', 'round', 'behind the head'],
    },
    {
      name: 'attributes one a line',
      turn: 'target-attributes',
      text: 'Target: a cup\nAttributes:\n- white\n2. left of the plate\n\nThat is all.',
      target: 'a cup',
      attributes: ['white', 'left of the plate'],
    },
    {
      name: 'the target alone',
      turn: 'target',
      text: 'target: a cup',
      target: 'a cup',
      attributes: [],
    },
    {
      name: 'attributes alone',
      turn: 'attributes',
      text: 'Attributes: white',
      target: '',
      attributes: ['white'],
    },
  ])('reads $name', ({ turn, text, target, attributes }) => {
    expect(valueOf(read(turn, text))).toMatchObject({ kind: 'no-region', target, attributes })
  })

  it.each(['Target: none', 'Target: None.', '**Target:** none\nAttributes: x'])(
    '%s is absent',
    (text) => {
      expect(valueOf(read('target-attributes', text)).kind).toBe('absent')
    },
  )

  it.each([
    { name: 'nothing', turn: 'reason', text: ' ', problem: /empty/ },
    {
      name: 'a refusal for a reason',
      turn: 'reason',
      text: 'I’m sorry, I can’t help.',
      problem: /apology/,
    },
    { name: 'a refusal for a target', turn: 'target', text: 'Sorry.', problem: /apology/ },
    {
      name: 'prose',
      turn: 'target',
      text: 'It is the shell.',
      problem: /one line “Target: …”, not 0/,
    },
    { name: 'two targets', turn: 'target', text: 'Target: a\nTarget: b', problem: /not 2/ },
    {
      name: 'no attributes',
      turn: 'target-attributes',
      text: 'Target: a',
      problem: /“Attributes: …”, not 0/,
    },
    {
      name: 'empty attributes',
      turn: 'target-attributes',
      text: 'Target: a\nAttributes:',
      problem: /no attribute/,
    },
    { name: 'an empty target', turn: 'target', text: 'Target:', problem: /is empty/ },
    {
      name: 'an essay for a target',
      turn: 'target',
      text: `Target: ${'x'.repeat(301)}`,
      problem: /300/,
    },
    {
      name: 'a hundred attributes',
      turn: 'attributes',
      text: `Attributes: ${'x;'.repeat(100)}`,
      problem: /more than 50/,
    },
  ])('refuses $name', ({ turn, text, problem }) => {
    expect(problemOf(read(turn, text))).toMatch(problem)
  })

  it('joins with what the other turns say', () => {
    const reason = valueOf(read('reason', 'The shell could, being hard.'))
    const named = valueOf(read('target-attributes', both))
    const rationale = 'The shell could, being hard.'
    expect(joinReplies([reason, named])).toEqual({
      kind: 'no-region',
      target: 'the shell',
      attributes: ['brown', 'round', 'behind the head'],
      rationale,
    })
    const place =
      '{"present": true, "regions": [{"rows": [1], "columns": [2]}], "rationale": "there"}'
    expect(joinReplies([reason, named, valueOf(parseReply('region', place, split))])).toEqual({
      kind: 'regions',
      target: 'the shell',
      attributes: ['brown', 'round', 'behind the head'],
      regions: [strips([1], [2])],
      rationale,
    })
    expect(joinReplies([reason, valueOf(read('target', 'Target: none'))])).toEqual({
      kind: 'absent',
      rationale,
    })
  })
})
