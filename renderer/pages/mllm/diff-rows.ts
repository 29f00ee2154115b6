import { diffLines, diffWordsWithSpace } from 'diff'

/** A piece of a line; what differs from the other wording stands out. */
export type DiffPart = { readonly text: string; readonly isChanged: boolean }

export type DiffRow = {
  readonly kind: 'same' | 'removed' | 'added'
  readonly parts: readonly DiffPart[]
  /** From 1, in the wording that has the line. */
  readonly line: number
}

/** Rows that are shown, or lines that are the same in both and folded. */
export type DiffBlock =
  | { readonly kind: 'rows'; readonly rows: readonly DiffRow[] }
  | { readonly kind: 'fold'; readonly rows: readonly DiffRow[] }

/** Lines around a change that are shown with it. */
const context = 2
/** Milliseconds after which two wordings count as wholly different. */
const patience = 800

/** How one wording becomes the other, line by line, words that differ marked. */
export function diffRows(before: string, after: string): readonly DiffRow[] {
  const chunks = diffLines(withEnd(before), withEnd(after), { timeout: patience }) ?? [
    { value: withEnd(before), added: false, removed: true },
    { value: withEnd(after), added: true, removed: false },
  ]
  const rows: DiffRow[] = []
  const at = { before: 1, after: 1 }
  for (const [i, { value, added, removed }] of chunks.entries()) {
    const lines = value.split('\n').slice(0, -1)
    if (removed) {
      const next = chunks[i + 1]
      const others = next?.added === true ? next.value.split('\n').slice(0, -1) : []
      rows.push(...marked('removed', lines, others, at.before))
      at.before += lines.length
    } else if (added) {
      const last = chunks[i - 1]
      const others = last?.removed === true ? last.value.split('\n').slice(0, -1) : []
      rows.push(...marked('added', lines, others, at.after))
      at.after += lines.length
    } else {
      for (const [k, text] of lines.entries())
        rows.push({ kind: 'same', parts: [{ text, isChanged: false }], line: at.after + k })
      at.before += lines.length
      at.after += lines.length
    }
  }
  return rows
}

/** The rows with long stretches of the same folded away. */
export function foldRows(rows: readonly DiffRow[]): readonly DiffBlock[] {
  const near = rows.map((_, i) =>
    rows.slice(Math.max(0, i - context), i + context + 1).some(({ kind }) => kind !== 'same'),
  )
  const blocks: { kind: DiffBlock['kind']; rows: DiffRow[] }[] = []
  for (const [i, row] of rows.entries()) {
    const kind = near[i] === true ? 'rows' : 'fold'
    const last = blocks.at(-1)
    if (last?.kind === kind) last.rows.push(row)
    else blocks.push({ kind, rows: [row] })
  }
  return blocks
}

/** A last line without an end would count as another one. */
function withEnd(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}

function marked(
  kind: 'removed' | 'added',
  lines: readonly string[],
  others: readonly string[],
  from: number,
): DiffRow[] {
  return lines.map((text, i) => {
    const other = others[i]
    const whole = [{ text, isChanged: other === undefined }]
    const parts = other === undefined ? whole : wordParts(kind, text, other)
    return { kind, parts, line: from + i }
  })
}

function wordParts(kind: 'removed' | 'added', text: string, other: string): readonly DiffPart[] {
  const [before, after] = kind === 'removed' ? [text, other] : [other, text]
  return diffWordsWithSpace(before, after)
    .filter(({ added, removed }) => (kind === 'removed' ? !added : !removed))
    .map(({ value, added, removed }) => ({ text: value, isChanged: added || removed }))
}
