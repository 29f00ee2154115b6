import { ok, type Result } from '../../result.ts'
import type { ParsedReasoning, ReplyContext } from '../reply.ts'
import { displayOf, type Asked } from './display.ts'
import { describe, flagField, listField, nameField, nameOf, textField } from './fields.ts'
import type { JsonObject } from './json-value.ts'
import { lastObject } from './json-search.ts'
import { regionsField } from './region-list.ts'
import { quoted, unreadable } from './unreadable.ts'

const mostAttributes = 50

/** As `parsePlain`; steps are expected before the object, and a repair says where there are none. */
export function parseStepwise(text: string, context: ReplyContext): Result<ParsedReasoning> {
  const parsed = parsePlain(text, context)
  if (!parsed.ok || parsed.value.steps.some(({ kind }) => kind === 'step')) return parsed
  const repairs = [...parsed.value.repairs, 'no steps stand before the answer']
  return ok({ ...parsed.value, repairs })
}

/**
 * A reasoning as the JSON object that ends the reply: `target`, `attributes`, `present`, `regions`, `rationale`. What
 * stands before it is shown and not read.
 */
export function parsePlain(text: string, context: ReplyContext): Result<ParsedReasoning> {
  const repairs: string[] = []
  const keys = ['target', 'attributes', 'present', 'regions', 'rationale']
  const object = lastObject(text, keys, repairs)
  if (!object.ok) return object
  const target = nameField(object.value, 'target')
  if (!target.ok) return target
  const attributes = attributesField(object.value)
  if (!attributes.ok) return attributes
  const place = readPlace(object.value, { text, context, repairs })
  if (!place.ok) return place
  if (place.value.kind === 'absent') return ok({ ...place.value, target: target.value })
  if (target.value === '') return unreadable('“target” is empty although “present” is true')
  return ok({ ...place.value, target: target.value, attributes: attributes.value })
}

/** The answer to the one question where the target is: `present`, `regions`, `rationale`. Target and attributes empty. */
export function parseRegion(text: string, context: ReplyContext): Result<ParsedReasoning> {
  const repairs: string[] = []
  const object = lastObject(text, ['present', 'regions', 'rationale'], repairs)
  return object.ok ? readPlace(object.value, { text, context, repairs }) : object
}

function readPlace(object: JsonObject, asked: Asked): Result<ParsedReasoning> {
  const { repairs } = asked
  const isPresent = flagField(object, 'present')
  if (!isPresent.ok) return isPresent
  const places = regionsField(object, 'regions', asked)
  if (!places.ok) return places
  const rationale = textField(object, 'rationale', repairs)
  if (!rationale.ok) return rationale
  const count = places.value.length
  if (isPresent.value && count === 0)
    return unreadable('“present” is true, and “regions” names no place')
  if (!isPresent.value && count > 0)
    return unreadable(`“present” is false, and “regions” names ${count} places`)
  if (!isPresent.value && rationale.value === '')
    return unreadable('“present” is false, and “rationale” does not say why')
  const display = { ...displayOf(object, places.value, asked), rationale: rationale.value }
  if (!isPresent.value) return ok({ kind: 'absent', target: '', ...display })
  const regions = places.value.map(({ region }) => region)
  return ok({ kind: 'regions', target: '', attributes: [], regions, ...display })
}

/** Empty ones are dropped. */
function attributesField(object: JsonObject): Result<string[]> {
  const list = listField(object, 'attributes')
  if (!list.ok) return list
  const { items } = list.value
  if (items.length > mostAttributes)
    return unreadable(`“attributes” lists ${items.length}, more than ${mostAttributes}`)
  const attributes: string[] = []
  for (const item of items) {
    if (item.kind !== 'text')
      return unreadable(`${quoted('attributes')} holds ${describe(item)}, and texts are asked for`)
    const attribute = nameOf(item, 'attributes')
    if (!attribute.ok) return attribute
    if (attribute.value !== '') attributes.push(attribute.value)
  }
  return ok(attributes)
}
