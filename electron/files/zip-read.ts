import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32 } from 'node:zlib'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import {
  AppFailure,
  cancelledError,
  failure,
  reasonOf,
  systemCode,
  throwIfAborted,
} from '#models/failure'
import { writeFailure } from './failures.ts'
import { problemOfNames } from './zip-names.ts'

export type ZipLimits = {
  /** Files and folders in the archive. */
  readonly entries: number
  /** Bytes of all files together, unpacked. */
  readonly bytes: number
  /** Unpacked bytes over packed ones, of all files together; looked at where they unpack to over 64 MiB. */
  readonly ratio: number
}

/** The files of a zip archive; the names are safe below any folder, none twice. */
export type ZipReader = {
  /** In the order of the archive. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[]
  /** A whole file. Throws AppFailure `not_found`, or `bad_input` for one of more bytes or broken. */
  readonly read: (name: string, mostBytes: number) => Promise<Buffer>
  /**
   * Writes a file below a folder of the caller's own, with the folders it lies in; one that is there is not written over.
   * Throws AppFailure `not_found`, `bad_input`, `file_exists`, `disk_full` or `cancelled`.
   */
  readonly extract: (name: string, folder: string, signal?: AbortSignal) => Promise<void>
  readonly close: () => void
}

const usual: ZipLimits = { entries: 1_000_000, bytes: 2 ** 40, ratio: 200 }
const small = 64 << 20

/**
 * Opens an archive and looks at all of its names and sizes; nothing is unpacked yet. Throws AppFailure `file_missing`,
 * `file_unreadable`, or `bad_input`: names that lead outside or meet, links, encrypted files, sizes over the limits,
 * files that share their bytes.
 */
export async function openZip(path: string, limits: Partial<ZipLimits> = {}): Promise<ZipReader> {
  const zip = await openArchive(path)
  try {
    const entries = await readEntries(path, zip, { ...usual, ...limits })
    return readerOf(path, zip, new Map(entries.map((entry) => [entry.fileName, entry])))
  } catch (error) {
    zip.close()
    throw error instanceof AppFailure ? error : broken(path, reasonOf(error))
  }
}

async function openArchive(path: string): Promise<ZipFile> {
  try {
    return await yauzl.openPromise(path, { strictFileNames: true, autoClose: false })
  } catch (error) {
    if (systemCode(error) === 'ENOENT')
      throw failure('file_missing', `There is no file ${path}.`, 'Check the path.')
    if (systemCode(error) === '') throw broken(path, reasonOf(error))
    const message = `${path} cannot be read: ${reasonOf(error)}.`
    throw failure('file_unreadable', message, 'Check its permissions.')
  }
}

/** Those of files; folders are made as files need them. */
async function readEntries(path: string, zip: ZipFile, limits: ZipLimits): Promise<Entry[]> {
  if (zip.entryCount > limits.entries) throw broken(path, `it holds ${zip.entryCount} files`)
  const files: Entry[] = []
  let packed = 0
  let unpacked = 0
  for await (const entry of zip.eachEntry()) {
    const problem = problemOfEntry(entry)
    if (problem !== null) throw broken(path, problem)
    if (entry.fileName.endsWith('/')) continue
    files.push(entry)
    packed += entry.compressedSize
    unpacked += entry.uncompressedSize
  }
  const problem = problemOfNames(files.map(({ fileName }) => fileName)) ?? problemOfPlaces(files)
  if (problem !== null) throw broken(path, problem)
  if (unpacked > limits.bytes || (unpacked > small && unpacked > limits.ratio * packed))
    throw broken(path, `it would grow to ${unpacked} bytes`)
  return files
}

const typeMask = 0o170000
const plainFile = 0o100000
const folderType = 0o040000

function problemOfEntry(entry: Entry): string | null {
  const { fileName: name } = entry
  const type = (entry.externalFileAttributes >>> 16) & typeMask
  const isFolder = name.endsWith('/')
  if (type !== 0 && type !== (isFolder ? folderType : plainFile))
    return `its ${name} is a link or a device`
  if (entry.isEncrypted()) return `its ${name} is encrypted`
  return entry.canDecodeFileData() ? null : `its ${name} is packed in a way that is not known`
}

/** Of a file's header before its bytes, at least. */
const headerBytes = 30

/** Files that share their bytes are how an archive of a few kilobytes unpacks to a full disk. */
function problemOfPlaces(entries: readonly Entry[]): string | null {
  const sorted = entries.toSorted(
    (a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader,
  )
  let end = 0
  for (const entry of sorted) {
    if (entry.relativeOffsetOfLocalHeader < end)
      return `its file ${entry.fileName} lies within another`
    end = entry.relativeOffsetOfLocalHeader + headerBytes + entry.compressedSize
  }
  return null
}

function readerOf(path: string, zip: ZipFile, entries: ReadonlyMap<string, Entry>): ZipReader {
  const streamOf = async (name: string): Promise<readonly [Entry, Readable]> => {
    const entry = entries.get(name)
    if (entry === undefined) throw failure('not_found', `${path} holds no file ${name}.`)
    try {
      return [entry, await zip.openReadStreamPromise(entry)]
    } catch (error) {
      throw broken(path, `its ${name}: ${reasonOf(error)}`)
    }
  }
  return {
    files: [...entries].map(([name, { uncompressedSize: bytes }]) => ({ name, bytes })),
    async read(name, mostBytes) {
      const size = entries.get(name)?.uncompressedSize ?? 0
      if (size > mostBytes) throw broken(path, `its ${name} has more than ${mostBytes} bytes`)
      const [entry, stream] = await streamOf(name)
      const pieces: Buffer[] = []
      await telling(path, name, async () =>
        pipeline(stream, checked(entry), async (source: AsyncIterable<Buffer>) => {
          for await (const piece of source) pieces.push(piece)
        }),
      )
      return Buffer.concat(pieces)
    },
    async extract(name, folder, signal) {
      throwIfAborted(signal)
      const to = join(folder, ...name.split('/'))
      await telling(path, name, async () => {
        // First: a stream that nobody listens to yet may fail unheard, and end the process.
        await mkdir(dirname(to), { recursive: true })
        const [entry, stream] = await streamOf(name)
        await pipeline(stream, checked(entry), createWriteStream(to, { flags: 'wx' }), { signal })
      })
    },
    close: () => zip.close(),
  }
}

/** Passes the bytes on, and fails where their checksum is not the archive's. */
function checked({ crc32: wanted }: Entry): Transform {
  let sum = 0
  return new Transform({
    transform(piece: Buffer, _, done) {
      sum = crc32(piece, sum)
      done(null, piece)
    },
    flush(done) {
      done(sum === wanted ? null : new Error('its checksum is wrong'))
    },
  })
}

async function telling(path: string, name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof AppFailure) throw error
    const code = systemCode(error)
    if (code === 'ABORT_ERR') throw new AppFailure(cancelledError)
    if (code === 'EEXIST')
      throw failure('file_exists', `${name} is there already.`, 'Choose another folder.')
    // Those of the library and of zlib tell of the archive, the others of the disk.
    if (code === '' || code.startsWith('Z_')) throw broken(path, `its ${name}: ${reasonOf(error)}`)
    throw writeFailure(name, error)
  }
}

function broken(path: string, problem: string): AppFailure {
  return failure(
    'bad_input',
    `The archive ${path} is not taken: ${problem.replace(/\.$/, '')}.`,
    'Get a whole copy from where it comes from.',
  )
}
