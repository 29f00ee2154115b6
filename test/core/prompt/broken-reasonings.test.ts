import { describe, expect, it } from 'vitest'
import { parseReply } from '#core/prompt/parsers'
import { problemOf, reasoningJson, split } from './replies.ts'

const withRegion = (region: unknown) => reasoningJson({ regions: [region] })

describe('a reasoning in JSON', () => {
  const answer = reasoningJson()
  const hostile: { name: string; text: string; problem: RegExp }[] = [
    { name: 'nothing', text: '', problem: /^the reply is empty$/ },
    { name: 'blanks', text: ' \n\t ', problem: /^the reply is empty$/ },
    {
      name: 'an apology',
      text: "I'm sorry, but I can't help with that.",
      problem: /apology or a refusal/,
    },
    {
      name: 'a refusal',
      text: 'As an AI I cannot identify this.',
      problem: /apology or a refusal/,
    },
    {
      name: 'prose',
      text: 'The shell, in rows 2 and 3.',
      problem: /^the reply holds no JSON object$/,
    },
    { name: 'unclosed JSON', text: answer.slice(0, -1), problem: /never closed/ },
    { name: 'JSON cut in a text', text: answer.slice(0, -8), problem: /never closed/ },
    {
      name: 'JSON cut behind its first region',
      text: answer.slice(0, answer.indexOf('}') + 1),
      problem: /never closed/,
    },
    {
      name: 'a whole answer and then a cut one',
      text: `${answer}\n${answer.slice(0, 40)}`,
      problem: /never closed/,
    },
    {
      name: 'a whole answer and then a broken one',
      text: `${answer} {"target": NaN}`,
      problem: /NaN/,
    },
    { name: 'an answer in a list', text: `[${answer}]`, problem: /is a list/ },
    {
      name: 'an answer in another object',
      text: `{"answer": ${answer}}`,
      problem: /has no “target”/,
    },
    { name: 'single quotes', text: "{'target': 'x'}", problem: /double quotes/ },
    { name: 'a comma too much', text: answer.replace('}]', '},]'), problem: /value is missing/ },
    {
      name: 'a comment',
      text: answer.replace('[2,3]', '[2,3] // two'),
      problem: /comma or “}” is missing/,
    },
    { name: 'NaN', text: answer.replace('[2,3]', '[NaN]'), problem: /NaN is no JSON value/ },
    {
      name: 'Infinity',
      text: answer.replace('[2,3]', '[Infinity]'),
      problem: /Infinity is no JSON/,
    },
    {
      name: '-Infinity',
      text: answer.replace('[2,3]', '[-Infinity]'),
      problem: /-Infinity is no number/,
    },
    {
      name: 'a huge exponent',
      text: answer.replace('[2,3]', '[1e999]'),
      problem: /too large a number/,
    },
    {
      name: 'an endless number',
      text: answer.replace('[2,3]', `[${'1'.repeat(99)}]`),
      problem: /too long/,
    },
    { name: 'a leading zero', text: answer.replace('[2,3]', '[02]'), problem: /“02” is no number/ },
    {
      name: 'a raw line break',
      text: answer.replace('It covers', 'It\ncovers'),
      problem: /raw line break/,
    },
    {
      name: 'an unknown escape',
      text: answer.replace('It covers', '\\x'),
      problem: /unknown escape/,
    },
    {
      name: 'half a character',
      text: answer.replace('It', '\\ud83d'),
      problem: /half a character/,
    },
    { name: 'U+0000', text: answer.replace('It', '\\u0000'), problem: /U\+0000/ },
    {
      name: 'a key twice',
      text: answer.replace('"columns"', '"rows":[1],"columns"'),
      problem: /“rows” stands twice/,
    },
    {
      name: 'deep nesting',
      text: reasoningJson({ more: [[[[[[[[[[[[[]]]]]]]]]]]]] }),
      problem: /12 deep/,
    },
    {
      name: 'a missing key',
      text: answer.replace('"present":true,', ''),
      problem: /no “present”$/,
    },
    {
      name: 'two missing keys',
      text: '{"target":"x","attributes":[],"regions":[]}',
      problem: /“present” and no “rationale”/,
    },
    {
      name: 'an id past the grid',
      text: withRegion({ rows: [2, 6], columns: [4] }),
      problem: /“regions”, place 1: there is no row 6: rows are numbered from 1 to 5/,
    },
    { name: 'id 0', text: withRegion({ rows: [0], columns: [4] }), problem: /no row 0/ },
    { name: 'a negative id', text: withRegion({ rows: [-1], columns: [4] }), problem: /no row -1/ },
    { name: 'a broken id', text: withRegion({ rows: [2.5], columns: [4] }), problem: /no row 2.5/ },
    {
      name: 'a range past the grid',
      text: withRegion({ rows: '4-9', columns: [4] }),
      problem: /no row 9/,
    },
    {
      name: 'a range backwards',
      text: withRegion({ rows: '3-2', columns: [4] }),
      problem: /backwards/,
    },
    {
      name: 'a column past the grid',
      text: withRegion({ rows: [1], columns: [9] }),
      problem: /no column 9/,
    },
    {
      name: 'digits of another script',
      text: withRegion({ rows: '２-３', columns: [4] }),
      problem: /no list of rows/,
    },
    {
      name: 'a digit glued to another script’s',
      text: withRegion({ rows: '2３', columns: [4] }),
      problem: /no list of rows/,
    },
    {
      name: 'ids in words',
      text: withRegion({ rows: 'two', columns: [4] }),
      problem: /no list of rows/,
    },
    {
      name: 'a share of the height',
      text: withRegion({ rows: '20%', columns: [4] }),
      problem: /no list of rows/,
    },
    {
      name: 'three ends of a range',
      text: withRegion({ rows: '1-2-3', columns: [4] }),
      problem: /no list of rows/,
    },
    {
      name: 'an id that is true',
      text: withRegion({ rows: [true], columns: [4] }),
      problem: /“rows” is true/,
    },
    {
      name: 'an id that is a list',
      text: withRegion({ rows: [[2]], columns: [4] }),
      problem: /“rows” is a list/,
    },
    { name: 'no row', text: withRegion({ rows: [], columns: [4] }), problem: /“rows” is empty/ },
    { name: 'no columns at all', text: withRegion({ rows: [2] }), problem: /“columns” is missing/ },
    {
      name: 'cells where rows are asked for',
      text: withRegion({ cells: [2] }),
      problem: /“rows” is missing/,
    },
    {
      name: 'a region that is a text',
      text: withRegion('rows 2'),
      problem: /an object is asked for/,
    },
    {
      name: 'regions that are an object',
      text: reasoningJson({ regions: {} }),
      problem: /a list is asked for/,
    },
    {
      name: 'a thousand regions',
      text: reasoningJson({ regions: Array(1000).fill({ rows: [1], columns: [1] }) }),
      problem: /more than 50/,
    },
    {
      name: 'present without a place',
      text: reasoningJson({ regions: [] }),
      problem: /names no place/,
    },
    {
      name: 'absent with a place',
      text: reasoningJson({ present: false }),
      problem: /names 1 places/,
    },
    {
      name: 'absent without a reason',
      text: reasoningJson({ present: false, regions: [], rationale: ' ' }),
      problem: /does not say why/,
    },
    {
      name: 'present as a text',
      text: reasoningJson({ present: 'true' }),
      problem: /true or false/,
    },
    { name: 'present as null', text: reasoningJson({ present: null }), problem: /true or false/ },
    { name: 'no name', text: reasoningJson({ target: ' ' }), problem: /“target” is empty/ },
    {
      name: 'a number for a name',
      text: reasoningJson({ target: 7 }),
      problem: /a text is asked for/,
    },
    {
      name: 'an essay for a name',
      text: reasoningJson({ target: 'x'.repeat(301) }),
      problem: /300 characters/,
    },
    {
      name: 'attributes in one text',
      text: reasoningJson({ attributes: 'red' }),
      problem: /a list is asked for/,
    },
    {
      name: 'an attribute that is a number',
      text: reasoningJson({ attributes: [1] }),
      problem: /the number 1/,
    },
  ]
  it.each(hostile)('is refused with $name', ({ text, problem }) => {
    const message = problemOf(parseReply('plain', text, split))
    expect(message).toMatch(problem)
    expect(message.length).toBeLessThan(300)
    expect(message).not.toContain('\n')
  })
})
