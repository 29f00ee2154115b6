import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { folderOf, writeModelRecord, type KeptFile } from '#models/download/model-record'
import { installedSegmenters } from '#models/installed'
import { findEntry } from '#models/manifest/manifest'
import type { SegmenterCard } from '#models/ports'
import { buildDecoder } from './decoder.ts'
import { buildEncoder } from './encoder.ts'

/** The manifest's model that it stands for: its id, file names, dialect and thresholds. */
export const syntheticId = 'mobilesam'

/**
 * Makes a stand-in for MobileSAM on the spot, for measuring what a model of its size costs. It is no segmenter: it has
 * the signature, the layers and the tensor shapes, but weights drawn by lot with a fixed seed, and draws smooth blobs at
 * clicks and boxes whose edges depend on the picture. Files: 27.8 and 16.3 MB of float32 (MobileSAM: 28.2 and 16.5).
 * Work, as `Network` counts it: 38.8 billion multiply-adds (77.5 GFLOP) a frame, windows filled up at the rim included,
 * and 1.8 billion (3.7 GFLOP) a click. It is put in `modelsDir` as a fetched MobileSAM, so that everything opens it like
 * the real one.
 */
export async function installSyntheticSam(modelsDir: string): Promise<SegmenterCard> {
  const entry = findEntry(syntheticId)
  if (entry === null) throw new Error(`the manifest has no ${syntheticId}`)
  const graphs = { encoder: buildEncoder(1).graph, decoder: buildDecoder(2).graph }
  const folder = folderOf(modelsDir, entry.id)
  await mkdir(folder, { recursive: true })
  const files: KeptFile[] = []
  for (const { role, name, url } of entry.files) {
    if (role !== 'encoder' && role !== 'decoder') throw new Error(`no stand-in for a ${role}`)
    const bytes = graphs[role].bytes()
    await writeFile(join(folder, name), bytes)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    files.push({ role, name, bytes: bytes.length, sha256, source: url, vouchedBy: 'nobody' })
  }
  await writeModelRecord(modelsDir, entry, { files, host: null })
  const card = (await installedSegmenters(modelsDir)).find(({ id }) => id === entry.id)
  if (card === undefined) throw new Error('the stand-in is not among the installed models')
  return card
}
