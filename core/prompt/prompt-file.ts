import type { GridSettings, GridStyle } from '../grid/grid.ts'
import { stripCount } from '../grid/lines.ts'
import { fail, ok, type Result } from '../result.ts'
import { fileProblem, readFrontMatter, type FileProblem } from './front-matter.ts'
import { readHead } from './prompt-head.ts'
import { readSections, type Section } from './prompt-sections.ts'
import type { PictureKind, PromptSet, PromptTurn } from './prompt-set.ts'
import {
  fillTemplate,
  parseTemplate,
  type PromptValues,
  type Template,
  type TemplateParts,
} from './template.ts'

export type FilledTurn = {
  /** Empty: the set has none. */
  readonly system: string
  readonly text: string
  readonly pictures: PictureKind
}

const most = 100_000

/** Fails with `bad_input`; the message names the file and the line, the hint how to mend it. */
export function parsePromptFile(text: string, file: string): Result<PromptSet> {
  const parsed =
    text.length > most
      ? fileProblem(1, `the file has more than ${most} characters`, 'Shorten it.')
      : parseLines(text.replace(/^\uFEFF/, '').split(/\r\n|\n/))
  if (parsed.ok) return ok(parsed.value)
  return fail('bad_input', `${file}, line ${parsed.line}: ${parsed.message}`, parsed.mend)
}

/** Fails with `bad_input` where the set has no such turn, or where the turn asks for a value that is not there. */
export function fillTurn(
  set: PromptSet,
  name: string,
  asked: { readonly style: GridStyle; readonly values: PromptValues },
): Result<FilledTurn> {
  const turn = set.turns.find((one) => one.name === name)
  if (turn === undefined)
    return fail(
      'bad_input',
      `the prompt set “${set.id}” has no turn “${name}”`,
      `It has ${set.turns.map((one) => one.name).join(', ')}.`,
    )
  const filling = { ...asked, parts: set.parts }
  const system = fillTemplate(set.system, filling)
  if (!system.ok) return system
  const text = fillTemplate(turn.text, filling)
  if (!text.ok) return text
  return ok({ system: system.value, text: text.value, pictures: turn.pictures })
}

/** `n` counts the strips a side as drawn: one more where the grid is shifted. */
export function gridValues(grid: Pick<GridSettings, 'n' | 'shift'>): PromptValues {
  const n = stripCount(grid)
  return { n: String(n), cells: String(n * n) }
}

type Parsed<T> = { readonly ok: true; readonly value: T } | FileProblem

function parseLines(lines: readonly string[]): Parsed<PromptSet> {
  const front = readFrontMatter(lines)
  if (!front.ok) return front
  const sections = readSections(lines, front.value.bodyLine)
  if (!sections.ok) return sections
  const names = sections.value.flatMap((one) => (one.kind === 'turn' ? [one.name] : []))
  const head = readHead(front.value, names)
  if (!head.ok) return head
  const parts = readParts(sections.value)
  if (!parts.ok) return parts
  const picturesOf = (turn: string) => head.value.pictures.get(turn) ?? 'none'
  const turns: PromptTurn[] = []
  let system: Template = []
  for (const section of sections.value) {
    if (section.kind === 'part') continue
    const text = readTemplate(section, Object.keys(parts.value))
    if (!text.ok) return text
    if (section.kind === 'system') system = text.value
    else turns.push({ name: section.name, pictures: picturesOf(section.name), text: text.value })
  }
  return { ok: true, value: { ...head.value.head, system, turns, parts: parts.value } }
}

const styles = ['split', 'grid', 'none'] as const satisfies readonly GridStyle[]

/** Each part has a wording for each style. */
function readParts(sections: readonly Section[]): Parsed<TemplateParts> {
  const parts = new Map<string, Map<GridStyle, Template>>()
  for (const section of sections) {
    if (section.kind !== 'part') continue
    const text = readTemplate(section, [])
    if (!text.ok) return text
    const part = parts.get(section.name) ?? new Map<GridStyle, Template>()
    parts.set(section.name, part.set(section.style, text.value))
  }
  const whole: [string, Record<GridStyle, Template>][] = []
  for (const [name, part] of parts) {
    const [split, grid, none] = styles.map((style) => part.get(style))
    if (split === undefined || grid === undefined || none === undefined)
      return partProblem(sections, name, styles.find((style) => !part.has(style)) ?? 'split')
    whole.push([name, { split, grid, none }])
  }
  return { ok: true, value: Object.fromEntries(whole) }
}

function partProblem(sections: readonly Section[], name: string, style: GridStyle): FileProblem {
  const first = sections.find((one) => one.kind === 'part' && one.name === name)
  return fileProblem(
    first?.line ?? 1,
    `the part “${name}” has no wording for the style “${style}”`,
    `Add a section “# part: ${name}, ${style}”.`,
  )
}

function readTemplate(section: Section, parts: readonly string[]): Parsed<Template> {
  const text = parseTemplate(section.text, parts)
  if (text.ok) return text
  return fileProblem(
    section.textLine + text.line,
    text.message,
    'core/prompt/README.md lists the placeholders; a part of this file may stand for itself.',
  )
}
