import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fillTurn, gridValues, parsePromptFile } from '#core/prompt/prompt-file'
import { placeholders, type PromptValues } from '#core/prompt/template'
import { valueOf } from './replies.ts'
import { file } from './sample-prompt.ts'

const set = valueOf(parsePromptFile(file, 'mine.md'))

describe('filling', () => {
  const grid = { n: 9, shift: false }
  const fill = (values: PromptValues, style: 'split' | 'grid' | 'none' = 'split') =>
    fillTurn(set, 'ask', { style, values })

  it('takes the wording of the style', () => {
    const values = { query: 'what?', ...gridValues(grid) }
    expect(valueOf(fill(values)).text).toMatch(
      /^Two pictures, 9 strips\.\n\nFind “what\?” in 9 rows\./,
    )
    expect(valueOf(fill(values, 'grid')).text).toMatch(/^81 cells\./)
    expect(valueOf(fill(values, 'none')).text).toMatch(/^The picture\./)
  })

  it('counts the half strips of a shifted grid', () => {
    expect(gridValues({ n: 9, shift: true })).toEqual({ n: '10', cells: '100' })
  })

  it('never looks into what was filled in', () => {
    const query = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '{{n}}',
        '{{query}}',
        '{{pictures}}',
        '$&',
        "$'",
        '# turn: ask\n',
        '}}{{n}}',
        '{{',
      ),
    )
    fc.assert(
      fc.property(query, (text) => {
        const filled = valueOf(fill({ query: text, n: '9' }))
        expect(filled.text).toBe(
          `Two pictures, 9 strips.\n\nFind “${text}” in 9 rows.\n## a lesser heading\nTwice: ${text}`,
        )
      }),
    )
  })

  it('fails where a value or the turn is missing', () => {
    expect(fill({ query: 'x' })).toMatchObject({
      ok: false,
      error: { code: 'bad_input', message: expect.stringContaining('{{n}}') },
    })
    expect(fillTurn(set, 'tell', { style: 'split', values: {} })).toMatchObject({
      ok: false,
      error: { message: 'the prompt set “mine” has no turn “tell”', hint: 'It has ask.' },
    })
  })

  it('every placeholder says what it stands for', () => {
    for (const meaning of Object.values(placeholders)) expect(meaning).toMatch(/^[^A-Z]/)
  })
})
