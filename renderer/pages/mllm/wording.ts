import type { GridSettings } from '#core/grid/grid'
import { fillTurn, gridValues, parsePromptFile } from '#core/prompt/prompt-file'
import type { PictureKind, PromptSet } from '#core/prompt/prompt-set'
import { placeholders, type Placeholder, type PromptValues } from '#core/prompt/template'
import type { SampleFields } from '#rpc/schemas/project'

/** What is wrong with a wording; `line` from 1, null where it is about the whole. */
export type WordingProblem = {
  readonly message: string
  readonly mend: string
  readonly line: number | null
}

export type ReadWording =
  | { readonly ok: true; readonly set: PromptSet }
  | { readonly ok: false; readonly problem: WordingProblem }

/** Reads a wording as the backend will: as the set of this id. */
export function readWording(text: string, id: string): ReadWording {
  const parsed = parsePromptFile(text, `${id}.md`)
  if (!parsed.ok) {
    const { message, hint } = parsed.error
    const found = /, line (\d+): (.*)$/s.exec(message)
    const line = found === null ? null : Number(found[1])
    return { ok: false, problem: { message: found?.[2] ?? message, mend: hint, line } }
  }
  if (parsed.value.id === id) return { ok: true, set: parsed.value }
  const message = `the set calls itself ${parsed.value.id}`
  return {
    ok: false,
    problem: { message, mend: `Leave its id as ${id}.`, line: lineOf(text, 'id') },
  }
}

/** The line, from 1, of a field of the head; null where it has none. */
function lineOf(text: string, field: string): number | null {
  const at = text.split('\n').findIndex((line) => line.startsWith(`${field}:`))
  return at < 0 ? null : at + 1
}

/** The text with the version after this one in its head; as it is where it has none. */
export function withVersion(text: string, version: number): string {
  return text.replace(/^version:[^\n]*$/m, `version: ${version}`)
}

/** Offsets of a line, counted from 1, in the text. */
export function spanOfLine(text: string, line: number): readonly [from: number, to: number] {
  const lines = text.split('\n')
  const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
  return [from, from + (lines[line - 1]?.length ?? 0)]
}

/** What a turn would send about a sample. */
export type Preview =
  | {
      readonly ok: true
      readonly system: string
      readonly text: string
      readonly pictures: string
    }
  | { readonly ok: false; readonly message: string }

export type PreviewSubject = Pick<SampleFields, 'query' | 'target' | 'attributes' | 'rationale'> & {
  readonly grid: GridSettings
}

/** Fills a turn with what is known of the sample; what comes from replies is named in ‹›. */
export function previewOf(set: PromptSet, turn: string, subject: PreviewSubject): Preview {
  const { grid } = subject
  const filled = fillTurn(set, turn, { style: grid.style, values: valuesOf(subject) })
  if (!filled.ok) return { ok: false, message: filled.error.message }
  const { system, text, pictures } = filled.value
  return { ok: true, system, text, pictures: pictureWords(pictures, grid) }
}

function valuesOf({ grid, query, target, attributes, rationale }: PreviewSubject): PromptValues {
  const known: Partial<Record<Placeholder, string>> = {
    ...gridValues(grid),
    query,
    target,
    attributes: attributes.join(', '),
    rationale,
    count: '5',
  }
  const names = Object.keys(placeholders) as Placeholder[]
  return Object.fromEntries(
    names.map((name) => {
      const value = known[name]
      return [name, value === undefined || value === '' ? `‹${placeholders[name]}›` : value]
    }),
  )
}

/** The pictures of a turn, in words. */
export function pictureWords(kind: PictureKind, { style }: Pick<GridSettings, 'style'>): string {
  switch (kind) {
    case 'none':
      return 'no picture'
    case 'bare':
      return 'the bare picture'
    case 'masks':
      return 'the bare picture, then one black and white picture a mask'
    case 'outlines':
      return 'the bare picture, then the picture with numbered outlines'
    case 'boxes':
      return 'the picture with red and blue boxes'
    case 'grid':
      return gridWords[style]
    case 'grid-mask':
      return `${gridWords[style]}, the mask outlined`
  }
}

const gridWords = {
  split: 'the picture with its rows numbered, then with its columns numbered',
  grid: 'the picture with its cells numbered',
  none: 'the bare picture',
} as const
