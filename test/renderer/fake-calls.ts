import { vi } from 'vitest'

type Answers = Readonly<Record<string, (params: Record<string, unknown>) => unknown>>

/**
 * Answers calls of the contract by a table instead of a backend; an answer may be a promise, and an `Error` thrown is
 * the backend out of reach. Gives back the calls made, as `method {params}`.
 */
export function answerCalls(answers: Answers): string[] {
  const calls: string[] = []
  vi.stubGlobal('fetch', async (url: unknown, init?: { body?: unknown }) => {
    const method = String(url).replace('/api/', '')
    const params = JSON.parse(String(init?.body)) as Record<string, unknown>
    calls.push(`${method} ${JSON.stringify(params)}`)
    const answer = answers[method]
    if (answer === undefined) throw new Error(`the test has no answer to ${method}`)
    const value = await answer(params)
    return new Response(JSON.stringify({ ok: true, value }))
  })
  return calls
}
