import { extname } from 'node:path'
import type { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { failure, reasonOf, systemCode } from '#models/failure'
import { writeStreamAtomic, type WriteOptions } from './atomic-write.ts'
import { problemOfNames } from './zip-names.ts'

/** A file of an archive: its name there, `/` between the parts, and where it comes from. */
export type ZipPart = { readonly name: string } & (
  { readonly path: string } | { readonly data: string | Uint8Array }
)

/** Packed already: they are stored as they are. */
const packed: ReadonlySet<string> = new Set(
  '.jpg .jpeg .png .webp .avif .heic .gif .zip .gz .parquet .npz'.split(' '),
)

/** No clock: the same parts give the same bytes. */
const stamp = { mtime: new Date(1980, 0, 1), mode: 0o100644, forceDosTimestamp: true } as const

/**
 * Writes a zip archive that is there whole or not at all, the parts in their order. Throws AppFailure `bad_input` for
 * names that not every system takes or that meet, `file_missing` or `file_unreadable` for a part, and those of
 * `writeStreamAtomic`.
 */
export async function writeZip(
  path: string,
  parts: readonly ZipPart[],
  options: WriteOptions = {},
): Promise<void> {
  const problem = problemOfNames(parts.map(({ name }) => name))
  if (problem !== null)
    throw failure('bad_input', `${path} was not written: ${problem}.`, 'Rename that file.')
  await writeStreamAtomic(path, piecesOf(parts), options)
}

async function* piecesOf(parts: readonly ZipPart[]): AsyncGenerator<Buffer> {
  const zip = new ZipFile()
  const stream = zip.outputStream as Readable
  // Parts that cannot be read are told on the archive, not on its stream.
  zip.on('error', (error: unknown) => stream.destroy(partFailure(error)))
  for (const part of parts) {
    const options = { ...stamp, compress: !packed.has(extname(part.name).toLowerCase()) }
    if ('path' in part) zip.addFile(part.path, part.name, options)
    else zip.addBuffer(Buffer.from(part.data), part.name, options)
  }
  zip.end()
  for await (const piece of stream) yield piece as Buffer
}

function partFailure(error: unknown): Error {
  const path = error instanceof Error && 'path' in error ? String(error.path) : 'A file of it'
  if (systemCode(error) === 'ENOENT')
    return failure('file_missing', `${path} is not there.`, 'Put it back, or leave it out.')
  return failure('file_unreadable', `${path} cannot be read: ${reasonOf(error)}.`, '')
}
