import type { AppError } from '#core/result'
import { AppFailure, failure, systemCode } from '#models/failure'

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
