/** What a file is to its model. `data` = weights a graph loads by name from its own folder. */
export type FileRole = 'encoder' | 'decoder' | 'language' | 'graph' | 'data' | 'tokenizer'

/** Folders of `models/dialects` and files of `models/text`. */
export type ManifestDialect =
  | 'sam-hwc'
  | 'sam2-samexporter'
  | 'hf-sam'
  | 'hf-sam2'
  | 'hf-sam3-tracker'
  | 'efficient-sam'
  | 'clipseg'
  | 'grounding-dino'
  | 'sam3-concept'

export type ManifestFile = {
  readonly role: FileRole
  /** On disk; graphs name their data files, so nothing is ever renamed. */
  readonly name: string
  /** Of a pinned revision. */
  readonly url: string
  /** null where no source states it. */
  readonly bytes: number | null
  /** SHA-256, hex. null = unpinned: the first download pins it, from the host's header where it sends one. */
  readonly sha256: string | null
}

/** A file inside an archive. */
export type ArchiveMember = {
  readonly role: FileRole
  /** Name without folders; `*` stands for any characters. */
  readonly match: string
  readonly bytes: number | null
  readonly sha256: string | null
  /** It may be missing, and only counts in a folder that holds a member which may not. */
  readonly isOptional?: boolean
}

export type ManifestArchive = {
  readonly name: string
  readonly url: string
  readonly bytes: number | null
  readonly sha256: string | null
  readonly members: readonly ArchiveMember[]
}

export type ManifestLicence = {
  /** SPDX where there is such an id. */
  readonly id: string
  readonly url: string
  /** The user has to agree before the download. */
  readonly needsAcknowledgement: boolean
  readonly note?: string
}

export type ManifestEntry = {
  readonly id: string
  readonly title: string
  /** One sentence: when to choose it. */
  readonly goodFor: string
  readonly dialect: ManifestDialect
  /** `text-prior`: text to a heat map; `text-boxes`: text to boxes; `text-masks`: text to masks. */
  readonly kind: 'segmenter' | 'text-prior' | 'text-boxes' | 'text-masks'
  /** The page to fetch the files from by hand. */
  readonly page: string
  readonly files: readonly ManifestFile[]
  readonly archives: readonly ManifestArchive[]
  readonly licence: ManifestLicence
  /** Filters for seed candidates (design section 4); null where the model gives no masks for prompts. */
  readonly thresholds: { readonly predictedIou: number; readonly stability: number } | null
  readonly isDefault: boolean
}

export const apache2: ManifestLicence = {
  id: 'Apache-2.0',
  url: 'https://www.apache.org/licenses/LICENSE-2.0',
  needsAcknowledgement: false,
}

/** How exporters name the weights beside a graph. */
export const dataBesideGraphs: readonly ArchiveMember[] = [
  '*.onnx_data',
  '*.data',
  '*_data.bin',
].map((match) => ({ role: 'data', match, bytes: null, sha256: null, isOptional: true }))

/** A model repository at one revision. */
export type HubRepository = { readonly name: string; readonly revision: string }

/** `path`: inside the repository; its last part is the name on disk. */
export function hubFile(
  { name, revision }: HubRepository,
  path: string,
  about: { readonly role: FileRole; readonly bytes?: number; readonly sha256?: string },
): ManifestFile {
  return {
    role: about.role,
    name: lastPart(path),
    url: `${hubPage(name)}/resolve/${revision}/${path}`,
    bytes: about.bytes ?? null,
    sha256: about.sha256 ?? null,
  }
}

export function hubPage(name: string): string {
  return `https://huggingface.co/${name}`
}

/** A file of a GitHub release; bytes are not stated there. */
export function releaseFile(
  from: { readonly name: string; readonly tag: string },
  file: string,
  about: { readonly role: FileRole; readonly sha256: string },
): ManifestFile {
  const url = `https://github.com/${from.name}/releases/download/${from.tag}/${file}`
  return { role: about.role, name: file, url, bytes: null, sha256: about.sha256 }
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
