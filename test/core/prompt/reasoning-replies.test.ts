import { describe, expect, it } from 'vitest'
import { parseReply } from '#core/prompt/parsers'
import { gridOf, problemOf, reasoningJson, regionsOf, split, valueOf } from './replies.ts'

const strips = (rows: number[], columns: number[]) => ({ kind: 'strips', rows, columns })
const withRegion = (region: unknown) => reasoningJson({ regions: [region] })

describe('a reasoning in JSON', () => {
  it('is read whole', () => {
    const text = reasoningJson()
    const place = text.indexOf('{"rows"')
    expect(parseReply('plain', text, split)).toEqual({
      ok: true,
      value: {
        kind: 'regions',
        target: 'the shell',
        attributes: ['brown', 'round'],
        regions: [strips([2, 3], [4])],
        rationale: 'It covers the snail.',
        steps: [{ kind: 'answer', title: 'Answer', from: 0, to: text.length }],
        mentions: [{ from: place, to: place + 28, region: strips([2, 3], [4]) }],
        repairs: [],
      },
    })
  })

  it('may say that nothing answers the query', () => {
    const text = reasoningJson({
      present: false,
      regions: [],
      attributes: [],
      rationale: 'No snail.',
    })
    expect(valueOf(parseReply('stepwise', text, split))).toMatchObject({
      kind: 'absent',
      target: 'the shell',
      rationale: 'No snail.',
      mentions: [],
    })
  })

  const answer = reasoningJson()
  const readable: { name: string; text: string; regions?: unknown; repairs?: number }[] = [
    { name: 'text before and after', text: `I see. ${answer} Hope that helps!` },
    { name: 'a code fence', text: `\`\`\`json\n${answer}\n\`\`\`` },
    { name: 'a brace in prose', text: `the set {rows} and {1, 2}: ${answer}` },
    { name: 'an object without the keys behind it', text: `${answer} {"note": 1}` },
    { name: 'a broken object before it', text: `{"target": } no, rather ${answer}` },
    { name: 'a list of objects before it', text: `[{"a": 1}] ${answer}` },
    { name: 'braces in its texts', text: reasoningJson({ rationale: 'a } and a { and \\" too' }) },
    { name: 'a further field', text: reasoningJson({ confidence: 0.9 }) },
    {
      name: 'the last of two answers',
      text: `${withRegion({ rows: [1], columns: [1] })} Wait. ${answer}`,
      repairs: 1,
    },
    {
      name: 'several regions',
      text: reasoningJson({
        regions: [
          { rows: [1], columns: [1] },
          { rows: [5, 4], columns: [5] },
        ],
      }),
      regions: [strips([1], [1]), strips([4, 5], [5])],
    },
    { name: 'ids out of order and twice', text: withRegion({ rows: [3, 2, 3], columns: [4] }) },
    { name: 'a range as text', text: withRegion({ rows: '2-3', columns: [4] }), repairs: 2 },
    { name: 'an en dash', text: withRegion({ rows: ['2 – 3'], columns: [4] }), repairs: 1 },
    { name: 'a list as text', text: withRegion({ rows: '2,3', columns: '4' }), repairs: 4 },
    {
      name: 'a list with brackets as text',
      text: withRegion({ rows: '[2, 3]', columns: [4] }),
      repairs: 2,
    },
    {
      name: 'numbers as texts',
      text: withRegion({ rows: ['2', '3'], columns: ['4'] }),
      repairs: 2,
    },
    {
      name: 'words in a text',
      text: withRegion({ rows: '2 to 3', columns: '4 and 4' }),
      repairs: 4,
    },
    { name: 'one number for a list', text: withRegion({ rows: [2, 3], columns: 4 }), repairs: 1 },
    { name: 'numbers with a zero behind the point', text: answer.replace('[2,3]', '[2.0,3.0]') },
    {
      name: 'a thinking with half an object before it',
      text: `\n<think>{"rows": [1</think>${answer}`,
    },
    { name: 'a byte order mark', text: `\uFEFF${answer}` },
  ]
  it.each(readable)('is taken with $name', ({ text, regions, repairs = 0 }) => {
    const reply = valueOf(parseReply('plain', text, split))
    expect(regionsOf(reply)).toEqual(regions ?? [strips([2, 3], [4])])
    expect(reply.repairs).toHaveLength(repairs)
  })

  it('never follows a prototype’s fields', () => {
    const text = '{"__proto__": {"target": "x"}, "constructor": 1}'
    expect(problemOf(parseReply('plain', text, split))).toMatch(/has no “target”/)
  })

  it('cuts a rationale that no record could hold, and says so', () => {
    const reply = valueOf(
      parseReply('plain', reasoningJson({ rationale: `a${'😀'.repeat(20_000)}` }), split),
    )
    expect(reply.rationale.length).toBeLessThanOrEqual(20_000)
    expect(reply.rationale).toMatch(/😀$/u)
    expect(reply.repairs).toEqual(['a text of 40001 characters was cut to 20000'])
  })
})

describe('the grid that was sent', () => {
  it('a shifted one has a strip more', () => {
    const text = withRegion({ rows: [6], columns: [1] })
    expect(problemOf(parseReply('plain', text, split))).toMatch(/no row 6/)
    const shifted = gridOf('split', { shift: true })
    expect(regionsOf(valueOf(parseReply('plain', text, shifted)))).toEqual([strips([6], [1])])
  })

  it('cells, where it has cell numbers', () => {
    const grid = gridOf('grid')
    const read = (cells: unknown) => parseReply('plain', withRegion({ cells }), grid)
    expect(regionsOf(valueOf(read([25, 1])))).toEqual([{ kind: 'cells', cells: [1, 25] }])
    expect(regionsOf(valueOf(read('1-3,7')))).toEqual([{ kind: 'cells', cells: [1, 2, 3, 7] }])
    expect(problemOf(read([26]))).toMatch(/no cell 26: cells are numbered from 1 to 25/)
    const rows = withRegion({ rows: [1], columns: [1] })
    expect(problemOf(parseReply('plain', rows, grid))).toMatch(/“cells” is missing/)
  })

  const box = (parts: object) =>
    withRegion({ left: 0.25, top: 0.2, right: 0.5, bottom: 0.4, ...parts })
  const bare = gridOf('none')
  it('shares of width and height, where none is drawn', () => {
    expect(regionsOf(valueOf(parseReply('plain', box({}), bare)))).toEqual([
      { kind: 'box', box: { x0: 25, y0: 10, x1: 50, y1: 20 } },
    ])
    const asText = valueOf(parseReply('plain', box({ left: '0.25' }), bare))
    expect(asText.repairs).toEqual(['the text “0.25” was taken as a number'])
  })
  it.each([
    { name: 'per cent', parts: { right: 50 }, problem: /must lie between 0 and 1/ },
    { name: 'left of the image', parts: { left: -0.1 }, problem: /must lie between 0 and 1/ },
    { name: 'an empty box', parts: { right: 0.25 }, problem: /box is empty/ },
    { name: 'upside down', parts: { bottom: 0.1 }, problem: /box is empty/ },
    { name: 'a side missing', parts: { top: undefined }, problem: /“top” is missing/ },
    { name: 'a word', parts: { top: 'upper' }, problem: /a number from 0 to 1/ },
  ])('refuses $name', ({ parts, problem }) => {
    expect(problemOf(parseReply('plain', box(parts), bare))).toMatch(problem)
  })
})

describe('region', () => {
  it('says where, and no more', () => {
    const text =
      'Sure. {"present": true, "regions": [{"rows": [1], "columns": [2]}], "rationale": "there"}'
    expect(valueOf(parseReply('region', text, split))).toMatchObject({
      kind: 'regions',
      target: '',
      attributes: [],
      regions: [strips([1], [2])],
      rationale: 'there',
    })
  })
  it.each([
    { name: 'a bare place', text: '{"rows": [1], "columns": [2]}', problem: /no “present”/ },
    {
      name: 'a place that was cut off',
      text: '{"regions": [{"rows": [1], "columns": [2]}, {"rows"',
      problem: /never closed/,
    },
    { name: 'nothing', text: '', problem: /empty/ },
  ])('refuses $name', ({ text, problem }) => {
    expect(problemOf(parseReply('region', text, split))).toMatch(problem)
  })
})
