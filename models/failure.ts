import type { AppError, ErrorCode, Result } from '#core/result'

/** Carries an AppError through code that can only throw (streams, transactions, aborts). */
export class AppFailure extends Error {
  readonly error: AppError
  constructor(error: AppError) {
    super(error.message)
    this.name = 'AppFailure'
    this.error = error
  }
}

/** `message` says what happened and names the file; `hint` says what to do about it. */
export function failure(code: ErrorCode, message: string, hint = ''): AppFailure {
  return new AppFailure({ code, message, hint })
}

/** The value, or the error thrown as an AppFailure. For callers whose own boundary turns it back into a Result. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new AppFailure(result.error)
}

/** What a call ends with whose signal asked for it. */
export const cancelledError: AppError = {
  code: 'cancelled',
  message: 'The call was cancelled.',
  hint: '',
}

/** Throws AppFailure `cancelled` once the signal has asked for it. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AppFailure(cancelledError)
}

/** The system's or a library's error code (`ENOENT`, `UND_ERR_SOCKET`…), empty where there is none. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** The system's commonest refusals in words. */
const refusals: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ELOOP: 'its link leads back to itself',
  ENAMETOOLONG: 'its name is too long',
  ENOENT: 'it is not there',
  ENOTDIR: 'a part of its path is no folder',
  EPERM: 'permission denied',
}

/** First line of an error's message, for people. */
export function reasonOf(error: unknown): string {
  const refusal = refusals[systemCode(error)]
  if (refusal !== undefined) return refusal
  const text = error instanceof Error ? error.message : String(error)
  return (text.split('\n')[0] ?? text).trim()
}
