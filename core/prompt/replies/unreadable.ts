import { fail, type AppError } from '../../result.ts'

/** Longer replies are refused unread. */
export const mostOfReply = 1_000_000
/** Longest rationale or reason that is kept. */
const mostOfText = 20_000

/** A reply that cannot be used. The message is quoted to the MLLM, so it says what was wrong and nothing else. */
export function unreadable(message: string): { ok: false; error: AppError } {
  const hint = 'Ask once more, choose another prompt set or model, or mark the region by hand.'
  return fail('reply_unreadable', message, hint)
}

/** A short piece of the reply on one line, in quotation marks. */
export function quoted(text: string): string {
  const line = text.slice(0, 60).replaceAll(/[\p{C}\p{Z}“”]+/gu, ' ')
  return `“${line.trim()}${text.length > 60 ? '…' : ''}”`
}

/** A long text cut, and a repair that says so. */
export function cutText(text: string, repairs: string[]): string {
  const trimmed = text.trim()
  if (trimmed.length <= mostOfText) return trimmed
  repairs.push(`a text of ${trimmed.length} characters was cut to ${mostOfText}`)
  return trimmed.slice(0, mostOfText).replace(/[\uD800-\uDBFF]$/, '')
}

/** Fails where there is no answer to read at all. */
export function checkFilled(text: string): { ok: false; error: AppError } | null {
  if (text.trim() === '') return unreadable('the reply is empty')
  if (text.length > mostOfReply)
    return unreadable(`the reply has more than ${mostOfReply} characters`)
  return null
}

const excuse =
  /\b(?:sorry|apologi[sz]e|apologies|as an ai)\b|(?:cannot|can not|can’t|unable to|not able to) (?:help|assist|comply|process|provide|fulfil|analy[sz]e|do that|continue)/

/** Whether a reply without an answer begins as an apology or a refusal: for a message that says so. */
export function isExcuse(text: string): boolean {
  return excuse.test(text.trimStart().slice(0, 300).toLowerCase().replaceAll("'", '’'))
}

/** Of a reply that is an apology or a refusal. */
export const excuseMessage = 'the reply is an apology or a refusal and holds no answer'
