import { ok, type Result } from '../../result.ts'
import type { Span } from '../reply.ts'
import { quoted, unreadable } from './unreadable.ts'

type LabelledLine = Span & {
  /** Lower case. */
  readonly label: string
  /** What follows the colon, trimmed. */
  readonly text: string
}

/** Characters of a name. */
const longestName = 300

/** Every line `Label: text` with one of these labels; list signs and asterisks around the label do not matter. */
export function labelledLines(text: string, labels: readonly string[]): readonly LabelledLine[] {
  const found: LabelledLine[] = []
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from)
    const to = end < 0 ? text.length : end
    const start = /^[\s*#>-]{0,8}([a-z]{1,20})\s{0,2}\*{0,2}:\*{0,2}/i.exec(
      text.slice(from, from + 60),
    )
    const label = (start?.[1] ?? '').toLowerCase()
    if (start !== null && labels.includes(label) && from + start[0].length <= to)
      found.push({ from, to, label, text: text.slice(from + start[0].length, to).trim() })
    from = to + 1
  }
  return found
}

/** What the one line with this label says, short and on one line; empty where there is no such line. */
export function lastLine(text: string, label: string): Result<string> {
  const line = labelledLines(text, [label]).at(-1)
  return line === undefined ? ok('') : shortText(line.text, label)
}

export function shortText(text: string, what: string): Result<string> {
  const bare = text.replace(/^\*+/, '').replace(/\*+$/, '').trim()
  if (bare.length > longestName)
    return unreadable(`the ${what} ${quoted(bare)} has more than ${longestName} characters`)
  return ok(bare)
}
