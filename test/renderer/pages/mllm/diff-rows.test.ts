import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffRows, foldRows, type DiffRow } from '../../../../renderer/pages/mllm/diff-rows.ts'

const signs = { same: ' ', removed: '-', added: '+' } as const
const shown = (rows: readonly DiffRow[]) =>
  rows.map(
    ({ kind, parts }) =>
      signs[kind] + parts.map(({ text, isChanged }) => (isChanged ? `[${text}]` : text)).join(''),
  )

describe('differences of two wordings', () => {
  it.each([
    ['nothing', 'a\nb', 'a\nb', [' a', ' b']],
    ['a line more', 'a\nb', 'a\nx\nb', [' a', '+[x]', ' b']],
    ['a line less', 'a\nx\nb', 'a\nb', [' a', '-[x]', ' b']],
    ['a word', 'one two three', 'one 2 three', ['-one [two] three', '+one [2] three']],
    ['all of it', 'a', '', ['-[a]']],
    ['an end of line alone', 'a\nb\n', 'a\nb', [' a', ' b']],
  ])('%s', (_, before, after, expected) => {
    expect(shown(diffRows(before, after))).toEqual(expected)
  })

  it('lines have their numbers in the wording they are of', () => {
    const rows = diffRows('a\nb\nc', 'a\nx\ny\nc')
    expect(rows.map(({ kind, line }) => `${signs[kind]}${line}`)).toEqual([
      ' 1',
      '-2',
      '+2',
      '+3',
      ' 4',
    ])
  })

  it('what is same or removed is the one wording, what is same or added the other', () => {
    const lines = fc.array(fc.constantFrom('', 'a', 'b c', 'b d', 'e f g'), { maxLength: 12 })
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const rows = diffRows(before.join('\n'), after.join('\n'))
        const textOf = (out: DiffRow['kind']) =>
          rows
            .filter(({ kind }) => kind !== out)
            .map(({ parts }) => parts.map(({ text }) => text).join(''))
        const whole = (text: string) => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))
        expect(textOf('added')).toEqual(whole(before.join('\n')))
        expect(textOf('removed')).toEqual(whole(after.join('\n')))
      }),
    )
  })
})

describe('folding', () => {
  it('leaves two lines on each side of a change in sight', () => {
    const before = Array.from({ length: 20 }, (_, i) => `line ${i}`)
    const after = before.with(10, 'other')
    const blocks = foldRows(diffRows(before.join('\n'), after.join('\n')))
    expect(blocks.map(({ kind, rows }) => `${kind} ${rows.length}`)).toEqual([
      'fold 8',
      'rows 6',
      'fold 7',
    ])
  })

  it('is one fold where nothing differs', () => {
    expect(foldRows(diffRows('a\nb', 'a\nb')).map(({ kind }) => kind)).toEqual(['fold'])
  })
})
