import type { ErrorCode } from '#core/result'
import { AppFailure } from '#models/failure'

/** What kept an MLLM from answering a question that the run can do without. */
export type AskProblem = { readonly code: ErrorCode; readonly message: string }

export type Told<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: AskProblem }

const tellable: ReadonlySet<ErrorCode> = new Set([
  'limit_reached',
  'mllm_broken',
  'mllm_busy',
  'mllm_refused',
  'mllm_unreachable',
  'project_limit_reached',
  'reply_unreadable',
])

/**
 * No answer is a value here: candidates that were found are not lost to a judge that is away. Whatever else goes wrong
 * is thrown, `cancelled` among it.
 */
export async function askOrTell<T>(ask: () => Promise<T>): Promise<Told<T>> {
  try {
    return { ok: true, value: await ask() }
  } catch (error) {
    if (!(error instanceof AppFailure) || !tellable.has(error.error.code)) throw error
    const { code, message } = error.error
    return { ok: false, problem: { code, message } }
  }
}
