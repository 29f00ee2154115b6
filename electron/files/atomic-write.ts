import { randomBytes } from 'node:crypto'
import { open, rm, stat, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { failure } from '#models/failure'
import { renameStubbornly, syncFolder } from '#models/files/rename'
import { writeFailure } from './failures.ts'

const chunkBytes = 1 << 20

export type WriteOptions = {
  /** Default true; false refuses with `file_exists`. */
  readonly overwrite?: boolean
  readonly signal?: AbortSignal
  readonly mode?: number
}

/** Replaces the file only when the new one is whole and on the disk. */
export async function writeFileAtomic(
  path: string,
  data: string | Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  await writeStreamAtomic(path, [data], options)
}

/**
 * The same from pieces as they come. Whatever goes wrong (cancel, full disk, a failing source), nothing of it stays.
 * Throws AppFailure `file_exists`, `disk_full`, `file_unreadable`, `file_missing` or `cancelled`.
 */
export async function writeStreamAtomic(
  path: string,
  pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
  options: WriteOptions = {},
): Promise<void> {
  if (options.overwrite === false) await refuseExisting(path)
  const unfinished = join(
    dirname(path),
    `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`,
  )
  try {
    const file = await open(unfinished, 'wx', options.mode ?? 0o666)
    try {
      await writePieces(file, pieces, options.signal)
      await file.sync()
    } finally {
      await file.close()
    }
    if (options.overwrite === false) await refuseExisting(path)
    await renameStubbornly(unfinished, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(unfinished, { force: true })
    throw writeFailure(path, error)
  }
}

export async function refuseExisting(path: string): Promise<void> {
  const found = await stat(path).catch(() => null)
  if (found?.isDirectory() === true)
    throw failure('file_exists', `${path} is a folder.`, 'Choose another name.')
  if (found !== null)
    throw failure(
      'file_exists',
      `${path} is there already.`,
      'Choose another name, or overwrite it.',
    )
}

async function writePieces(
  file: FileHandle,
  pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<void> {
  let waiting: Buffer[] = []
  let bytes = 0
  const flush = async () => {
    if (signal?.aborted === true) throw failure('cancelled', 'Cancelled.')
    await writeAll(file, Buffer.concat(waiting))
    waiting = []
    bytes = 0
  }
  for await (const piece of pieces) {
    const data = typeof piece === 'string' ? Buffer.from(piece) : Buffer.from(piece)
    waiting.push(data)
    bytes += data.length
    if (bytes >= chunkBytes) await flush()
  }
  await flush()
}

async function writeAll(file: FileHandle, data: Buffer): Promise<void> {
  for (let at = 0; at < data.length;) at += (await file.write(data, at)).bytesWritten
}
