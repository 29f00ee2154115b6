import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { failure, type AppFailure } from '../failure.ts'

/** What is known of a file beforehand; null = not stated. */
export type Expected = { readonly bytes: number | null; readonly sha256: string | null }

/** What a file turned out to be. */
export type Verified = { readonly bytes: number; readonly sha256: string }

export const isSha256 = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

/** SHA-256 of a file, or of its first `bytes` bytes, to be fed further. */
export async function hashFile(path: string, signal?: AbortSignal, bytes?: number): Promise<Hash> {
  const hash = createHash('sha256')
  if (bytes === 0) return hash
  const stream = createReadStream(path, {
    ...(signal === undefined ? {} : { signal }),
    ...(bytes === undefined ? {} : { end: bytes - 1 }),
  })
  for await (const chunk of stream) hash.update(chunk as Buffer)
  return hash
}

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

/** The same for what lies in a file. */
export async function impostorAt(path: string, name: string): Promise<AppFailure | null> {
  return impostorFailure(name, await readHead(path))
}

/** Whether the first bytes are of a page or of a pointer to a model rather than of a model. */
export function impostorFailure(name: string, head: Buffer): AppFailure | null {
  const text = head.toString('latin1').replace(/^(\xef\xbb\xbf)?\s*/, '')
  if (text.startsWith('version https://git-lfs'))
    return failure(
      'download_broken',
      `${name} is not the model but a Git LFS pointer to it.`,
      'Fetch the file itself: from its page, or with “git lfs pull” in the clone it comes from.',
    )
  return /^<(\?|!|\/?[a-z]|$)/i.test(text) ? pageFailure(name) : null
}

export function pageFailure(name: string): AppFailure {
  return failure(
    'download_broken',
    `${name} is not a model but a web page.`,
    'A login page or a proxy may stand in between: open the address in a browser, or set a mirror.',
  )
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
