import { open } from 'node:fs/promises'

/** What a file that the runtime could not read is instead; null where its beginning does not tell. */
export async function whatItIsInstead(path: string): Promise<string | null> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(64) })
    const start = buffer.toString('latin1', 0, bytesRead).trimStart()
    if (bytesRead === 0) return 'it is empty'
    if (start.startsWith('<')) return 'it is a web page, not a model'
    if (start.startsWith('version https://git-lfs')) return 'it is a Git LFS pointer, not the model'
    if (start.startsWith('PK')) return 'it is a zip archive: unpack it first'
    return null
  } finally {
    await file.close()
  }
}
