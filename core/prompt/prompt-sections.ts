import type { GridStyle } from '../grid/grid.ts'
import { fileProblem, type FileProblem } from './front-matter.ts'
import { isPlaceholder } from './template.ts'

type Heading =
  | { readonly kind: 'system' }
  | { readonly kind: 'turn'; readonly name: string }
  | { readonly kind: 'part'; readonly name: string; readonly style: GridStyle }

/** Lines count from 1 in the whole file; blank lines around the text are not part of it. */
export type Section = Heading & {
  readonly line: number
  readonly text: string
  readonly textLine: number
}

type Parsed<T> = { readonly ok: true; readonly value: T } | FileProblem

/** Everything below the front matter, cut at its `# …` lines. */
export function readSections(
  lines: readonly string[],
  bodyLine: number,
): Parsed<readonly Section[]> {
  const sections: Section[] = []
  const starts = lines.flatMap((line, i) =>
    i + 1 >= bodyLine && /^# ?\S/.test(line) && !line.startsWith('##') ? [i] : [],
  )
  const first = starts[0] ?? lines.length
  const stray = lines.findIndex((line, i) => i + 1 >= bodyLine && i < first && line.trim() !== '')
  if (stray >= 0)
    return fileProblem(stray + 1, 'text before the first section', 'Put it below “# turn: …”.')
  for (const [k, start] of starts.entries()) {
    const heading = readHeading(lines[start] ?? '', start + 1)
    if (!heading.ok) return heading
    const section = withText(heading.value, lines.slice(0, starts[k + 1] ?? lines.length), start)
    if (section.text === '')
      return fileProblem(start + 1, 'the section is empty', 'Write its text.')
    if (sections.some((other) => keyOf(other) === keyOf(section)))
      return fileProblem(start + 1, 'the section stands twice', 'Take one out.')
    sections.push(section)
  }
  if (sections.some(({ kind }) => kind === 'turn')) return { ok: true, value: sections }
  return fileProblem(lines.length, 'the file has no turn', 'Add a section “# turn: ask”.')
}

const headings = 'Sections are “# system”, “# turn: NAME” and “# part: NAME, split|grid|none”.'
const nameMend = `${headings} Names are lower-case letters, digits and dashes; lesser headings begin with “##”.`

function readHeading(line: string, at: number): Parsed<Heading> {
  if (/^# system\s*$/.test(line)) return { ok: true, value: { kind: 'system' } }
  const [, turn] = /^# turn: ([a-z][a-z0-9-]*)\s*$/.exec(line) ?? []
  if (turn !== undefined) return { ok: true, value: { kind: 'turn', name: turn } }
  const [, name, style] = /^# part: ([a-z][a-z0-9-]*), (split|grid|none)\s*$/.exec(line) ?? []
  if (name === undefined) return fileProblem(at, `“${line.slice(0, 40)}” is no section`, nameMend)
  if (isPlaceholder(name))
    return fileProblem(at, `“${name}” is a placeholder already`, 'Call the part something else.')
  return { ok: true, value: { kind: 'part', name, style: style as GridStyle } }
}

function withText(heading: Heading, lines: readonly string[], start: number): Section {
  const isFilled = (line: string) => line.trim() !== ''
  const from = lines.findIndex((line, i) => i > start && isFilled(line))
  const to = lines.findLastIndex((line, i) => i > start && isFilled(line))
  const text = from < 0 ? '' : lines.slice(from, to + 1).join('\n')
  return { ...heading, line: start + 1, text, textLine: from + 1 }
}

function keyOf(section: Section): string {
  switch (section.kind) {
    case 'system':
      return 'system'
    case 'turn':
      return `turn ${section.name}`
    case 'part':
      return `part ${section.name} ${section.style}`
  }
}
