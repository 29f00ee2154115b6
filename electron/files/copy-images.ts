import { createReadStream } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { failure } from '#models/failure'
import { digestOfFile } from '#models/files/digest'
import { writeStreamAtomic } from './atomic-write.ts'

/**
 * Copies a file into a folder, which is made where it is not there, under its own name where that is free or the same
 * file has it, else under one with a number. Answers the path. A file is there whole or not at all. Throws AppFailure
 * `disk_full`, `file_missing`, `cancelled`.
 */
export async function copyInto(
  folder: string,
  file: { readonly path: string; readonly name: string; readonly digest: string },
  signal: AbortSignal,
): Promise<string> {
  await mkdir(folder, { recursive: true })
  const end = extname(file.name)
  const stem = file.name.slice(0, file.name.length - end.length)
  for (let n = 1; ; n++) {
    const path = join(folder, n === 1 ? file.name : `${stem}-${n}${end}`)
    const known = await digestOfFile(path).catch(() => null)
    if (known === file.digest) return path
    if (known !== null) continue
    await refuseMissing(file.path)
    await writeStreamAtomic(path, piecesOf(file.path), { overwrite: false, signal })
    return path
  }
}

async function refuseMissing(path: string): Promise<void> {
  const found = await stat(path).catch(() => null)
  if (found?.isFile() !== true)
    throw failure('file_missing', `${path} is not there any more.`, 'Bring it back, and try again.')
}

/** Opened when it is asked for: an error of a stream nobody reads yet would end the process. */
async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  for await (const piece of createReadStream(path)) yield piece as Buffer
}
