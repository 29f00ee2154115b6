import type { Span } from '../reply.ts'
import { quoted } from './unreadable.ts'

/** A JSON value with the place it was read from. */
export type JsonValue = JsonObject | JsonList | JsonText | JsonNumber | JsonWord
export type JsonObject = Span & {
  readonly kind: 'object'
  readonly entries: ReadonlyMap<string, JsonValue>
}
export type JsonList = Span & { readonly kind: 'list'; readonly items: readonly JsonValue[] }
type JsonText = Span & { readonly kind: 'text'; readonly text: string }
type JsonNumber = Span & { readonly kind: 'number'; readonly value: number }
type JsonWord = Span & { readonly kind: 'word'; readonly word: 'true' | 'false' | 'null' }

/** How deep objects and lists may be nested. */
const deepest = 12
/** Characters of a number. */
const longestNumber = 40

type Cursor = { readonly text: string; readonly to: number; at: number; problem: string }

/**
 * Strict JSON (RFC 8259) that fills the span, or what is wrong with it. Stricter in that no key may stand twice in an
 * object, numbers must be finite and short, and texts hold no half characters and no U+0000. Linear in the span.
 */
export function readJson(text: string, span: Span): JsonValue | string {
  const cursor: Cursor = { text, to: span.to, at: span.from, problem: '' }
  const value = readValue(cursor, 0)
  if (value === null) return cursor.problem
  skipBlank(cursor)
  return cursor.at === span.to ? value : `there is more after its end at ${here(cursor)}`
}

function readValue(cursor: Cursor, depth: number): JsonValue | null {
  skipBlank(cursor)
  const from = cursor.at
  const first = from < cursor.to ? cursor.text.charAt(from) : ''
  if (depth > deepest) return stop(cursor, `it is nested more than ${deepest} deep`)
  if (first === '{') return readObject(cursor, depth)
  if (first === '[') return readList(cursor, depth)
  if (first === '"') {
    const text = readText(cursor)
    return text === null ? null : { kind: 'text', from, to: cursor.at, text }
  }
  if (/^[-0-9]$/.test(first)) return readNumber(cursor)
  return readWord(cursor)
}

function readObject(cursor: Cursor, depth: number): JsonObject | null {
  const from = cursor.at
  const entries = new Map<string, JsonValue>()
  cursor.at++
  skipBlank(cursor)
  if (take(cursor, '}')) return { kind: 'object', from, to: cursor.at, entries }
  for (;;) {
    skipBlank(cursor)
    if (cursor.text.charAt(cursor.at) !== '"')
      return stop(cursor, `a key in double quotes is missing at ${here(cursor)}`)
    const key = readText(cursor)
    if (key === null) return null
    if (entries.has(key)) return stop(cursor, `the key ${quoted(key)} stands twice in one object`)
    skipBlank(cursor)
    if (!take(cursor, ':')) return stop(cursor, `a colon is missing after the key ${quoted(key)}`)
    const value = readValue(cursor, depth + 1)
    if (value === null) return null
    entries.set(key, value)
    skipBlank(cursor)
    if (take(cursor, '}')) return { kind: 'object', from, to: cursor.at, entries }
    if (!take(cursor, ',')) return stop(cursor, `a comma or “}” is missing at ${here(cursor)}`)
  }
}

function readList(cursor: Cursor, depth: number): JsonList | null {
  const from = cursor.at
  const items: JsonValue[] = []
  cursor.at++
  skipBlank(cursor)
  if (take(cursor, ']')) return { kind: 'list', from, to: cursor.at, items }
  for (;;) {
    const value = readValue(cursor, depth + 1)
    if (value === null) return null
    items.push(value)
    skipBlank(cursor)
    if (take(cursor, ']')) return { kind: 'list', from, to: cursor.at, items }
    if (!take(cursor, ',')) return stop(cursor, `a comma or “]” is missing at ${here(cursor)}`)
  }
}

const escapes = new Map(Object.entries({ b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }))

function readText(cursor: Cursor): string | null {
  const { text, to } = cursor
  const pieces: string[] = []
  let from = ++cursor.at
  for (; cursor.at < to; cursor.at++) {
    const unit = text.charCodeAt(cursor.at)
    if (unit === 0x22) {
      pieces.push(text.slice(from, cursor.at++))
      return wholeText(cursor, pieces.join(''))
    }
    if (unit < 0x20)
      return stop(cursor, 'a text holds a raw line break or control character; write \\n instead')
    if (unit !== 0x5c) continue
    pieces.push(text.slice(from, cursor.at))
    const piece = readEscape(cursor)
    if (piece === null) return null
    pieces.push(piece)
    from = cursor.at + 1
  }
  return stop(cursor, 'a text has no closing quotation mark')
}

/** From the backslash to the escape's last character. */
function readEscape(cursor: Cursor): string | null {
  const letter = cursor.text.charAt(++cursor.at)
  if (letter === '"' || letter === '\\' || letter === '/') return letter
  const control = escapes.get(letter)
  if (control !== undefined) return control
  const code = cursor.text.slice(cursor.at + 1, cursor.at + 5)
  if (letter !== 'u' || !/^[0-9a-fA-F]{4}$/.test(code))
    return stop(cursor, `a text holds the unknown escape ${quoted(`\\${letter}`)}`)
  cursor.at += 4
  return String.fromCharCode(Number.parseInt(code, 16))
}

function wholeText(cursor: Cursor, text: string): string | null {
  if (text.includes('\0')) return stop(cursor, 'a text holds the character U+0000')
  if (/\p{Surrogate}/u.test(text)) return stop(cursor, 'a text holds half a character')
  return text
}

function readNumber(cursor: Cursor): JsonNumber | null {
  const from = cursor.at
  while (cursor.at < cursor.to && /[-+.0-9eE]/.test(cursor.text.charAt(cursor.at))) cursor.at++
  const digits = cursor.text.slice(from, cursor.at)
  if (digits === '-' && cursor.text.startsWith('Infinity', cursor.at))
    return stop(cursor, '-Infinity is no number')
  if (digits.length > longestNumber) return stop(cursor, `${quoted(digits)} is too long a number`)
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(digits))
    return stop(cursor, `${quoted(digits)} is no number`)
  const value = Number(digits)
  if (!Number.isFinite(value)) return stop(cursor, `${quoted(digits)} is too large a number`)
  return { kind: 'number', from, to: cursor.at, value }
}

function readWord(cursor: Cursor): JsonWord | null {
  const from = cursor.at
  const word = (['true', 'false', 'null'] as const).find((one) => cursor.text.startsWith(one, from))
  if (word !== undefined) {
    cursor.at += word.length
    return { kind: 'word', from, to: cursor.at, word }
  }
  const odd = ['NaN', 'Infinity', 'None', 'True', 'False'].find((one) =>
    cursor.text.startsWith(one, from),
  )
  if (odd !== undefined) return stop(cursor, `${odd} is no JSON value`)
  return stop(cursor, `a value is missing at ${here(cursor)}`)
}

function skipBlank(cursor: Cursor): void {
  while (cursor.at < cursor.to && ' \t\n\r'.includes(cursor.text.charAt(cursor.at))) cursor.at++
}

function take(cursor: Cursor, character: string): boolean {
  if (cursor.at >= cursor.to || cursor.text.charAt(cursor.at) !== character) return false
  cursor.at++
  return true
}

function stop(cursor: Cursor, problem: string): null {
  if (cursor.problem === '') cursor.problem = problem
  return null
}

function here(cursor: Cursor): string {
  if (cursor.at >= cursor.to) return 'its end'
  return quoted(cursor.text.slice(cursor.at, Math.min(cursor.to, cursor.at + 20)))
}
