import type { Result } from '../result.ts'
import { parseConsistency } from './replies/consistency.ts'
import { parseCoprs } from './replies/coprs.ts'
import { parseJudgement } from './replies/judge.ts'
import { parseLlavaseg } from './replies/llavaseg.ts'
import { parsePlain, parseRegion, parseStepwise } from './replies/reasoning-json.ts'
import { parseCheck } from './replies/check.ts'
import { parseRefinement } from './replies/refine.ts'
import { parseVerdict } from './replies/verdict.ts'
import { parseWritten } from './replies/written.ts'
import type { ParserId, ReplyContext, ReplyKinds } from './reply.ts'

/** Every reply format; a new one is a file in `replies/` and a line here and in `reply.ts`. */
const parsers: {
  readonly [P in ParserId]: (text: string, context: ReplyContext) => Result<ReplyKinds[P]>
} = {
  stepwise: parseStepwise,
  plain: parsePlain,
  coprs: parseCoprs,
  llavaseg: parseLlavaseg,
  region: parseRegion,
  judge: parseJudgement,
  consistency: parseConsistency,
  refine: parseRefinement,
  written: parseWritten,
  verdict: parseVerdict,
  check: parseCheck,
}

/**
 * A reply read strictly. Fails with `reply_unreadable`; the message says what was wrong, fit to be quoted in the repair
 * turn. Never throws, names no id off the grid, takes time linear in the text.
 */
export function parseReply<P extends ParserId>(
  parser: P,
  text: string,
  context: ReplyContext,
): Result<ReplyKinds[P]> {
  return parsers[parser](text, context)
}
