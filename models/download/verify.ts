import { basename } from 'node:path'
import { failure, type AppFailure } from '../failure.ts'
import { impostorIn, type Impostor } from '../files/impostor.ts'

/** What is known of a file beforehand; null = not stated. */
export type Expected = { readonly bytes: number | null; readonly sha256: string | null }

/** What a file turned out to be. */
export type Verified = { readonly bytes: number; readonly sha256: string }

export const isSha256 = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

/**
 * The file's length and digest, found to be what was expected. Throws AppFailure `download_broken`, whose message says
 * so where a page or an LFS pointer lies there in place of a model.
 */
export async function verifyFile(
  path: string,
  found: Verified,
  { expected, name = basename(path) }: { readonly expected: Expected; readonly name?: string },
): Promise<Verified> {
  const isPinned = expected.sha256 !== null
  // A stated digest that fits is proof enough: weights may begin with any byte.
  if (isPinned && found.sha256 === expected.sha256) return found
  const impostor = await impostorAt(path, name)
  if (impostor !== null) throw impostor
  if (expected.bytes !== null && found.bytes !== expected.bytes)
    throw wrongLength(name, found.bytes, expected.bytes)
  if (isPinned)
    throw failure(
      'download_broken',
      `${name} is not the file it should be: its SHA-256 differs.`,
      'Try again, or fetch it from another mirror.',
    )
  if (found.bytes === 0) throw failure('download_broken', `${name} is empty.`, 'Try again later.')
  return found
}

export function wrongLength(name: string, found: number, expected: number): AppFailure {
  return failure(
    'download_broken',
    `${name} has ${found} bytes instead of ${expected}.`,
    'Try again, or fetch it from another mirror.',
  )
}

/** A page or a pointer to a model, lying in a file in place of it, as the error a person is told. */
export async function impostorAt(path: string, name: string): Promise<AppFailure | null> {
  return impostorFailure(name, await impostorIn(path))
}

/** The same for a file's beginning. An archive may well be what was asked for, and an empty file is told elsewhere. */
export function impostorFailure(name: string, impostor: Impostor | null): AppFailure | null {
  if (impostor === 'pointer')
    return failure(
      'download_broken',
      `${name} is not the model but a Git LFS pointer to it.`,
      'Fetch the file itself: from its page, or with “git lfs pull” in the clone it comes from.',
    )
  return impostor === 'page' ? pageFailure(name) : null
}

export function pageFailure(name: string): AppFailure {
  return failure(
    'download_broken',
    `${name} is not a model but a web page.`,
    'A login page or a proxy may stand in between: open the address in a browser, or set a mirror.',
  )
}
