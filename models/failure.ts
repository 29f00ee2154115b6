import type { AppError, Result } from '#core/result'

/** Carries an AppError through code that can only throw (streams, transactions, aborts). */
export class AppFailure extends Error {
  readonly error: AppError
  constructor(error: AppError) {
    super(error.message)
    this.name = 'AppFailure'
    this.error = error
  }
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
