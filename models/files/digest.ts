import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** SHA-256 of the bytes of a file, hex. */
export async function digestOfFile(path: string, signal?: AbortSignal): Promise<string> {
  return (await hashFile(path, signal)).digest('hex')
}

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
