import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { digestOfFile } from '../files/digest.ts'
import type { FileRole, ManifestEntry } from '../manifest/entry.ts'
import { writeWhole } from './place-file.ts'
import { isSha256, type Verified } from './verify.ts'

/** A file of a fetched model, as it was found to be. */
export type KeptFile = Verified & {
  readonly role: FileRole
  readonly name: string
  /** Address in the manifest, of the archive for what was in one. A pin holds for its address alone. */
  readonly source: string
  /** Who vouches for the digest; `nobody`: it was computed and is pinned from now on. */
  readonly vouchedBy: 'manifest' | 'host' | 'nobody'
}

/** What a manifest says of its models, said of one that the user brought. */
export type OwnModel = { readonly title: string; readonly dialect: string }

/** `<models>/<id>/model.json`, written when everything else is in place: a folder without it holds no model. */
export type ModelRecord = {
  readonly id: string
  readonly files: readonly KeptFile[]
  /** The host it was fetched from; null where it came from a folder of the user. */
  readonly host: string | null
  /** ISO 8601. */
  readonly fetchedAt: string
  /** Of the user's own files alone. */
  readonly own?: OwnModel
}

const recordName = 'model.json'
const pinsName = 'model.part.json'

/** Where the files of a model lie. */
export function folderOf(modelsDir: string, id: string): string {
  return join(modelsDir, id)
}

/** The record of a model that is there as a whole; null where there is none. */
export async function readModelRecord(modelsDir: string, id: string): Promise<ModelRecord | null> {
  const kept = await readKeptModel(modelsDir, id)
  return kept?.problem === null ? kept.record : null
}

/** The record of a model that was there as a whole once, and what is wrong with it now; null where there is none. */
export async function readKeptModel(
  modelsDir: string,
  id: string,
): Promise<{ readonly record: ModelRecord; readonly problem: string | null } | null> {
  const folder = folderOf(modelsDir, id)
  const text = await readFile(join(folder, recordName), 'utf8').catch(() => null)
  const record = text === null ? null : parseRecord(text)
  if (record?.id !== id) return null
  for (const { name, bytes } of record.files) {
    const found = await stat(join(folder, name)).catch(() => null)
    if (found === null) return { record, problem: `${name} is not there.` }
    if (found.size !== bytes)
      return { record, problem: `${name} has ${found.size} bytes instead of ${bytes}.` }
  }
  return { record, problem: null }
}

/** Whether the model was there as a whole once, be it damaged since. */
export async function hasModelRecord(modelsDir: string, id: string): Promise<boolean> {
  return (await stat(join(folderOf(modelsDir, id), recordName)).catch(() => null)) !== null
}

/**
 * What earlier downloads, finished or not, found each file to be, by file name: pinned from then on, whether the file
 * is still there or not.
 */
export async function readPins(
  modelsDir: string,
  id: string,
): Promise<ReadonlyMap<string, KeptFile>> {
  const found = new Map<string, KeptFile>()
  for (const name of [recordName, pinsName]) {
    const text = await readFile(join(folderOf(modelsDir, id), name), 'utf8').catch(() => null)
    for (const file of (text === null ? null : parseRecord(text))?.files ?? [])
      found.set(file.name, file)
  }
  return found
}

/** Remembers the files of a download that is not finished. */
export async function writePins(
  modelsDir: string,
  id: string,
  files: readonly KeptFile[],
): Promise<void> {
  await writeWhole(join(folderOf(modelsDir, id), pinsName), JSON.stringify({ id, files }))
}

/** Whether every file of a record has the digest it was kept with. */
export async function isIntact(
  modelsDir: string,
  { id, files }: ModelRecord,
  signal?: AbortSignal,
): Promise<boolean> {
  for (const { name, sha256 } of files) {
    if ((await digestOfFile(join(folderOf(modelsDir, id), name), signal)) !== sha256) return false
  }
  return true
}

export async function writeModelRecord(
  modelsDir: string,
  entry: Pick<ManifestEntry, 'id'>,
  about: Pick<ModelRecord, 'files' | 'host' | 'own'>,
): Promise<ModelRecord> {
  const record = { id: entry.id, ...about, fetchedAt: new Date().toISOString() }
  const folder = folderOf(modelsDir, entry.id)
  await writeWhole(join(folder, recordName), `${JSON.stringify(record, null, 2)}\n`)
  await rm(join(folder, pinsName), { force: true })
  return record
}

/** Removes a model with all its files, and what unfinished downloads of it left. */
export async function removeModel(modelsDir: string, id: string): Promise<void> {
  await rm(folderOf(modelsDir, id), { recursive: true, force: true })
}

function parseRecord(text: string): ModelRecord | null {
  try {
    const read = JSON.parse(text) as Partial<ModelRecord> | null
    if (typeof read?.id !== 'string' || !Array.isArray(read.files)) return null
    if (!read.files.every(isKeptFile)) return null
    const { id, files, own } = read
    const record = { id, files, host: read.host ?? null, fetchedAt: read.fetchedAt ?? '' }
    return isOwnModel(own) ? { ...record, own } : record
  } catch {
    // Not ours, or damaged: the model counts as not there and is fetched again.
    return null
  }
}

function isOwnModel(own: Partial<OwnModel> | undefined): own is OwnModel {
  return typeof own?.title === 'string' && typeof own.dialect === 'string'
}

function isKeptFile(file: Partial<KeptFile>): boolean {
  const isName = typeof file.name === 'string' && /^[^/\\]+$/.test(file.name)
  const isOurs = isName && typeof file.source === 'string'
  return isOurs && typeof file.bytes === 'number' && isSha256(file.sha256 ?? '')
}
