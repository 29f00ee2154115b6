import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { GridStyle } from '#core/grid/grid'
import { parseReply } from '#core/prompt/parsers'
import { fillTurn, gridValues, parsePromptFile } from '#core/prompt/prompt-file'
import { formatScores } from '#core/prompt/replies/coprs-format'
import { parserIds } from '#core/prompt/reply'
import { root } from '../../tasks/programs.ts'
import { gridOf, valueOf } from './replies.ts'

const folder = join(root, 'resources/prompts')
const files = readdirSync(folder)
const read = (name: string) =>
  valueOf(parsePromptFile(readFileSync(join(folder, name), 'utf8'), name))
const styles = ['split', 'grid', 'none'] as const satisfies readonly GridStyle[]

const values = {
  query: 'What could {{n}} protect the snail?',
  target: 'the shell',
  attributes: 'brown, round',
  rationale: 'It is hard.',
  reasoning: 'The shell is hard.',
  place: 'rows 2–3, columns 4',
  previous: 'The shell.',
  problem: 'the reply is empty',
  count: '2',
  others: '3',
  guidance: 'By what it is for.',
  answer: 'the shell',
  ...gridValues({ n: 5, shift: true }),
}

/** What each turn may ask for: what the pipeline has at that point. */
const known: Readonly<Record<string, readonly (keyof typeof values)[]>> = {
  repair: ['problem'],
  'judge-masks': ['query', 'target', 'attributes', 'count'],
  'judge-outlines': ['query', 'target', 'attributes', 'count'],
  'region-only': ['query', 'n', 'cells', 'target', 'attributes'],
  refine: ['query', 'n', 'cells', 'target', 'attributes'],
  consistency: ['query', 'n', 'cells', 'target', 'place', 'reasoning'],
  write: ['query', 'target', 'others', 'guidance'],
  verify: ['query', 'target', 'others', 'rationale'],
  check: ['query', 'answer'],
}

it('are those the design names', () => {
  const reasoners = 'rsvp-a rsvp-b rsvp-caption-first llavaseg coprs region-only repair'
  const judges = 'judge-masks judge-outlines consistency refine'
  const writers = 'write verify check'
  const names = `${reasoners} ${judges} ${writers}`.split(' ').map((id) => `${id}.md`)
  expect(files.toSorted()).toEqual(names.toSorted())
  const parsers = new Set(files.map((name) => read(name).parser))
  expect([...parsers].toSorted()).toEqual([...parserIds, 'same'].toSorted())
})

describe.each(files)('%s', (name) => {
  const set = read(name)

  it('is called by its id', () => {
    expect(`${set.id}.md`).toBe(name)
    expect(set.title).not.toBe('')
    expect(set.description).not.toBe('')
  })

  it.each(styles)('fills every turn for the style %s, from what is there by then', (style) => {
    const allowed = known[set.id] ?? ['query', 'n', 'cells']
    const given = Object.fromEntries(allowed.map((key) => [key, values[key]]))
    for (const turn of set.turns) {
      const filled = valueOf(fillTurn(set, turn.name, { style, values: given }))
      expect(filled.text.replaceAll(values.query, '')).not.toContain('{{')
      if (turn.pictures === 'grid' && style !== 'none') expect(filled.text).toContain('6 rows')
    }
  })

  it('uses every turn, and every part', () => {
    const used = new Set(set.variants.flatMap(({ turns }) => turns))
    expect(set.turns.filter((turn) => !used.has(turn.name))).toEqual([])
    const named = set.turns.flatMap(({ text }) =>
      text.flatMap((piece) => (piece.kind === 'part' ? [piece.name] : [])),
    )
    expect(Object.keys(set.parts).toSorted()).toEqual([...new Set(named)].toSorted())
  })
})

/** The example in the prompt is an answer in its own format. */
describe('the example of', () => {
  const jsonSets = [
    'rsvp-a',
    'rsvp-b',
    'rsvp-caption-first',
    'region-only',
    'refine',
    'consistency',
  ]
  const judges = ['judge-masks', 'judge-outlines']
  const context = (style: GridStyle) => ({ ...gridOf(style, { n: 2 }), count: 2 })

  it.each([...jsonSets, ...judges].flatMap((id) => styles.map((style) => ({ id, style }))))(
    '$id is readable, $style',
    ({ id, style }) => {
      const set = read(`${id}.md`)
      if (set.parser === 'same') throw new Error(id)
      for (const turn of set.turns) {
        const { text } = valueOf(fillTurn(set, turn.name, { style, values }))
        const example = text.split('\n').findLast((line) => line.startsWith('{')) ?? ''
        expect(valueOf(parseReply(set.parser, example, context(style))).mentions.length).toBe(
          set.turns.some(({ pictures }) => pictures.startsWith('grid')) && id !== 'consistency'
            ? 1
            : 0,
        )
      }
    },
  )

  it.each(styles)('coprs is readable, %s', (style) => {
    const { text } = valueOf(fillTurn(read('coprs.md'), 'ask', { style, values }))
    const example = /<think>your thinking[\s\S]*?<REF_POS>/.exec(text)?.[0] ?? ''
    expect(valueOf(parseReply('coprs', example, context(style)))).toMatchObject({
      kind: 'regions',
      target: 'its name',
    })
    expect(formatScores(example)).toEqual({ paper: 1, code: 1 })
  })

  it.each([
    { turn: 'target', attributes: 0 },
    { turn: 'attributes', attributes: 3 },
    { turn: 'target-attributes', attributes: 3 },
  ])('llavaseg is readable, $turn', ({ turn, attributes }) => {
    const { text } = valueOf(fillTurn(read('llavaseg.md'), turn, { style: 'split', values }))
    const example = text
      .split('\n')
      .filter((line) => /^(?:Target|Attributes):/.test(line))
      .join('\n')
    const reply = valueOf(parseReply('llavaseg', example, { ...context('split'), turn }))
    expect(reply.kind === 'no-region' ? reply.attributes.length : -1).toBe(attributes)
  })
})
