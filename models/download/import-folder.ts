import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { failure, reasonOf, systemCode } from '../failure.ts'
import { digestOfFile } from '../files/digest.ts'
import type { ManifestArchive, ManifestEntry } from '../manifest/entry.ts'
import { cancelled, diskFailure } from './failures.ts'
import { keepFile, type KeepOptions } from './keep-file.ts'
import { folderOf, writeModelRecord, type KeptFile, type ModelRecord } from './model-record.ts'
import { withModelLock } from './model-lock.ts'
import { isMember, unpackArchive } from './unpack.ts'
import { verifyFile, type Expected } from './verify.ts'

type Import = {
  readonly entry: ManifestEntry
  readonly from: string
  readonly folder: string
  /** Paths of all files of `from` and of the folders in it. */
  readonly paths: readonly string[]
  readonly options: KeepOptions
  /** Where what is missing can be fetched by hand. */
  readonly page: string
}

/**
 * The same model from a folder of the user, for machines without a network: files are found by their names there and
 * in the folders in it, archives packed or unpacked, verified like downloads and copied. `onProgress` counts the bytes
 * of all files that are copied. Throws AppFailure `file_missing` (names what is not there), `file_unreadable`,
 * `download_broken`, `disk_full` or `cancelled`.
 */
export async function importModel(
  entry: ManifestEntry,
  from: string,
  modelsDir: string,
  options: KeepOptions = {},
): Promise<ModelRecord> {
  const folder = folderOf(modelsDir, entry.id)
  try {
    return await withModelLock(folder, async () => {
      const paths = await listFiles(from)
      const job = { entry, from, folder, paths, options: summing(options), page: entry.page }
      const files: KeptFile[] = []
      for (const file of entry.files) {
        // One file may come from another page than the rest.
        const page = file.url.startsWith(entry.page) ? entry.page : file.url
        const path = pick({ ...job, page }, (one) => basename(one) === file.name, file.name)
        files.push(await copy(job, path, { ...file, source: file.url }))
      }
      for (const archive of entry.archives) files.push(...(await importArchive(job, archive)))
      return writeModelRecord(modelsDir, entry, { files, host: null })
    })
  } catch (error) {
    throw options.signal?.aborted === true ? cancelled() : diskFailure(folder, error)
  }
}

/** Each file counts from zero again. */
function summing(options: KeepOptions): KeepOptions {
  const { onProgress } = options
  if (onProgress === undefined) return options
  let before = 0
  let last = 0
  return {
    ...options,
    onProgress: (written) => {
      if (written < last) before += last
      last = written
      onProgress(before + written)
    },
  }
}

/** From the archive where it is there, else from its members, unpacked by the user. */
async function importArchive(job: Import, archive: ManifestArchive): Promise<readonly KeptFile[]> {
  const { folder, paths, options } = job
  const packed = paths.find((path) => basename(path) === archive.name)
  if (packed !== undefined) {
    const sha256 = await digestOfFile(packed, options.signal)
    const found = { bytes: (await stat(packed)).size, sha256 }
    await verifyFile(packed, found, { expected: archive })
    const files = await unpackArchive(packed, folder, archive.members, options)
    const known = { source: archive.url, vouchedBy: vouchedBy(archive) }
    return files.map((file) => ({ ...file, ...known }))
  }
  const kept: KeptFile[] = []
  const places = new Set<string>()
  for (const member of archive.members.filter(({ isOptional }) => isOptional !== true)) {
    const path = pick(job, (one) => isMember(one, member), `${archive.name} or ${member.match}`)
    places.add(dirname(path))
    kept.push(await copy(job, path, { ...member, source: archive.url }))
  }
  for (const member of archive.members.filter(({ isOptional }) => isOptional === true))
    for (const path of paths.filter((one) => isMember(one, member) && places.has(dirname(one))))
      kept.push(await copy(job, path, { ...member, source: archive.url }))
  return kept
}

async function copy(
  { folder, options }: Import,
  path: string,
  { role, source, bytes, sha256 }: Expected & Pick<KeptFile, 'role' | 'source'>,
): Promise<KeptFile> {
  const name = basename(path)
  try {
    const expected = { bytes, sha256 }
    const found = await keepFile(createReadStream(path), join(folder, name), expected, options)
    return { role, name, ...found, source, vouchedBy: vouchedBy(expected) }
  } catch (error) {
    throw systemCode(error) === '' ? error : unreadable(path, error)
  }
}

/** The wanted one of all files. Two of the same name in different folders are for the user to decide. */
function pick(
  { entry, from, paths, page }: Import,
  isWanted: (path: string) => boolean,
  what: string,
): string {
  const found = paths.filter(isWanted)
  const nearest = found.filter((path) => dirname(path) === from)
  const [path, ...more] = nearest.length > 0 ? nearest : found
  if (path === undefined)
    throw failure(
      'file_missing',
      `${what} is not in ${from}.`,
      `Fetch the files of ${entry.title} from ${page} and keep their names.`,
    )
  if (more.length === 0) return path
  throw failure(
    'bad_input',
    `${what} is in ${from} more than once.`,
    'Choose the folder that holds only this model.',
  )
}

/** Files of the folder and of the folders in it, the names in order. Throws AppFailure. */
export async function listFiles(from: string): Promise<readonly string[]> {
  try {
    const top = await readdir(from)
    const paths: string[] = []
    for (const name of top.toSorted()) {
      const path = join(from, name)
      const found = await stat(path)
      if (found.isFile()) paths.push(path)
      else if (found.isDirectory()) paths.push(...(await filesIn(path)))
    }
    return paths
  } catch (error) {
    throw systemCode(error) === 'ENOENT'
      ? failure('file_missing', `There is no folder ${from}.`, 'Choose the folder with the files.')
      : unreadable(from, error)
  }
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map(({ name }) => join(folder, name))
    .toSorted()
}

function vouchedBy({ sha256 }: Expected): KeptFile['vouchedBy'] {
  return sha256 === null ? 'nobody' : 'manifest'
}

export function unreadable(path: string, error: unknown) {
  return failure(
    'file_unreadable',
    `${path} could not be read: ${reasonOf(error)}`,
    'Check that it is a readable file or folder.',
  )
}
