import { dialects } from '#models/dialects/index'
import { receivedBytes, totalBytes } from '#models/download/download-model'
import { readKeptModel, type KeptFile, type ModelRecord } from '#models/download/model-record'
import { listOwnIds } from '#models/download/own-model'
import { manifestCard, ownCard, ownLicence, textCard } from '#models/installed'
import type { ManifestEntry } from '#models/manifest/entry'
import { manifest } from '#models/manifest/manifest'
import type { SegmenterCard } from '#models/ports'
import { embeddedSegmenter } from '#models/registry'
import type { ModelEntry } from '#rpc/schemas/models'

/** A model of the registry, without what its tests say. */
export type UntestedEntry = Omit<ModelEntry, 'provider' | 'test'>

export type EntryPlaces = { readonly modelsDir: string; readonly weightsDir: string }

/** Every model there is: the embedded one, those that are here, then those that can be fetched. */
export async function listEntries(places: EntryPlaces): Promise<readonly UntestedEntry[]> {
  const { modelsDir } = places
  const own = await Promise.all((await listOwnIds(modelsDir)).map((id) => ownEntry(id, modelsDir)))
  const known = await Promise.all(manifest.map((entry) => manifestEntry(entry, modelsDir)))
  const here = known.filter(({ state }) => state !== 'available')
  return [
    embeddedEntry(places.weightsDir),
    ...here,
    ...own.filter((entry) => entry !== null),
    ...known.filter(({ state }) => state === 'available'),
  ]
}

function embeddedEntry(weightsDir: string): UntestedEntry {
  const card = embeddedSegmenter(weightsDir)
  return {
    ...aboutCard(card),
    origin: 'embedded',
    goodFor: 'Comes with the program: works at once and everywhere, trained on generated pictures.',
    licence: { id: card.licence, url: null, needsAcknowledgement: false, note: null },
    page: null,
    received: 0,
    isDefault: false,
    state: 'installed',
    problem: null,
    bytes: card.files.reduce((sum, { bytes }) => sum + bytes, 0),
    files: card.files.map(({ role, path, bytes, sha256 }) => {
      return {
        role,
        name: path.split(/[/\\]/).at(-1) ?? path,
        bytes,
        sha256,
        vouchedBy: 'manifest',
      }
    }),
  }
}

/** What a card says; nothing of it holds for models that take no clicks and boxes. */
function aboutCard(card: SegmenterCard) {
  const { id, title, dialect, digest, capabilities, thresholds } = card
  return { id, title, dialect, kind: 'segmenter' as const, digest, capabilities, thresholds }
}

async function manifestEntry(entry: ManifestEntry, modelsDir: string): Promise<UntestedEntry> {
  const { id, title, kind, dialect, goodFor, page, isDefault, thresholds, licence } = entry
  const kept = await readKeptModel(modelsDir, id)
  const card =
    kept === null
      ? null
      : (manifestCard(entry, kept.record, modelsDir) ?? textCard(entry, kept.record, modelsDir))
  const capabilities = dialects.find((one) => one.id === dialect)?.capabilities ?? null
  return {
    id,
    title,
    kind,
    dialect,
    goodFor,
    page,
    isDefault,
    thresholds,
    capabilities,
    origin: 'manifest',
    licence: { ...licence, note: licence.note ?? null },
    digest: card?.digest ?? null,
    ...stateOf(kept),
    bytes: kept === null ? totalBytes(entry) : bytesOf(kept.record),
    received: kept?.problem === null ? 0 : await receivedBytes(entry, modelsDir),
    files: kept === null ? statedFiles(entry) : kept.record.files.map(keptFile),
  }
}

async function ownEntry(id: string, modelsDir: string): Promise<UntestedEntry | null> {
  const kept = await readKeptModel(modelsDir, id)
  const card = kept === null ? null : ownCard(kept.record, modelsDir)
  if (kept === null || card === null) return null
  return {
    ...aboutCard(card),
    origin: 'own',
    goodFor: 'Files of your own, recognised by their inputs and outputs.',
    licence: { id: ownLicence, url: null, needsAcknowledgement: false, note: null },
    page: null,
    received: 0,
    isDefault: false,
    ...stateOf(kept),
    bytes: bytesOf(kept.record),
    files: kept.record.files.map(keptFile),
  }
}

function stateOf(kept: { readonly problem: string | null } | null) {
  if (kept === null) return { state: 'available', problem: null } as const
  const state = kept.problem === null ? ('installed' as const) : ('damaged' as const)
  return { state, problem: kept.problem }
}

function bytesOf({ files }: ModelRecord): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}

function keptFile({ role, name, bytes, sha256, vouchedBy }: KeptFile): ModelEntry['files'][number] {
  return { role, name, bytes, sha256, vouchedBy }
}

function statedFiles({ files, archives }: ManifestEntry): ModelEntry['files'] {
  const loose = files.map(({ role, name, bytes, sha256 }) => ({ role, name, bytes, sha256 }))
  const packed = archives.map(({ name, bytes, sha256 }) => ({
    role: 'archive',
    name,
    bytes,
    sha256,
  }))
  return [...loose, ...packed].map((file) => {
    return { ...file, vouchedBy: file.sha256 === null ? null : ('manifest' as const) }
  })
}
