import type { Display, Mention, ReplyContext, Span } from '../reply.ts'
import { mentionsIn } from './mentions.ts'
import { stepsIn } from './steps.ts'

/** The reply that is being read, and where its repairs are noted. */
export type Asked = {
  readonly text: string
  readonly context: ReplyContext
  readonly repairs: string[]
}

/** Steps, mentions and repairs of a reply that ends in this answer; `read` are the places the answer names. */
export function displayOf(answer: Span, read: readonly Mention[], asked: Asked): Display {
  const { text, context, repairs } = asked
  const mentions = mentionsIn(text, context, read)
  return { steps: stepsIn(text, answer), mentions, repairs: [...new Set(repairs)] }
}
