import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { fail } from '#core/result'
import type { EmbeddingStore } from '#models/embeddings'
import { AppFailure } from '#models/failure'
import type { Tensors } from '#models/onnx/signature'

export const defaultCacheBytes = 2 * 2 ** 30

const suffix = '.embedding'
const magic = 0x52534531 // RSE1
const headBytes = 12

type Entry = { readonly bytes: number; readonly used: number }

/**
 * Embeddings as files of one folder, bounded in bytes, the least recently used deleted first (modification time =
 * last use, so that it holds across restarts). Files are written under another name and renamed; a damaged one counts
 * as absent and is overwritten.
 */
export async function openEmbeddingCache(
  folder: string,
  limit = defaultCacheBytes,
): Promise<EmbeddingStore> {
  const entries = await readEntries(folder)
  return {
    get: (key) => readEntry(folder, key, entries),
    put: (key, embedding) => writeEntry({ folder, limit, entries }, key, embedding),
  }
}

async function readEntries(folder: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  try {
    await mkdir(folder, { recursive: true })
    for (const name of await readdir(folder)) {
      if (name.endsWith('.tmp')) await rm(join(folder, name), { force: true })
      if (!name.endsWith(suffix)) continue
      const { size, mtimeMs } = await stat(join(folder, name))
      entries.set(name.slice(0, -suffix.length), { bytes: size, used: mtimeMs })
    }
  } catch (error) {
    throw unwritable(folder, error)
  }
  return entries
}

async function readEntry(
  folder: string,
  key: string,
  entries: Map<string, Entry>,
): Promise<Tensors | null> {
  const path = join(folder, key + suffix)
  const file = await readFile(path).catch(() => null)
  const embedding = file === null ? null : tensorsFromFile(file)
  if (file === null || embedding === null) {
    entries.delete(key)
    return null
  }
  const now = new Date()
  entries.set(key, { bytes: file.byteLength, used: now.getTime() })
  await utimes(path, now, now).catch(() => entries.delete(key))
  return embedding
}

async function writeEntry(
  cache: {
    readonly folder: string
    readonly limit: number
    readonly entries: Map<string, Entry>
  },
  key: string,
  embedding: Tensors,
): Promise<void> {
  const { folder, limit, entries } = cache
  const file = fileFromTensors(embedding)
  const draft = join(folder, `${key}.${randomUUID()}.tmp`)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(draft, file)
    await rename(draft, join(folder, key + suffix))
    entries.set(key, { bytes: file.byteLength, used: Date.now() })
    await trim(folder, limit, entries)
  } catch (error) {
    // The first error is the one to report, not that of clearing up after it.
    await rm(draft, { force: true }).catch(() => undefined)
    throw unwritable(folder, error)
  }
}

async function trim(folder: string, limit: number, entries: Map<string, Entry>): Promise<void> {
  let total = 0
  for (const { bytes } of entries.values()) total += bytes
  const oldest = [...entries].sort(([, a], [, b]) => a.used - b.used)
  for (const [key, { bytes }] of oldest) {
    if (total <= limit) break
    await rm(join(folder, key + suffix), { force: true })
    entries.delete(key)
    total -= bytes
  }
}

type Head = { readonly name: string; readonly dims: readonly number[] }[]

/** Magic, CRC-32 of the rest, length of the JSON head (all u32), the head, padding to 4, the floats in its order. */
function fileFromTensors(embedding: Tensors): Buffer {
  const names = Object.entries(embedding)
  const head: Head = names.map(([name, { dims }]) => ({ name, dims }))
  const text = Buffer.from(JSON.stringify(head))
  const padded = Buffer.concat([text, Buffer.alloc((4 - (text.length % 4)) % 4, ' ')])
  const floats = names.map(([, { data }]) =>
    Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  )
  const rest = Buffer.concat([padded, ...floats])
  const start = Buffer.alloc(headBytes)
  start.writeUInt32LE(magic, 0)
  start.writeUInt32LE(crc32(rest), 4)
  start.writeUInt32LE(padded.length, 8)
  return Buffer.concat([start, rest])
}

function tensorsFromFile(file: Buffer): Tensors | null {
  if (file.length < headBytes || file.readUInt32LE(0) !== magic) return null
  const rest = file.subarray(headBytes)
  if (crc32(rest) !== file.readUInt32LE(4)) return null
  const length = file.readUInt32LE(8)
  const head = JSON.parse(rest.toString('utf8', 0, length)) as Head
  const tensors: Record<string, Tensors[string]> = {}
  let at = length
  for (const { name, dims } of head) {
    const bytes = 4 * dims.reduce((product, dim) => product * dim, 1)
    tensors[name] = {
      dims,
      data: new Float32Array(new Uint8Array(rest.subarray(at, at + bytes)).buffer),
    }
    at += bytes
  }
  return tensors
}

function unwritable(folder: string, error: unknown): AppFailure {
  const reason = error instanceof Error ? error.message : String(error)
  const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC'
  return new AppFailure(
    fail(
      isFull ? 'disk_full' : 'file_unreadable',
      `The embedding cache ${folder} cannot be used: ${reason}`,
      'Free some space or choose another cache folder.',
    ).error,
  )
}
