import { ok, type Result } from '../../result.ts'
import type { ParsedVerdict, ReplyContext } from '../reply.ts'
import { displayOf } from './display.ts'
import { flagField, listField, textField, wrong } from './fields.ts'
import { lastObject } from './json-search.ts'
import { cutText } from './unreadable.ts'

const mostParaphrases = 5

/** `correct`, `unambiguous`, `trivial`, `shortcut` true or false, `paraphrases` a list of texts, and `reason`. */
export function parseVerdict(text: string, context: ReplyContext): Result<ParsedVerdict> {
  const repairs: string[] = []
  const names = ['correct', 'unambiguous', 'trivial', 'shortcut'] as const
  const object = lastObject(text, [...names, 'paraphrases', 'reason'], repairs)
  if (!object.ok) return object
  const flags = { correct: false, unambiguous: false, trivial: false, shortcut: false }
  for (const name of names) {
    const flag = flagField(object.value, name)
    if (!flag.ok) return flag
    flags[name] = flag.value
  }
  const list = listField(object.value, 'paraphrases')
  if (!list.ok) return list
  const paraphrases: string[] = []
  for (const item of list.value.items.slice(0, mostParaphrases)) {
    if (item.kind !== 'text') return wrong('paraphrases', item, 'texts')
    const paraphrase = cutText(item.text, repairs)
    if (paraphrase !== '') paraphrases.push(paraphrase)
  }
  const reason = textField(object.value, 'reason', repairs)
  if (!reason.ok) return reason
  const display = displayOf(object.value, [], { text, context, repairs })
  return ok({ kind: 'verdict', ...flags, paraphrases, reason: reason.value, ...display })
}
