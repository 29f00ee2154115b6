import { rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Dispatcher } from 'undici'
import { failure } from '../failure.ts'
import { digestOfFile } from '../files/digest.ts'
import type { ManifestArchive, ManifestEntry, ManifestFile } from '../manifest/entry.ts'
import { mirrored } from './addresses.ts'
import { cancelled, diskFailure } from './failures.ts'
import { fetchFile, type FetchOptions } from './fetch-file.ts'
import { withModelLock } from './model-lock.ts'
import {
  folderOf,
  hasModelRecord,
  isIntact,
  readModelRecord,
  readPins,
  removeModel,
  writeModelRecord,
  writePins,
  type KeptFile,
  type ModelRecord,
} from './model-record.ts'
import { discardPart } from './part-file.ts'
import { partPathOf } from './place-file.ts'
import { createDispatcher } from './proxy.ts'
import { SpeedMeter, type FetchProgress } from './speed.ts'
import { unpackArchive } from './unpack.ts'
import type { Verified } from './verify.ts'

export type DownloadOptions = Pick<FetchOptions, 'signal' | 'stallMs' | 'tries' | 'pauseMs'> & {
  /** Summed over all files of the model; `total` null where one of them has no stated length. */
  readonly onProgress?: (progress: FetchProgress) => void
  /** Takes the place of scheme and host of every address, keeping the path. */
  readonly mirror?: string | null
  /** See `createDispatcher`. */
  readonly proxy?: string | null
  /** Free bytes where `folder` lies; asked of the system unless given. */
  readonly freeBytes?: (folder: string) => Promise<number>
}

type Job = {
  readonly entry: ManifestEntry
  readonly modelsDir: string
  readonly options: DownloadOptions
  readonly dispatcher: Dispatcher
  readonly pins: ReadonlyMap<string, KeptFile>
  readonly tell: (received: number, isLast?: boolean) => void
}

/** Kept free for the rest of the program, bytes. */
const spare = 64 * 2 ** 20
/** What an archive of models grows to at most, where its members' sizes are not known. */
const growth = 1.5

/**
 * Fetches all files of a model into `<modelsDir>/<id>/`, one after another, going on where an earlier try ended, even
 * one that was killed. `model.json` comes last: with it the model is there. Throws AppFailure as `fetchFile` and
 * `unpackArchive` do.
 */
export async function downloadModel(
  entry: ManifestEntry,
  modelsDir: string,
  options: DownloadOptions = {},
): Promise<ModelRecord> {
  // Wrong settings are told before anything is touched.
  const urls = urlsOf(entry)
  const [address] = urls.map((url) => mirrored(url, options.mirror ?? null))
  const host = address === undefined ? null : new URL(address).host
  const dispatcher = createDispatcher(options.proxy)
  const folder = folderOf(modelsDir, entry.id)
  try {
    return await withModelLock(folder, async () => {
      const kept = await readModelRecord(modelsDir, entry.id)
      const isOfToday = kept?.files.every(({ source }) => urls.includes(source)) === true
      if (isOfToday && (await isIntact(modelsDir, kept, options.signal))) return kept
      await checkSpace(entry, modelsDir, options)
      const files = await fetchAll(await prepare(entry, modelsDir, options, dispatcher))
      const record = await writeModelRecord(modelsDir, entry, { files, host })
      for (const { name } of entry.archives) await rm(join(folder, name), { force: true })
      return record
    })
  } catch (error) {
    throw options.signal?.aborted === true ? cancelled() : diskFailure(folder, error)
  } finally {
    await dispatcher.destroy()
  }
}

async function prepare(
  entry: ManifestEntry,
  modelsDir: string,
  options: DownloadOptions,
  dispatcher: Dispatcher,
): Promise<Job> {
  const total = totalBytes(entry)
  const meter = new SpeedMeter(options.onProgress ?? (() => undefined))
  return {
    entry,
    modelsDir,
    options,
    dispatcher,
    pins: await readPins(modelsDir, entry.id),
    tell: (received, isLast) => meter.count(received, total, isLast),
  }
}

/** Bytes of a model that are here already, whole files and parts. */
export async function receivedBytes(entry: ManifestEntry, modelsDir: string): Promise<number> {
  const sizes = await Promise.all(
    downloadsOf(entry).map(({ name }) => sizeHere(join(folderOf(modelsDir, entry.id), name))),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Removes what an unfinished download left; where it would have mended a model that was there, its good files stay. */
export async function discardDownload(entry: ManifestEntry, modelsDir: string): Promise<void> {
  if (!(await hasModelRecord(modelsDir, entry.id))) return removeModel(modelsDir, entry.id)
  const folder = folderOf(modelsDir, entry.id)
  for (const { name } of downloadsOf(entry)) await discardPart(join(folder, name))
}

/** Bytes to fetch for a model; null where a length is not stated. */
export function totalBytes(entry: ManifestEntry): number | null {
  return downloadsOf(entry).reduce<number | null>(
    (sum, { bytes }) => (sum === null || bytes === null ? null : sum + bytes),
    0,
  )
}

function downloadsOf({
  files,
  archives,
}: ManifestEntry): readonly (ManifestFile | ManifestArchive)[] {
  return [...files, ...archives]
}

const urlsOf = (entry: ManifestEntry): readonly string[] => downloadsOf(entry).map(({ url }) => url)

async function fetchAll(job: Job): Promise<readonly KeptFile[]> {
  const kept: KeptFile[] = []
  let before = 0
  for (const file of job.entry.files) {
    const found = await fetchOne(job, file, before)
    kept.push({ role: file.role, name: file.name, source: file.url, ...found })
    before += found.bytes
    await writePins(job.modelsDir, job.entry.id, kept)
  }
  for (const archive of job.entry.archives) {
    kept.push(...(await fetchArchive(job, archive, before)))
    before += archive.bytes ?? 0
  }
  job.tell(before, true)
  return kept
}

type Found = Verified & Pick<KeptFile, 'vouchedBy'>

async function fetchOne(
  { entry, modelsDir, options, dispatcher, pins, tell }: Job,
  file: ManifestFile | ManifestArchive,
  before: number,
): Promise<Found> {
  const path = join(folderOf(modelsDir, entry.id), file.name)
  const known = pins.get(file.name)
  const pin = known?.source === file.url ? known : undefined
  const expected = {
    bytes: file.bytes ?? pin?.bytes ?? null,
    sha256: file.sha256 ?? pin?.sha256 ?? null,
  }
  const here = await wholeFile(path, expected.sha256, options.signal)
  const vouchedBy = file.sha256 === null ? pin?.vouchedBy : 'manifest'
  if (here !== null) return { ...here, vouchedBy: vouchedBy ?? 'nobody' }
  const { signal, stallMs, tries, pauseMs, mirror } = options
  const fetched = await fetchFile(
    { url: mirrored(file.url, mirror ?? null), path, ...expected },
    {
      dispatcher,
      isMirror: typeof mirror === 'string',
      onProgress: ({ received }) => tell(before + received),
      ...(signal === undefined ? {} : { signal }),
      ...(stallMs === undefined ? {} : { stallMs }),
      ...(tries === undefined ? {} : { tries }),
      ...(pauseMs === undefined ? {} : { pauseMs }),
    },
  )
  return { ...fetched, vouchedBy: vouchedBy ?? fetched.vouchedBy }
}

/** The archive itself stays until the model is there: an unpacking that was cut short begins with it again. */
async function fetchArchive(
  job: Job,
  archive: ManifestArchive,
  before: number,
): Promise<readonly KeptFile[]> {
  const folder = folderOf(job.modelsDir, job.entry.id)
  const path = join(folder, archive.name)
  const { vouchedBy } = await fetchOne(job, archive, before)
  const { signal } = job.options
  const unpacked = await unpackArchive(
    path,
    folder,
    archive.members,
    signal === undefined ? {} : { signal },
  )
  return unpacked.map((file) => ({ ...file, source: archive.url, vouchedBy }))
}

/** A file that is there with the digest it should have. One without a digest to compare is fetched again. */
async function wholeFile(
  path: string,
  sha256: string | null,
  signal: AbortSignal | undefined,
): Promise<Verified | null> {
  const found = await stat(path).catch(() => null)
  if (found === null || sha256 === null) return null
  return (await digestOfFile(path, signal)) === sha256 ? { bytes: found.size, sha256 } : null
}

/** Throws AppFailure `disk_full` where what is still to come would not fit. */
async function checkSpace(
  entry: ManifestEntry,
  modelsDir: string,
  options: DownloadOptions,
): Promise<void> {
  const { freeBytes = askFreeBytes } = options
  const unpacked = entry.archives.map(
    ({ members, bytes }) =>
      members.reduce<number>((sum, one) => sum + (one.bytes ?? 0), 0) || (bytes ?? 0) * growth,
  )
  const stated = downloadsOf(entry).reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)
  const missing = Math.max(0, stated - (await receivedBytes(entry, modelsDir)))
  const need = Math.ceil(missing + unpacked.reduce((sum, bytes) => sum + bytes, 0) + spare)
  const free = await freeBytes(folderOf(modelsDir, entry.id))
  if (free >= need) return
  throw failure(
    'disk_full',
    `${entry.title} needs ${megabytes(need)} in ${modelsDir}; ${megabytes(free)} are free.`,
    'Free some space, or choose another folder for models.',
  )
}

async function askFreeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`

async function sizeHere(path: string): Promise<number> {
  const found = await stat(path).catch(() => stat(partPathOf(path)).catch(() => null))
  return found?.size ?? 0
}
