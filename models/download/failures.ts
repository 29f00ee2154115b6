import { failure, reasonOf, systemCode, type AppFailure } from '../failure.ts'

export function cancelled(): AppFailure {
  return failure('cancelled', 'Stopped.', 'What has come so far is kept: it goes on from there.')
}

/** A refusal of the disk as the error a person is told; anything else stays as it is. */
export function diskFailure(path: string, error: unknown): unknown {
  switch (systemCode(error)) {
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
