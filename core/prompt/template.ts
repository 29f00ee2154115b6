import type { GridStyle } from '../grid/grid.ts'
import { fail, ok, type Result } from '../result.ts'

/** What a prompt text may have filled in, and what each stands for. */
export const placeholders = {
  query: 'the query as the annotator wrote it',
  n: 'rows of the grid, and columns too; half ones at the ends count',
  cells: 'cells of the grid, n times n',
  target: 'name of the target',
  attributes: 'attributes of the target, commas between',
  rationale: 'why the reasoner chose the target',
  reasoning: 'the reasoner’s whole reply',
  place: 'rows and columns, cells or box of the target, in words',
  previous: 'the reply to the turn before',
  problem: 'what was wrong with the reply',
  count: 'how many masks are shown',
  others: 'how many others of the target’s kind are in the image',
  guidance: 'what makes a query of the wanted kind',
  answer: 'the answer to the query in words',
} as const
export type Placeholder = keyof typeof placeholders
export type PromptValues = Readonly<Partial<Record<Placeholder, string>>>

/** A text cut at its placeholders once and for all: what is filled in is never looked into again. */
export type Template = readonly TemplatePiece[]
type TemplatePiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly name: Placeholder }
  | { readonly kind: 'part'; readonly name: string }

/** Wordings that depend on the grid's style, by name. */
export type TemplateParts = Readonly<Record<string, Readonly<Record<GridStyle, Template>>>>

/** A problem in a text, with its line from 0 within that text. */
type TemplateProblem = { readonly line: number; readonly message: string }

/** `parts` are the names that stand for a part of the same file. */
export function parseTemplate(
  text: string,
  parts: readonly string[],
): { readonly ok: true; readonly value: Template } | ({ readonly ok: false } & TemplateProblem) {
  const pieces: TemplatePiece[] = []
  const problem = (at: number, message: string) => {
    return { ok: false as const, line: text.slice(0, at).split('\n').length - 1, message }
  }
  let from = 0
  for (;;) {
    const open = text.indexOf('{{', from)
    if (open < 0) break
    const close = text.indexOf('}}', open)
    const name = close < 0 ? '' : text.slice(open + 2, close)
    if (close < 0 || name.includes('\n')) return problem(open, '“{{” without “}}” in its line')
    if (open > from) pieces.push({ kind: 'text', text: text.slice(from, open) })
    if (isPlaceholder(name)) pieces.push({ kind: 'value', name })
    else if (parts.includes(name)) pieces.push({ kind: 'part', name })
    else return problem(open, `no placeholder is called “${name.slice(0, 40)}”`)
    from = close + 2
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) })
  return { ok: true, value: pieces }
}

export type Filling = {
  readonly values: PromptValues
  readonly style: GridStyle
  readonly parts: TemplateParts
}

/** Fails with `bad_input` where a placeholder has no value. One pass: values are put in as they are. */
export function fillTemplate(template: Template, filling: Filling): Result<string> {
  const texts: string[] = []
  for (const piece of template) {
    const text = fillPiece(piece, filling)
    if (!text.ok) return text
    texts.push(text.value)
  }
  return ok(texts.join(''))
}

export function isPlaceholder(name: string): name is Placeholder {
  return Object.hasOwn(placeholders, name)
}

function fillPiece(piece: TemplatePiece, filling: Filling): Result<string> {
  switch (piece.kind) {
    case 'text':
      return ok(piece.text)
    case 'value': {
      const value = filling.values[piece.name]
      if (value !== undefined) return ok(value)
      return fail(
        'bad_input',
        `the prompt asks for {{${piece.name}}}, and this turn has no such value`,
        `It stands for ${placeholders[piece.name]}. Take it out of the prompt set.`,
      )
    }
    case 'part':
      return fillTemplate(filling.parts[piece.name]?.[filling.style] ?? [], filling)
  }
}
