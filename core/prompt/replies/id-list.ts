import { ok, type Result } from '../../result.ts'
import { quoted, unreadable } from './unreadable.ts'

/** First and last id, from 1 up; equal for a single one. Not yet checked against a grid. */
type IdRange = readonly [from: number, to: number]

/** Blanks that may stand between two signs. */
const mostBlanks = 4

/**
 * The list of ids that begins at `from`: `2`, `2-4` (also –, —, to, through), commas, `and` or `&` between. ASCII digits
 * only, nothing glued to them. `to` is where the last id ends. Null where no id stands there.
 */
export function scanIds(
  text: string,
  from: number,
): { readonly ranges: readonly IdRange[]; readonly to: number } | null {
  const ranges: IdRange[] = []
  let to = from
  for (let at: number | null = from; at !== null; at = afterComma(text, to)) {
    const first = scanId(text, at)
    if (first === null) break
    const dash = afterDash(text, first.to)
    const second = dash === null ? null : scanId(text, dash)
    ranges.push([first.id, second?.id ?? first.id])
    to = second?.to ?? first.to
  }
  return ranges.length === 0 ? null : { ranges, to }
}

/** All ids of the ranges, ascending and each once. Fails where one is not on the grid. */
export function idsOf(
  ranges: readonly IdRange[],
  what: 'row' | 'column' | 'cell',
  most: number,
): Result<number[]> {
  const ids = new Set<number>()
  for (const [from, to] of ranges) {
    const off = [from, to].find((id) => !Number.isInteger(id) || id < 1 || id > most)
    if (off !== undefined)
      return unreadable(`there is no ${what} ${off}: ${what}s are numbered from 1 to ${most}`)
    if (from > to) return unreadable(`the ${what}s ${from}-${to} run backwards`)
    for (let id = from; id <= to; id++) ids.add(id)
  }
  return ok([...ids].toSorted((a, b) => a - b))
}

/** The ids that a whole text lists, nothing else in it but blanks and one pair of square brackets. */
export function readIds(
  text: string,
  what: 'row' | 'column' | 'cell',
  most: number,
): Result<number[]> {
  const bare =
    text.length > 2000
      ? ''
      : text
          .trim()
          .replace(/^\[([^[\]]*)\]$/, '$1')
          .trim()
  const scanned = scanIds(bare, 0)
  if (scanned === null || scanned.to !== bare.length)
    return unreadable(`${quoted(text)} is no list of ${what}s such as 2-4 or 2,3,4`)
  return idsOf(scanned.ranges, what, most)
}

function scanId(text: string, from: number): { readonly id: number; readonly to: number } | null {
  let to = from
  while (to < from + 4 && isDigit(text.charAt(to))) to++
  const next = text.charAt(to)
  const isGlued = /^[\p{L}\p{N}_%]$/u.test(next) || (next === '.' && isDigit(text.charAt(to + 1)))
  return to === from || isGlued ? null : { id: Number(text.slice(from, to)), to }
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9' && character.length === 1
}

function afterDash(text: string, from: number): number | null {
  const at = afterBlanks(text, from)
  if (/^[-–—]$/.test(text.charAt(at))) return afterBlanks(text, at + 1)
  return at === from ? null : afterWord(text, at, ['to', 'through'])
}

function afterComma(text: string, from: number): number | null {
  const at = afterBlanks(text, from)
  const words = ['and', '&']
  if (text.charAt(at) !== ',') return at === from ? null : afterWord(text, at, words)
  const next = afterBlanks(text, at + 1)
  return afterWord(text, next, words) ?? next
}

/** After one of the words and the blanks behind it; null where none stands there. */
function afterWord(text: string, at: number, words: readonly string[]): number | null {
  const word = words.find((one) => text.startsWith(one, at))
  if (word === undefined) return null
  const next = afterBlanks(text, at + word.length)
  return next === at + word.length ? null : next
}

export function afterBlanks(text: string, from: number): number {
  let at = from
  while (at < from + mostBlanks && /^\s$/.test(text.charAt(at))) at++
  return at
}
