import type { Reasoning } from './reasoning.ts'
import type { ParsedReasoning } from './reply.ts'

/** A reasoning that does not say yet where the target is. */
type Unplaced = {
  readonly kind: 'no-region'
  readonly target: string
  readonly attributes: readonly string[]
  readonly rationale: string
}

/**
 * What the turns of one conversation say together, in order: the last target, attributes and regions named, the first
 * rationale. A turn that finds nothing makes the whole absent.
 */
export function joinReplies(replies: readonly ParsedReasoning[]): Reasoning | Unplaced {
  const rationale = replies.find((reply) => reply.rationale !== '')?.rationale ?? ''
  const absent = replies.find((reply) => reply.kind === 'absent')
  if (absent !== undefined)
    return { kind: 'absent', rationale: absent.rationale === '' ? rationale : absent.rationale }
  const target = replies.findLast((reply) => reply.target !== '')?.target ?? ''
  const lists = replies.flatMap((reply) => (reply.kind === 'absent' ? [] : [reply.attributes]))
  const attributes = lists.findLast((list) => list.length > 0) ?? []
  const placed = replies.findLast((reply) => reply.kind === 'regions')
  if (placed === undefined) return { kind: 'no-region', target, attributes, rationale }
  return { kind: 'regions', target, attributes, regions: placed.regions, rationale }
}
