import { join } from 'node:path'
import { dialects } from './dialects/index.ts'
import { folderOf, readModelRecord } from './download/model-record.ts'
import type { ManifestEntry } from './manifest/entry.ts'
import { manifest } from './manifest/manifest.ts'
import type { SegmenterCard } from './ports.ts'
import { digestOfFiles } from './registry.ts'

/** Segmenters of the manifest that were fetched into the folder, whole by name and length. */
export async function installedSegmenters(modelsDir: string): Promise<readonly SegmenterCard[]> {
  const cards = await Promise.all(manifest.map((entry) => cardOf(entry, modelsDir)))
  return cards.filter((card) => card !== null)
}

async function cardOf(entry: ManifestEntry, modelsDir: string): Promise<SegmenterCard | null> {
  const dialect = dialects.find(({ id }) => id === entry.dialect)
  if (dialect === undefined || entry.thresholds === null) return null
  const record = await readModelRecord(modelsDir, entry.id)
  if (record === null) return null
  const files = record.files.flatMap(({ role, name, bytes, sha256 }) =>
    role === 'encoder' || role === 'decoder' || role === 'data'
      ? [{ role, path: join(folderOf(modelsDir, entry.id), name), bytes, sha256 }]
      : [],
  )
  return {
    id: entry.id,
    title: entry.title,
    dialect: dialect.id,
    digest: digestOfFiles(files),
    files,
    licence: entry.licence.id,
    capabilities: dialect.capabilities,
    thresholds: entry.thresholds,
  }
}
