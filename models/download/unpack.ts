import { basename, join, posix } from 'node:path'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { AppFailure, failure, reasonOf } from '../failure.ts'
import type { ArchiveMember, FileRole } from '../manifest/entry.ts'
import { cancelled } from './failures.ts'
import { keepFile } from './keep-file.ts'
import type { Verified } from './verify.ts'

export type UnpackOptions = {
  readonly signal?: AbortSignal
  /** Called with the bytes written so far, of all members. */
  readonly onProgress?: (written: number) => void
  readonly limits?: Partial<UnpackLimits>
}

export type UnpackLimits = {
  /** Files and folders in the archive. */
  readonly entries: number
  /** Bytes of all wanted files together, unpacked. */
  readonly bytes: number
  /** Unpacked bytes over packed ones, of one file and of all together. */
  readonly ratio: number
}

export type UnpackedFile = Verified & { readonly role: FileRole; readonly name: string }

type Wanted = { readonly entry: Entry; readonly member: ArchiveMember; readonly name: string }

const usualLimits: UnpackLimits = { entries: 1000, bytes: 16 * 2 ** 30, ratio: 100 }
const linkType = 0o120000
const typeMask = 0o170000

/**
 * Takes the wanted files out of a zip archive into `folder`, without the archive's own folders, each verified before
 * it gets its name. Throws AppFailure `download_broken` for an archive that is not what it should be (a path that
 * leads outside, a link, a bomb, sizes that lie, a member missing or twice), `disk_full`, `cancelled`.
 */
export async function unpackArchive(
  path: string,
  folder: string,
  members: readonly ArchiveMember[],
  options: UnpackOptions = {},
): Promise<readonly UnpackedFile[]> {
  const archive = basename(path)
  const limits = { ...usualLimits, ...options.limits }
  let zip: ZipFile | null = null
  try {
    zip = await yauzl.openPromise(path, { strictFileNames: true, autoClose: false })
    const entries = await readEntries(archive, zip, limits)
    const wanted = chooseEntries(archive, entries, members)
    checkSizes(archive, wanted, limits)
    const unpacked: UnpackedFile[] = []
    let before = 0
    for (const one of wanted) {
      const found = await unpackOne(zip, one, folder, {
        ...options,
        onProgress: (written) => options.onProgress?.(before + written),
      })
      before += found.bytes
      unpacked.push(found)
    }
    return unpacked
  } catch (error) {
    if (options.signal?.aborted === true) throw cancelled()
    throw error instanceof AppFailure || isSystemError(error)
      ? error
      : broken(`${archive} cannot be unpacked: ${reasonOf(error)}.`)
  } finally {
    zip?.close()
  }
}

/** All entries; the library itself refuses names that lead outside. */
async function readEntries(
  archive: string,
  zip: ZipFile,
  limits: UnpackLimits,
): Promise<readonly Entry[]> {
  if (zip.entryCount > limits.entries)
    throw broken(`${archive} holds ${zip.entryCount} files; a model has a few.`)
  const entries: Entry[] = []
  for await (const entry of zip.eachEntry()) {
    if (((entry.externalFileAttributes >>> 16) & typeMask) === linkType)
      throw broken(`${archive} holds a link (${entry.fileName}).`)
    entries.push(entry)
  }
  return entries
}

function chooseEntries(
  archive: string,
  entries: readonly Entry[],
  members: readonly ArchiveMember[],
): readonly Wanted[] {
  const files = entries.filter(({ fileName }) => !fileName.endsWith('/') && !isForeign(fileName))
  const needed = members
    .filter(({ isOptional }) => isOptional !== true)
    .map((member) => {
      const [entry, ...more] = files.filter(({ fileName }) => isMember(fileName, member))
      if (entry === undefined) throw broken(`${archive} holds no ${member.match}.`)
      if (more.length > 0) throw broken(`${archive} holds more than one ${member.match}.`)
      return wantedOf(entry, member)
    })
  const folders = new Set(needed.map(({ entry }) => posix.dirname(entry.fileName)))
  const beside = members
    .filter(({ isOptional }) => isOptional === true)
    .flatMap((member) =>
      files
        .filter(({ fileName }) => isMember(fileName, member))
        .filter(({ fileName }) => folders.has(posix.dirname(fileName)))
        .map((entry) => wantedOf(entry, member)),
    )
  const wanted = [...needed, ...beside]
  const twice = wanted.find(({ name }, i) => wanted.findIndex((one) => one.name === name) !== i)
  if (twice !== undefined) throw broken(`${archive} holds ${twice.name} more than once.`)
  return wanted
}

function wantedOf(entry: Entry, member: ArchiveMember): Wanted {
  return { entry, member, name: posix.basename(entry.fileName) }
}

/** Copies of the names that macOS puts into archives. */
function isForeign(fileName: string): boolean {
  return fileName.startsWith('__MACOSX/') || posix.basename(fileName).startsWith('._')
}

/** Whether a path's last part is what the member is called. */
export function isMember(path: string, { match }: Pick<ArchiveMember, 'match'>): boolean {
  const parts = match.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(posix.basename(path))
}

function checkSizes(archive: string, wanted: readonly Wanted[], limits: UnpackLimits): void {
  let packed = 0
  let unpacked = 0
  for (const { entry, member, name } of wanted) {
    if (entry.isEncrypted() || !entry.canDecodeFileData())
      throw broken(`${name} in ${archive} is encrypted or packed in a way we do not know.`)
    if (member.bytes !== null && entry.uncompressedSize !== member.bytes)
      throw broken(
        `${name} in ${archive} has ${entry.uncompressedSize} bytes instead of ${member.bytes}.`,
      )
    if (entry.uncompressedSize > limits.ratio * entry.compressedSize)
      throw broken(`${name} in ${archive} would grow more than ${limits.ratio} times.`)
    packed += entry.compressedSize
    unpacked += entry.uncompressedSize
  }
  if (unpacked > limits.bytes || unpacked > limits.ratio * packed)
    throw broken(`${archive} would grow to ${unpacked} bytes.`)
}

async function unpackOne(
  zip: ZipFile,
  { entry, member, name }: Wanted,
  folder: string,
  options: UnpackOptions,
): Promise<UnpackedFile> {
  const stream = await zip.openReadStreamPromise(entry)
  const found = await keepFile(stream, join(folder, name), member, options)
  return { ...found, role: member.role, name }
}

/** Errors of the disk have the name of the call that failed. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}

function broken(message: string): AppFailure {
  return failure(
    'download_broken',
    message,
    'Fetch the archive again or from another place; nothing of it was kept.',
  )
}
