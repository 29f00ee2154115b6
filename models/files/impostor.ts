import { open } from 'node:fs/promises'

/** What may lie where a model should: nothing at all, a web page, a Git LFS pointer to it, an archive. */
export type Impostor = 'nothing' | 'page' | 'pointer' | 'archive'

const headBytes = 64

/** What lies in a file in place of a model; null where its beginning does not tell. */
export async function impostorIn(path: string): Promise<Impostor | null> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return impostorFrom(buffer.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}

/** The same from a file's beginning. */
export function impostorFrom(bytes: Buffer): Impostor | null {
  if (bytes.length === 0) return 'nothing'
  const text = bytes.toString('latin1', 0, headBytes).replace(/^(\xef\xbb\xbf)?\s*/, '')
  if (text.startsWith('version https://git-lfs')) return 'pointer'
  if (text.startsWith('PK')) return 'archive'
  return /^<(\?|!|\/?[a-z]|$)/i.test(text) ? 'page' : null
}
