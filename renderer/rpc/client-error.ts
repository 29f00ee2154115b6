import type { AppError, ErrorCode } from '#core/result'

/** A call's expected failure as an exception of the window: what, and how to mend it. */
export class ClientError extends Error {
  readonly code: ErrorCode | 'offline'
  readonly hint: string

  constructor(error: AppError | { code: 'offline'; message: string; hint: string }) {
    super(error.message)
    this.name = 'ClientError'
    this.code = error.code
    this.hint = error.hint
  }
}

/** The backend could not be reached: nothing is wrong with the call itself, it may be repeated. */
export function isOffline(error: unknown): boolean {
  return error instanceof ClientError && error.code === 'offline'
}

/** Given up on purpose: never worth a message. */
export function isCancelled(error: unknown): boolean {
  if (error instanceof ClientError) return error.code === 'cancelled'
  return error instanceof DOMException && error.name === 'AbortError'
}

export function hasCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof ClientError && error.code === code
}
