import { fail, type AppError, type ErrorCode } from '#core/result'
import { AppFailure } from '#models/failure'

export function failure(code: ErrorCode, message: string, hint = ''): AppFailure {
  return new AppFailure(fail(code, message, hint).error)
}

/** The system's error code (`ENOENT`…), empty where there is none. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** What happened and what to do about it, as sentences. */
export function toldOf({ message, hint }: AppError): string {
  return [message, hint]
    .filter((part) => part.trim() !== '')
    .map(endSentence)
    .join(' ')
}

function endSentence(text: string): string {
  const end = text.trimEnd()
  return /[.!?:…]$/.test(end) ? end : `${end}.`
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

/** A failed write as the error a person is told; anything unknown stays as it is. */
export function writeFailure(path: string, error: unknown): unknown {
  if (error instanceof AppFailure) return error
  switch (systemCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
    // Larger than the file system, or a limit on the process, takes.
    case 'EFBIG':
      return failure(
        'disk_full',
        `The disk is full; ${path} was not written.`,
        'Free some space, or choose another disk.',
      )
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return failure(
        'file_unreadable',
        `${path} may not be written.`,
        'Check its permissions, or choose another folder.',
      )
    case 'ENOENT':
    case 'ENOTDIR':
      return failure(
        'file_missing',
        `The folder of ${path} is not there.`,
        'Make it, or choose another folder.',
      )
    case 'EISDIR':
      return failure('file_exists', `${path} is a folder.`, 'Choose another name.')
    default:
      return error
  }
}
