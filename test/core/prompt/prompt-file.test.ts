import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fillTurn, parsePromptFile } from '#core/prompt/prompt-file'
import { valueOf } from './replies.ts'
import { file, head } from './sample-prompt.ts'

const parse = (text: string) => parsePromptFile(text, 'mine.md')
const set = valueOf(parse(file))

describe('a prompt file', () => {
  it('is read whole', () => {
    expect(set).toMatchObject({
      id: 'mine',
      version: 3,
      title: 'Mine',
      description: 'One of a kind.',
      parser: 'plain',
      turns: [{ name: 'ask', pictures: 'grid' }],
      variants: [{ name: 'default', turns: ['ask'] }],
    })
    expect(Object.keys(set.parts)).toEqual(['pictures'])
  })

  it('survives a record: plain data', () => {
    expect(JSON.parse(JSON.stringify(set))).toEqual(set)
  })

  it.each([
    { name: 'Windows line ends', text: file.replaceAll('\n', '\r\n') },
    { name: 'a byte order mark', text: `\uFEFF${file}` },
    { name: 'more blank lines', text: file.replaceAll('\n\n', '\n\n\n') + '\n\n' },
  ])('may have $name', ({ text }) => {
    const filled = fillTurn(valueOf(parse(text)), 'ask', {
      style: 'grid',
      values: { query: 'x', n: '5', cells: '25' },
    })
    expect(valueOf(filled).system).toBe('Be brief.')
    expect(valueOf(filled).text.replaceAll(/\n+/g, '\n')).toBe(
      '25 cells.\nFind “x” in 5 rows.\n## a lesser heading\nTwice: x',
    )
  })

  const turns = '\n# turn: a\n\nx\n\n# turn: b-2\n\ny\n'
  it('says pictures and variants by turn', () => {
    const text = head.replace(
      'pictures: grid',
      'pictures:\n  b-2: none\n  a: bare\nvariants:\n  1+2: a, b-2\n  1: a',
    )
    expect(valueOf(parse(text + turns))).toMatchObject({
      turns: [
        { name: 'a', pictures: 'bare' },
        { name: 'b-2', pictures: 'none' },
      ],
      variants: [
        { name: '1+2', turns: ['a', 'b-2'] },
        { name: '1', turns: ['a'] },
      ],
    })
  })

  const replaced = (what: string, by: string) => {
    expect(file).toContain(what)
    return file.replace(what, by)
  }
  const rows: { name: string; text: string; line: number; message: RegExp }[] = [
    { name: 'nothing', text: '', line: 1, message: /begins with no “---”/ },
    {
      name: 'no end of the front matter',
      text: '---\nid: x\n',
      line: 1,
      message: /no second “---”/,
    },
    {
      name: 'a line that is none',
      text: replaced('title: Mine', 'title Mine'),
      line: 4,
      message: /“title Mine” is no front matter/,
    },
    {
      name: 'an unknown key',
      text: replaced('title:', 'titel:'),
      line: 4,
      message: /“titel” is no key/,
    },
    {
      name: 'a key twice',
      text: replaced('title: Mine', 'id: b'),
      line: 4,
      message: /“id” stands twice/,
    },
    {
      name: 'a missing key',
      text: replaced('title: Mine\n', ''),
      line: 1,
      message: /has no “title”/,
    },
    {
      name: 'an empty key',
      text: replaced('title: Mine', 'title:'),
      line: 4,
      message: /“title” has no value/,
    },
    {
      name: 'an id in capitals',
      text: replaced('id: mine', 'id: Mine'),
      line: 2,
      message: /“Mine” is no id/,
    },
    {
      name: 'version 0',
      text: replaced('version: 3', 'version: 0'),
      line: 3,
      message: /“0” is no version/,
    },
    {
      name: 'version 1.0',
      text: replaced('version: 3', 'version: 1.0'),
      line: 3,
      message: /no version/,
    },
    {
      name: 'an unknown parser',
      text: replaced('parser: plain', 'parser: toString'),
      line: 6,
      message: /no parser is called “toString”/,
    },
    {
      name: 'unknown pictures',
      text: replaced('pictures: grid', 'pictures: gird'),
      line: 7,
      message: /“gird” is no kind of pictures/,
    },
    {
      name: 'pictures of no turn',
      text: replaced('pictures: grid', 'pictures:\n  tell: grid'),
      line: 7,
      message: /no turn “tell”/,
    },
    {
      name: 'pictures of too few turns',
      text: `${replaced('pictures: grid', 'pictures:\n  ask: grid')}\n# turn: b\n\ny\n`,
      line: 7,
      message: /nothing of the turn “b”/,
    },
    {
      name: 'a variant of no turn',
      text: replaced('pictures: grid', 'pictures: grid\nvariants:\n  x: tell'),
      line: 8,
      message: /no turn “tell”/,
    },
    {
      name: 'no variant',
      text: replaced('pictures: grid', 'pictures: grid\nvariants:'),
      line: 8,
      message: /lists none/,
    },
    {
      name: 'a variant twice',
      text: replaced('pictures: grid', 'pictures: grid\nvariants:\n  x: ask\n  x: ask'),
      line: 10,
      message: /“x” stands twice/,
    },
    { name: 'no turn', text: head, line: 9, message: /has no turn/ },
    {
      name: 'text before the sections',
      text: replaced('\n# system', '\nHello\n# system'),
      line: 10,
      message: /before the first section/,
    },
    {
      name: 'an unknown section',
      text: replaced('# turn: ask', '# trun: ask'),
      line: 14,
      message: /“# trun: ask” is no section/,
    },
    {
      name: 'a heading without a blank',
      text: replaced('Twice:', '#twice'),
      line: 20,
      message: /is no section/,
    },
    {
      name: 'an unknown style',
      text: replaced('pictures, none', 'pictures, bare'),
      line: 30,
      message: /is no section/,
    },
    { name: 'an empty section', text: replaced('Be brief.', ''), line: 10, message: /is empty/ },
    {
      name: 'a section twice',
      text: `${file}\n# system\n\nAgain.\n`,
      line: 34,
      message: /stands twice/,
    },
    {
      name: 'a part without a style',
      text: replaced('# part: pictures, none\n\nThe picture.\n', ''),
      line: 22,
      message: /no wording for the style “none”/,
    },
    {
      name: 'a part called like a placeholder',
      text: replaced('part: pictures, split', 'part: query, split'),
      line: 22,
      message: /is a placeholder already/,
    },
    {
      name: 'an unknown placeholder',
      text: replaced('in {{n}} rows', 'in {{rows}}'),
      line: 18,
      message: /no placeholder is called “rows”/,
    },
    {
      name: 'a placeholder with blanks',
      text: replaced('in {{n}} rows', 'in {{ n }}'),
      line: 18,
      message: /no placeholder is called “ n ”/,
    },
    {
      name: 'a prototype’s name',
      text: replaced('in {{n}} rows', '{{constructor}}'),
      line: 18,
      message: /“constructor”/,
    },
    {
      name: 'an open placeholder',
      text: replaced('in {{n}} rows', 'in {{n rows'),
      line: 18,
      message: /without “}}”/,
    },
    {
      name: 'a part within a part',
      text: replaced('The picture.', '{{pictures}}'),
      line: 32,
      message: /no placeholder is called “pictures”/,
    },
    { name: 'a book', text: file + 'x'.repeat(100_000), line: 1, message: /100000 characters/ },
  ]
  it.each(rows)('is refused with $name', ({ text, line, message }) => {
    const result = parse(text)
    expect(result).toMatchObject({ ok: false, error: { code: 'bad_input' } })
    if (result.ok) return
    expect(result.error.message).toMatch(message)
    expect(result.error.message).toMatch(new RegExp(`^mine\\.md, line ${line}: `))
    expect(result.error.hint).not.toBe('')
  })

  it('a part may have any name', () => {
    const text = file
      .replaceAll('{{pictures}}', '{{constructor}}')
      .replaceAll('part: pictures', 'part: constructor')
    const asked = { style: 'none', values: { query: 'x', n: '5' } } as const
    expect(valueOf(fillTurn(valueOf(parse(text)), 'ask', asked)).text).toMatch(/^The picture\./)
  })

  it('of any text is read or refused, never worse', () => {
    const lines = fc.constantFrom(
      ...file.split('\n'),
      '---',
      '# turn: b',
      '{{',
      '{{query}}',
      'variants:',
      '  a: b',
    )
    const texts = fc.array(lines, { maxLength: 40 }).map((some) => some.join('\n'))
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          texts,
          texts.map((text) => head + text),
        ),
        (text) => {
          const result = parse(text)
          if (result.ok) expect(result.value.turns.length).toBeGreaterThan(0)
          else expect(result.error.message).toMatch(/^mine\.md, line \d+: /)
        },
      ),
      { numRuns: 500 },
    )
  })
})
