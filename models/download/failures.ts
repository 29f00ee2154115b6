import { fail, type ErrorCode } from '#core/result'
import { AppFailure } from '../failure.ts'

export function failure(code: ErrorCode, message: string, hint = ''): AppFailure {
  return new AppFailure(fail(code, message, hint).error)
}

/** The system's or a library's error code (`ENOENT`, `UND_ERR_SOCKET`…), empty where there is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return (text.split('\n')[0] ?? text).trim()
}

export function cancelled(): AppFailure {
  return failure('cancelled', 'Stopped.', 'What has come so far is kept: it goes on from there.')
}

/** A refusal of the disk as the error a person is told; anything else stays as it is. */
export function diskFailure(path: string, error: unknown): unknown {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return failure(
        'disk_full',
        `The disk is full; ${path} could not be written.`,
        'Free some space and start it again: what has come so far is kept.',
      )
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'EEXIST':
    case 'EISDIR':
    case 'ENOTDIR':
      return failure(
        'file_unreadable',
        `${path} could not be written: ${reasonOf(error)}`,
        'Check the permissions of the models folder, or choose another.',
      )
    default:
      return error
  }
}
