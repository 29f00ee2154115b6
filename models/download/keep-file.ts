import { createHash } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { cancelled, diskFailure } from './failures.ts'
import { newPathOf, placeFile } from './place-file.ts'
import { verifyFile, type Expected, type Verified } from './verify.ts'

export type KeepOptions = {
  readonly signal?: AbortSignal
  /** Called with the bytes written so far. */
  readonly onProgress?: (written: number) => void
}

/**
 * Writes a stream to `path`: beside it first, verified, then under its name. Whatever goes wrong, nothing of it stays.
 * Throws AppFailure `download_broken`, `disk_full`, `file_unreadable` or `cancelled`, and what the stream throws.
 */
export async function keepFile(
  stream: Readable,
  path: string,
  expected: Expected,
  { signal, onProgress }: KeepOptions = {},
): Promise<Verified> {
  // Not the name of a download's part: that one may be gone on with.
  const part = newPathOf(path)
  // A stream that fails before it is read from tells the reader later; unheard it would end the process.
  stream.on('error', () => undefined)
  try {
    await mkdir(dirname(path), { recursive: true })
    const file = await open(part, 'w')
    const hash = createHash('sha256')
    let bytes = 0
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        if (signal?.aborted === true) throw cancelled()
        await file.appendFile(chunk)
        hash.update(chunk)
        bytes += chunk.length
        onProgress?.(bytes)
      }
      const found = { bytes, sha256: hash.digest('hex') }
      await verifyFile(part, found, { expected, name: basename(path) })
      await placeFile(file, part, path)
      return found
    } finally {
      await file.close()
    }
  } catch (error) {
    await rm(part, { force: true })
    throw diskFailure(path, error)
  } finally {
    stream.destroy()
  }
}
