import type { z } from 'zod'
import { fail, type AppError } from '#core/result'
import { contract, type Answer, type MethodName, type ParsedParams } from './contract.ts'
import { errorSchema } from './schemas/shared.ts'

export type Handlers = {
  readonly [M in MethodName]: (params: ParsedParams<M>) => Promise<Answer<M>>
}

export type CallAnswer =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: AppError }

/** One call from outside; never rejects. */
export type Router = (method: string, params: unknown) => Promise<CallAnswer>

export type RouterOptions = {
  /** Told of everything that became `internal`, with its stack. */
  readonly onBug: (method: string, error: unknown) => void
  /** Also holds answers against the contract; for development and tests. */
  readonly checkAnswers?: boolean
}

/** Parameters are checked, expected failures keep their error, anything else is told as `internal` without its stack. */
export function createRouter(handlers: Handlers, options: RouterOptions): Router {
  return async (method, params) => {
    if (!isMethod(method))
      return fail('unknown_method', `There is no method ${method.slice(0, 100)}.`)
    const parsed = contract[method].params.safeParse(params ?? {})
    if (!parsed.success) return fail('bad_input', describeIssue(method, parsed.error))
    try {
      const handle = handlers[method] as (params: unknown) => Promise<unknown>
      const value = await handle(parsed.data)
      if (options.checkAnswers === true) contract[method].result.parse(value)
      return { ok: true, value }
    } catch (error) {
      const expected = expectedError(error)
      if (expected !== null) return { ok: false, error: expected }
      options.onBug(method, error)
      const reason = error instanceof Error ? error.message : String(error)
      return fail(
        'internal',
        `Something went wrong inside (${method}): ${reason}`,
        'Try again; the log has the details.',
      )
    }
  }
}

function isMethod(method: string): method is MethodName {
  return Object.hasOwn(contract, method)
}

function describeIssue(method: string, error: z.ZodError): string {
  const issue = error.issues[0]
  if (issue === undefined) return `${method}: bad parameters`
  const place = issue.path.map(String).join('.')
  return `${method}: ${place === '' ? '' : `${place}: `}${issue.message}`
}

/** The error an expected failure carries, whatever class it is thrown as. */
function expectedError(thrown: unknown): AppError | null {
  if (!(thrown instanceof Error)) return null
  if (thrown.name === 'AbortError') return fail('cancelled', 'Cancelled.').error
  if (!('error' in thrown)) return null
  const parsed = errorSchema.safeParse(thrown.error)
  return parsed.success ? parsed.data : null
}
