import { ok, type Result } from '../../result.ts'
import type { ParsedConsistency, ReplyContext } from '../reply.ts'
import { shareField, textField } from './fields.ts'
import { lastObject } from './json-search.ts'
import { displayOf } from './display.ts'

/** Weights of CoPRS §4.3: logical correctness, task relevance, visual consistency, localisation. They sum to 1. */
export const consistencyWeights = {
  logic: 0.3,
  relevance: 0.2,
  visual: 0.3,
  localisation: 0.2,
} as const

/**
 * `logic`, `relevance`, `visual`, `localisation`, each from 0 to 1, and `reason`. The paper leaves the scale open; a
 * judge that answers on a scale to 10 is refused here, where on that scale one that answers 0.8 would pass unseen.
 */
export function parseConsistency(text: string, context: ReplyContext): Result<ParsedConsistency> {
  const repairs: string[] = []
  const names = ['logic', 'relevance', 'visual', 'localisation'] as const
  const object = lastObject(text, [...names, 'reason'], repairs)
  if (!object.ok) return object
  const parts = { logic: 0, relevance: 0, visual: 0, localisation: 0 }
  for (const name of names) {
    const part = shareField(object.value, name, repairs)
    if (!part.ok) return part
    parts[name] = part.value
  }
  const reason = textField(object.value, 'reason', repairs)
  if (!reason.ok) return reason
  const sum = names.reduce((total, name) => total + consistencyWeights[name] * parts[name], 0)
  const score = Math.min(1, Math.max(0, sum))
  const display = displayOf(object.value, [], { text, context, repairs })
  return ok({ kind: 'consistency', parts, score, reason: reason.value, ...display })
}
