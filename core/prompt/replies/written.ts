import { ok, type Result } from '../../result.ts'
import type { ParsedWritten, ReplyContext, WrittenText } from '../reply.ts'
import { displayOf } from './display.ts'
import { listField, textField, wrong } from './fields.ts'
import { lastObject } from './json-search.ts'
import type { JsonObject, JsonValue } from './json-value.ts'
import { unreadable } from './unreadable.ts'

const mostTexts = 10

/** `texts`: 1 to 10 objects `{query, answer, rationale}`; a field that was not asked for may be left out. */
export function parseWritten(text: string, context: ReplyContext): Result<ParsedWritten> {
  const repairs: string[] = []
  const object = lastObject(text, ['texts'], repairs)
  if (!object.ok) return object
  const list = listField(object.value, 'texts')
  if (!list.ok) return list
  const { items } = list.value
  if (items.length === 0)
    return unreadable('“texts” is an empty list, and at least one is asked for')
  if (items.length > mostTexts)
    repairs.push(`of ${items.length} texts the first ${mostTexts} were taken`)
  const texts: WrittenText[] = []
  for (const item of items.slice(0, mostTexts)) {
    const one = item.kind === 'object' ? readText(item, repairs) : wrong('texts', item, 'objects')
    if (!one.ok) return one
    texts.push(one.value)
  }
  const display = displayOf(object.value, [], { text, context, repairs })
  return ok({ kind: 'written', texts, ...display })
}

function readText(object: JsonObject, repairs: string[]): Result<WrittenText> {
  const text = { query: '', answer: '', rationale: '' }
  for (const name of ['query', 'answer', 'rationale'] as const) {
    if (!isGiven(object.entries.get(name))) continue
    const field = textField(object, name, repairs)
    if (!field.ok) return field
    text[name] = field.value
  }
  if (text.query === '' && text.answer === '' && text.rationale === '')
    return unreadable('one of the “texts” says nothing')
  return ok(text)
}

function isGiven(value: JsonValue | undefined): boolean {
  return value !== undefined && !(value.kind === 'word' && value.word === 'null')
}
