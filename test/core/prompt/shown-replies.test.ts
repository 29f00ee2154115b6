import { describe, expect, it } from 'vitest'
import { cellsOf } from '#core/prompt/cells-of'
import { parseReply } from '#core/prompt/parsers'
import { imageBox } from '#core/geometry/box'
import { gridOf, reasoningJson, split, valueOf } from './replies.ts'

const all = [1, 2, 3, 4, 5]

describe('steps', () => {
  const stepsOf = (text: string) => {
    const { steps } = valueOf(parseReply('stepwise', text, split))
    return steps.map(({ kind, title, from, to }) => [kind, title, text.slice(from, to)])
  }
  const answer = reasoningJson()

  it('are the headings of the prompt and the answer', () => {
    const text = `Let me see.\n\nStep 1 – Class: a shell.\nStep 2 – Attributes: brown,\nround.\n\n\`\`\`json\n${answer}\n\`\`\``
    expect(stepsOf(text)).toEqual([
      ['text', 'Introduction', 'Let me see.'],
      ['step', 'Class', 'Step 1 – Class: a shell.'],
      ['step', 'Attributes', 'Step 2 – Attributes: brown,\nround.'],
      ['answer', 'Answer', answer],
    ])
    expect(valueOf(parseReply('stepwise', text, split)).repairs).toEqual([])
  })

  it.each([
    { line: '**Step 1 – Class:** a shell', title: 'Class' },
    { line: '### Step 2: Attributes', title: 'Attributes' },
    { line: 'Step 3', title: 'Step 3' },
    { line: '4. **Rationale**: hard', title: 'Rationale' },
    { line: '1) Class: a shell', title: 'Class' },
  ])('take $line for a heading', ({ line, title }) => {
    expect(stepsOf(`${line}\n${answer}`)).toEqual([
      ['step', title, line],
      ['answer', 'Answer', answer],
    ])
  })

  it.each(['1. a shell without a colon', 'Stepping 1', 'In step 2 I look', '100. Class: x'])(
    'do not take “%s” for one',
    (line) => {
      expect(stepsOf(`${line}\n${answer}`)[0]).toEqual(['text', 'Reasoning', line])
    },
  )

  it('that are missing are noted where they were asked for', () => {
    expect(valueOf(parseReply('stepwise', answer, split)).repairs).toHaveLength(1)
    expect(valueOf(parseReply('plain', answer, split)).repairs).toEqual([])
  })
})

describe('mentions', () => {
  const answer = reasoningJson({ present: false, regions: [], rationale: 'gone' })
  const mentionsOf = (prose: string, grid = split) => {
    const text = `${prose}\n${answer}`
    return valueOf(parseReply('plain', text, grid)).mentions.map(({ from, to, region }) => [
      text.slice(from, to),
      region,
    ])
  }
  const strips = (rows: number[], columns: number[]) => ({ kind: 'strips', rows, columns })

  it.each([
    { prose: 'in row 2.', found: [['row 2', strips([2], all)]] },
    { prose: 'Columns: 2–4, I think', found: [['Columns: 2–4', strips(all, [2, 3, 4])]] },
    {
      prose: 'rows 2 and 3, columns 4 to 5.',
      found: [['rows 2 and 3, columns 4 to 5', strips([2, 3], [4, 5])]],
    },
    { prose: 'columns 1, 2 of row 5', found: [['columns 1, 2 of row 5', strips([5], [1, 2])]] },
    {
      prose: '- Rows: [2, 3]\n- Columns: [4]',
      found: [['Rows: [2, 3]\n- Columns: [4', strips([2, 3], [4])]],
    },
    { prose: 'rows 2 and columns 4', found: [['rows 2 and columns 4', strips([2], [4])]] },
    {
      prose: 'row 1, while the cat is in column 3',
      found: [
        ['row 1', strips([1], all)],
        ['column 3', strips(all, [3])],
      ],
    },
    {
      prose: 'row 1 and row 2',
      found: [
        ['row 1', strips([1], all)],
        ['row 2', strips([2], all)],
      ],
    },
    { prose: 'row 6, row 0, row ２, row 2nd, rows 2.5, row', found: [] },
    { prose: 'a rowing boat, narrow 2, cell 3', found: [] },
  ])('“$prose”', ({ prose, found }) => {
    expect(mentionsOf(prose)).toEqual(found)
  })

  it('of cells where the cells are numbered', () => {
    expect(mentionsOf('cells 7-8, in row 2', gridOf('grid'))).toEqual([
      ['cells 7-8', { kind: 'cells', cells: [7, 8] }],
      ['row 2', strips([2], all)],
    ])
  })

  it('of nothing where no grid was drawn', () => {
    expect(mentionsOf('in row 2 of the seats', gridOf('none'))).toEqual([])
  })

  it('and the regions of the answer, each once', () => {
    const text = `Row 2.\n${reasoningJson({ rationale: 'As row 3 shows.' })}`
    const { mentions } = valueOf(parseReply('plain', text, split))
    expect(mentions.map(({ from, to }) => text.slice(from, to))).toEqual([
      'Row 2',
      '{"rows":[2,3],"columns":[4]}',
      'row 3',
    ])
  })
})

describe('cellsOf', () => {
  const grid = gridOf('split')
  it.each([
    {
      name: 'rows and columns',
      region: { kind: 'strips', rows: [2, 1], columns: [4, 5] } as const,
      cells: [4, 5, 9, 10],
    },
    { name: 'cells', region: { kind: 'cells', cells: [7, 3, 7] } as const, cells: [3, 7] },
    {
      name: 'a box',
      region: { kind: 'box', box: imageBox(15, 10, 40, 20) } as const,
      cells: [6, 7],
    },
    {
      name: 'a box beside the image',
      region: { kind: 'box', box: imageBox(-9, 0, -1, 9) } as const,
      cells: [],
    },
  ])('of $name', ({ region, cells }) => {
    expect(cellsOf(region, grid)).toEqual(cells)
  })
  it('of a shifted grid', () => {
    const shifted = gridOf('split', { shift: true })
    expect(cellsOf({ kind: 'strips', rows: [6], columns: [1, 6] }, shifted)).toEqual([31, 36])
    expect(cellsOf({ kind: 'box', box: imageBox(0, 0, 11, 6) }, shifted)).toEqual([1, 2, 7, 8])
  })
})
