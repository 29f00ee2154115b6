import { ok, type Result } from '../../result.ts'
import type { Span } from '../reply.ts'
import { readJson, type JsonObject } from './json-value.ts'
import { checkFilled, excuseMessage, isExcuse, quoted, unreadable } from './unreadable.ts'

/** An outermost object or list of objects in the text: read, or broken. */
type Found = Span & { readonly value: JsonObject | null; readonly problem: string }

/**
 * The last outermost JSON object of the text that has the keys; text, code fences, other objects and a thinking between
 * tags before it do not matter. Fails where there is none, where the last piece of JSON is broken or not closed, and on lists of objects: an
 * answer that was cut off or mended must not be mistaken for one that stands before it. Linear in the text.
 */
export function lastObject(
  text: string,
  keys: readonly string[],
  repairs: string[],
): Result<JsonObject> {
  const empty = checkFilled(text)
  if (empty !== null) return empty
  const found = findJson(text)
  const last = found.at(-1)
  if (last === undefined)
    return unreadable(isExcuse(text) ? excuseMessage : 'the reply holds no JSON object')
  if (last.value === null) return unreadable(`the JSON cannot be read: ${last.problem}`)
  const matching = found.flatMap(({ value }) =>
    value !== null && keys.every((key) => value.entries.has(key)) ? [value] : [],
  )
  const chosen = matching.at(-1)
  if (chosen === undefined) {
    const entries = last.value.entries
    const missing = keys.filter((key) => !entries.has(key))
    return unreadable(`the JSON object has no ${missing.map(quoted).join(' and no ')}`)
  }
  if (matching.length > 1)
    repairs.push(`the reply holds ${matching.length} answers, and the last was taken`)
  return ok(chosen)
}

/** What a thinking model puts before its answer is not searched. */
function searchFrom(text: string): number {
  const blank = text.length - text.trimStart().length
  const close = text.startsWith('<think>', blank) ? text.indexOf('</think>') : -1
  return Math.max(0, close)
}

function findJson(text: string): Found[] {
  const found: Found[] = []
  let at = searchFrom(text)
  while (at < text.length) {
    if (!startsJson(text, at)) {
      at++
      continue
    }
    const to = closeOf(text, at)
    if (to === null) {
      found.push({ from: at, to: text.length, value: null, problem: 'it is never closed' })
      return found
    }
    found.push(readFound(text, { from: at, to }))
    at = to
  }
  return found
}

function readFound(text: string, span: Span): Found {
  const value = readJson(text, span)
  if (typeof value === 'string') return { ...span, value: null, problem: value }
  if (value.kind === 'object') return { ...span, value, problem: '' }
  return { ...span, value: null, problem: 'it is a list, and one object is asked for' }
}

/** `{"`, `{'`, `{}` or `[{`, blanks between: a brace in prose is none. */
function startsJson(text: string, at: number): boolean {
  const first = text.charAt(at)
  if (first !== '{' && first !== '[') return false
  const next = text.charAt(afterBlank(text, at + 1))
  return first === '{' ? next !== '' && '"\'}'.includes(next) : next === '{'
}

function afterBlank(text: string, from: number): number {
  let at = from
  while (' \t\n\r'.includes(text.charAt(at)) && at < text.length) at++
  return at
}

/** Where the bracket at `from` is closed, texts in quotation marks left out; null where it never is. */
function closeOf(text: string, from: number): number | null {
  let depth = 0
  let isInText = false
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at)
    if (isInText) {
      if (character === '\\') at++
      else if (character === '"') isInText = false
    } else if (character === '"') isInText = true
    else if (character === '{' || character === '[') depth++
    else if ((character === '}' || character === ']') && --depth === 0) return at + 1
  }
  return null
}
