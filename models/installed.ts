import { join } from 'node:path'
import { dialects } from './dialects/index.ts'
import { folderOf, readModelRecord, type ModelRecord } from './download/model-record.ts'
import { listOwnIds } from './download/own-model.ts'
import type { ManifestEntry } from './manifest/entry.ts'
import { manifest } from './manifest/manifest.ts'
import type { SegmenterCard } from './ports.ts'
import { digestOfFiles } from './registry.ts'
import type { TextCard } from './text/text-ports.ts'

/** Segmenters that were fetched into the folder or brought by the user, whole by name and length. */
export async function installedSegmenters(modelsDir: string): Promise<readonly SegmenterCard[]> {
  const fetched = manifest.map(async (entry) => {
    const record = await readModelRecord(modelsDir, entry.id)
    return record === null ? null : manifestCard(entry, record, modelsDir)
  })
  const own = (await listOwnIds(modelsDir)).map(async (id) => {
    const record = await readModelRecord(modelsDir, id)
    return record === null ? null : ownCard(record, modelsDir)
  })
  const cards = await Promise.all([...fetched, ...own])
  return cards.filter((card) => card !== null)
}

/** Text models that were fetched into the folder, whole by name and length. */
export async function installedTextModels(modelsDir: string): Promise<readonly TextCard[]> {
  const cards = manifest.map(async (entry) => {
    const record = await readModelRecord(modelsDir, entry.id)
    return record === null ? null : textCard(entry, record, modelsDir)
  })
  return (await Promise.all(cards)).filter((card) => card !== null)
}

/** null for a model that reads no text. */
export function textCard(
  { id, title, kind, dialect }: ManifestEntry,
  record: ModelRecord,
  modelsDir: string,
): TextCard | null {
  if (kind === 'segmenter') return null
  const files = record.files.map(({ role, name, bytes, sha256 }) => {
    return { role, path: join(folderOf(modelsDir, id), name), bytes, sha256 }
  })
  return { id, title, kind, dialect, digest: digestOfFiles(files), files }
}

/** null for a model that gives no masks for prompts. */
export function manifestCard(
  { id, title, dialect, licence, thresholds }: ManifestEntry,
  record: ModelRecord,
  modelsDir: string,
): SegmenterCard | null {
  if (thresholds === null) return null
  return cardOf({ id, title, dialect, licence: licence.id, thresholds }, record, modelsDir)
}

/** null for a record that is of no model of the user, or of a dialect that is no more. */
export function ownCard(record: ModelRecord, modelsDir: string): SegmenterCard | null {
  const { id, own } = record
  if (own === undefined) return null
  return cardOf({ id, ...own, licence: ownLicence }, record, modelsDir)
}

/** What is known of the licence of files that the user brought. */
export const ownLicence = 'its own'

type About = Pick<SegmenterCard, 'id' | 'title' | 'dialect' | 'licence'> &
  Partial<Pick<SegmenterCard, 'thresholds'>>

function cardOf(about: About, record: ModelRecord, modelsDir: string): SegmenterCard | null {
  const dialect = dialects.find(({ id }) => id === about.dialect)
  if (dialect === undefined) return null
  const files = record.files.flatMap(({ role, name, bytes, sha256 }) =>
    role === 'encoder' || role === 'decoder' || role === 'data'
      ? [{ role, path: join(folderOf(modelsDir, about.id), name), bytes, sha256 }]
      : [],
  )
  const { capabilities, thresholds } = dialect
  return { thresholds, ...about, digest: digestOfFiles(files), files, capabilities }
}
