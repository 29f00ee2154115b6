import { ok, type Result } from '../../result.ts'
import type { ParsedRefinement, ReplyContext } from '../reply.ts'
import { textField } from './fields.ts'
import { lastObject } from './json-search.ts'
import { displayOf } from './display.ts'
import { regionsField } from './region-list.ts'

/** `missing` and `too_much`, each a list of places as a reasoning names them, and `reason`. Both may be empty. */
export function parseRefinement(text: string, context: ReplyContext): Result<ParsedRefinement> {
  const repairs: string[] = []
  const object = lastObject(text, ['missing', 'too_much', 'reason'], repairs)
  if (!object.ok) return object
  const missing = regionsField(object.value, 'missing', { context, repairs })
  if (!missing.ok) return missing
  const surplus = regionsField(object.value, 'too_much', { context, repairs })
  if (!surplus.ok) return surplus
  const reason = textField(object.value, 'reason', repairs)
  if (!reason.ok) return reason
  const read = [...missing.value, ...surplus.value]
  return ok({
    kind: 'refinement',
    missing: missing.value.map(({ region }) => region),
    surplus: surplus.value.map(({ region }) => region),
    reason: reason.value,
    ...displayOf(object.value, read, { text, context, repairs }),
  })
}
