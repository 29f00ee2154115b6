import { vi } from 'vitest'
import type { AppError } from '#core/result'

type Answers = Readonly<Record<string, (params: Record<string, unknown>) => unknown>>

/** What the backend answers where it does not do what it was asked for. */
export class Refusal {
  readonly error: AppError

  constructor(error: AppError) {
    this.error = error
  }
}

/**
 * Answers calls of the contract by a table instead of a backend; an answer may be a promise or a refusal, and an `Error`
 * thrown is the backend out of reach. Gives back the calls made, as `method {params}`.
 */
export function answerCalls(answers: Answers): string[] {
  const calls: string[] = []
  vi.stubGlobal('fetch', async (url: unknown, init?: { body?: unknown; signal?: AbortSignal }) => {
    const method = String(url).replace('/api/', '')
    const params = JSON.parse(String(init?.body)) as Record<string, unknown>
    calls.push(`${method} ${JSON.stringify(params)}`)
    const answer = answers[method]
    if (answer === undefined) throw new Error(`the test has no answer to ${method}`)
    const value = await answer(params)
    init?.signal?.throwIfAborted()
    const reply = value instanceof Refusal ? { ok: false, error: value.error } : { ok: true, value }
    return new Response(JSON.stringify(reply))
  })
  return calls
}
