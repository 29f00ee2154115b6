import { stripCount } from '../../grid/lines.ts'
import type { Mention, ReplyContext, Span } from '../reply.ts'
import { afterBlanks, idsOf, scanIds } from './id-list.ts'

type Axis = 'row' | 'column' | 'cell'
type Found = Span & { readonly axis: Axis; readonly ids: readonly number[] }

/** Mentions kept of one reply. */
const most = 500
/** Signs and words between rows and columns that make them one place. */
const longestGap = 24

/**
 * Every place where the text names rows, columns or cells of the grid that was sent, and the `read` ones among them,
 * which win where both overlap. Rows and columns beside one another are one place. None of the text's own where no grid
 * was drawn: its rows are those of the scene. Linear in the text.
 */
export function mentionsIn(
  text: string,
  context: ReplyContext,
  read: readonly Mention[],
): readonly Mention[] {
  const known = read.toSorted((a, b) => a.from - b.from)
  const found = context.style === 'none' ? [] : joined(text, foundIn(text, context), context)
  const kept: Mention[] = []
  let next = 0
  for (const one of found) {
    while (next < known.length && (known[next]?.to ?? 0) <= one.from) next++
    if (one.to <= (known[next]?.from ?? text.length + 1)) kept.push(one)
  }
  return [...known, ...kept].toSorted((a, b) => a.from - b.from)
}

function foundIn(text: string, context: ReplyContext): Found[] {
  const strips = stripCount(context)
  const found: Found[] = []
  for (const match of text.matchAll(/\b(row|column|col|cell)s?\b/gi)) {
    const axis = axisOf(match[1] ?? '')
    if (axis === 'cell' && context.style !== 'grid') continue
    const scanned = scanIds(text, afterSigns(text, match.index + match[0].length))
    if (scanned === null) continue
    const ids = idsOf(scanned.ranges, axis, axis === 'cell' ? strips * strips : strips)
    if (!ids.ok) continue
    found.push({ from: match.index, to: scanned.to, axis, ids: ids.value })
    if (found.length === most) break
  }
  return found
}

function axisOf(word: string): Axis {
  const lower = word.toLowerCase()
  return lower === 'row' || lower === 'cell' ? lower : 'column'
}

/** After `: `, ` = [`, `": [`, ` numbers ` and the like. */
function afterSigns(text: string, from: number): number {
  let at = afterBlanks(text, from)
  const word = ['numbers', 'number', 'ids', 'id'].find((one) => text.startsWith(one, at))
  if (word !== undefined) at += word.length
  const last = at + 6
  while (at < last && /^[\s"':=#*[(]$/.test(text.charAt(at))) at++
  return at
}

function joined(text: string, found: readonly Found[], context: ReplyContext): Mention[] {
  const mentions: Mention[] = []
  for (let i = 0; i < found.length; i++) {
    const [one, next] = [found[i], found[i + 1]]
    if (one === undefined) break
    if (next !== undefined && isPair(text, one, next)) {
      mentions.push(mentionOf([one, next], context))
      i++
    } else mentions.push(mentionOf([one], context))
  }
  return mentions
}

function isPair(text: string, one: Found, next: Found): boolean {
  const axes = new Set([one.axis, next.axis])
  if (!axes.has('row') || !axes.has('column') || next.from - one.to > longestGap) return false
  const gap = text.slice(one.to, next.from).replaceAll(/\b(?:and|of|in|at|the|with|by)\b/gi, '')
  return /^[\s,;:.()[\]"'&×*-]*$/.test(gap)
}

function mentionOf(found: readonly Found[], context: ReplyContext): Mention {
  const from = found[0]?.from ?? 0
  const to = found.at(-1)?.to ?? from
  const idsOn = (axis: Axis) => found.find((one) => one.axis === axis)?.ids
  const cells = idsOn('cell')
  if (cells !== undefined) return { from, to, region: { kind: 'cells', cells } }
  const all = Array.from({ length: stripCount(context) }, (_, i) => i + 1)
  return {
    from,
    to,
    region: { kind: 'strips', rows: idsOn('row') ?? all, columns: idsOn('column') ?? all },
  }
}
