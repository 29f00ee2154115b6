import { ok, type Result } from '../../result.ts'
import type { JsonList, JsonObject, JsonValue } from './json-value.ts'
import { cutText, quoted, unreadable } from './unreadable.ts'

/** Characters of a name or an attribute. */
const longestName = 300

/** A trimmed text of any length, cut where it is too long; may be empty. */
export function textField(object: JsonObject, key: string, repairs: string[]): Result<string> {
  const value = object.entries.get(key)
  if (value?.kind !== 'text') return wrong(key, value, 'a text')
  return ok(cutText(value.text, repairs))
}

/** A short text without line breaks; may be empty. */
export function nameField(object: JsonObject, key: string): Result<string> {
  return nameOf(object.entries.get(key), key)
}

export function nameOf(value: JsonValue | undefined, key: string): Result<string> {
  if (value?.kind !== 'text') return wrong(key, value, 'a text')
  const name = value.text.trim().replaceAll(/\s+/g, ' ')
  if (name.length > longestName)
    return unreadable(`${quoted(key)} holds a text of more than ${longestName} characters`)
  return ok(name)
}

export function flagField(object: JsonObject, key: string): Result<boolean> {
  const value = object.entries.get(key)
  if (value?.kind !== 'word' || value.word === 'null') return wrong(key, value, 'true or false')
  return ok(value.word === 'true')
}

export function listField(object: JsonObject, key: string): Result<JsonList> {
  const value = object.entries.get(key)
  return value?.kind === 'list' ? ok(value) : wrong(key, value, 'a list')
}

/** A number from 0 to 1; a text that holds one is taken, with a repair. */
export function shareField(object: JsonObject, key: string, repairs: string[]): Result<number> {
  const value = object.entries.get(key)
  const share = numberIn(value)
  if (share === null || value === undefined) return wrong(key, value, 'a number from 0 to 1')
  if (share < 0 || share > 1)
    return unreadable(`${quoted(key)} is ${share}, and it must lie between 0 and 1`)
  if (value.kind === 'text') repairs.push(`the text ${quoted(value.text)} was taken as a number`)
  return ok(share)
}

/** The number of a JSON number, or of a text that holds nothing else. */
export function numberIn(value: JsonValue | undefined): number | null {
  if (value?.kind === 'number') return value.value
  if (value?.kind !== 'text' || value.text.length > 20) return null
  return /^-?\d+(?:\.\d+)?$/.test(value.text.trim()) ? Number(value.text) : null
}

export function wrong(
  key: string,
  value: JsonValue | undefined,
  wanted: string,
): ReturnType<typeof unreadable> {
  if (value === undefined) return unreadable(`${quoted(key)} is missing`)
  return unreadable(`${quoted(key)} is ${describe(value)}, and ${wanted} is asked for`)
}

export function describe(value: JsonValue): string {
  switch (value.kind) {
    case 'object':
      return 'an object'
    case 'list':
      return 'a list'
    case 'text':
      return `the text ${quoted(value.text)}`
    case 'number':
      return `the number ${value.value}`
    case 'word':
      return value.word
  }
}
