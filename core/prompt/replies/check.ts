import { ok, type Result } from '../../result.ts'
import type { ParsedCheck, ReplyContext } from '../reply.ts'
import { displayOf } from './display.ts'
import { nameField, textField } from './fields.ts'
import { lastObject } from './json-search.ts'
import { quoted, unreadable } from './unreadable.ts'

const verdicts = ['ok', 'warn', 'bad'] as const

/** `verdict`: one of `ok`, `warn`, `bad`; `answer` and `reason` are texts, the first may be empty. */
export function parseCheck(text: string, context: ReplyContext): Result<ParsedCheck> {
  const repairs: string[] = []
  const object = lastObject(text, ['verdict', 'answer', 'reason'], repairs)
  if (!object.ok) return object
  const name = nameField(object.value, 'verdict')
  if (!name.ok) return name
  const verdict = verdicts.find((one) => one === name.value.toLowerCase())
  if (verdict === undefined)
    return unreadable(`“verdict” is ${quoted(name.value)}, and ok, warn or bad is asked for`)
  const answer = textField(object.value, 'answer', repairs)
  if (!answer.ok) return answer
  const reason = textField(object.value, 'reason', repairs)
  if (!reason.ok) return reason
  const display = displayOf(object.value, [], { text, context, repairs })
  return ok({ kind: 'check', verdict, answer: answer.value, reason: reason.value, ...display })
}
