import { errorSchema } from '#rpc/schemas/shared'
import { contract, type Answer, type MethodName, type Params } from '#rpc/contract'
import { callPath } from '#rpc/paths'
import { ClientError } from './client-error.ts'

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T

export type CallOptions = { readonly signal?: AbortSignal }

/** Calls the application. Rejects with `ClientError`, or with `AbortError` when given up. */
export async function call<M extends MethodName>(
  method: M,
  params: DeepReadonly<Params<M>>,
  options: CallOptions = {},
): Promise<Answer<M>> {
  const reply = await sendMended(method, params, options)
  const parsed = contract[method].result.safeParse(reply)
  if (!parsed.success)
    throw new ClientError({
      code: 'internal',
      message: `the answer to ${method} has an unexpected shape`,
      hint: parsed.error.message,
    })
  return parsed.data as Answer<M>
}

/** Mends what kept a call from being answered: whether it is worth another try; null where there is nothing to mend. */
export type Mender = (error: ClientError) => Promise<'again' | 'given-up' | null>
let mender: Mender = () => Promise.resolve(null)

/** From now on failed calls are put before this mender, and those it mends are sent again. */
export function mendCallsBy(next: Mender): void {
  mender = next
}

async function sendMended(method: string, params: unknown, options: CallOptions): Promise<unknown> {
  for (;;)
    try {
      return await send(method, params, options)
    } catch (error) {
      if (!(error instanceof ClientError)) throw error
      const outcome = await mender(error)
      if (outcome === null) throw error
      if (outcome === 'given-up')
        throw new ClientError({ code: 'cancelled', message: 'nothing was sent', hint: '' })
    }
}

async function send(method: string, params: unknown, options: CallOptions): Promise<unknown> {
  const response = await reach(`${callPath}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  return valueOfReply(await bodyOf(response), method)
}

/** `fetch`, with an unreachable backend told from a broken call. */
export async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ClientError({
      code: 'offline',
      message: 'the application’s backend does not answer',
      hint: 'It is tried again by itself. If this lasts, start the application again; everything that was saved is kept.',
    })
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return (await response.json()) as unknown
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ClientError({
      code: response.status === 401 ? 'unauthorized' : 'internal',
      message: `the backend answered with status ${response.status} and no readable text`,
      hint: 'Reload the window; if it says the login is missing, open a new login link.',
    })
  }
}

function valueOfReply(body: unknown, method: string): unknown {
  if (typeof body === 'object' && body !== null) {
    if ('ok' in body && body.ok === true && 'value' in body) return body.value
    if ('error' in body) {
      const error = errorSchema.safeParse(body.error)
      if (error.success) throw new ClientError(error.data)
    }
  }
  throw new ClientError({
    code: 'internal',
    message: `the answer to ${method} could not be read`,
    hint: 'Reload the window.',
  })
}
