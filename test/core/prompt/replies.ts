import type { Grid, GridStyle } from '#core/grid/grid'
import type { ParsedReasoning, ParsedReply, ReplyContext } from '#core/prompt/reply'
import type { Result } from '#core/result'

/** A grid of five strips a side over an image of 100 × 50. */
export function gridOf(style: GridStyle, parts: Partial<Grid> = {}): Grid {
  return { n: 5, shift: false, style, size: { width: 100, height: 50 }, ...parts }
}

export const split: ReplyContext = gridOf('split')

/** The JSON text of a reasoning in which some fields are others. */
export function reasoningJson(parts: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    target: 'the shell',
    attributes: ['brown', 'round'],
    present: true,
    regions: [{ rows: [2, 3], columns: [4] }],
    rationale: 'It covers the snail.',
    ...parts,
  })
}

/** The JSON text of a judgement of so many masks. */
export function judgementJson(
  count: number,
  parts: Readonly<Record<string, unknown>> = {},
): string {
  const masks = Array.from({ length: count }, (_, i) => ({ mask: i + 1, iou: 0.5, reason: 'half' }))
  return JSON.stringify({ masks, none_fits: false, ...parts })
}

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

/** What was wrong with the reply; fails where it was read. */
export function problemOf(result: Result<ParsedReply>): string {
  if (result.ok) throw new Error(`read: ${JSON.stringify(result.value)}`)
  if (result.error.code !== 'reply_unreadable') throw new Error(result.error.code)
  return result.error.message
}

export function regionsOf(reply: ParsedReasoning): unknown {
  return reply.kind === 'regions' ? reply.regions : reply.kind
}
