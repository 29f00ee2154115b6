import type { DatasetSample, ForeignTaken, Loss } from '#core/dataset/dataset'
import type { Size } from '#core/geometry/size'
import type { ExportFolder } from '#electron/files/export-folder'
import type { ExportOption, ExportOptions } from '#rpc/schemas/transfer'

/**
 * A dataset format: how it is read, how it is written, or both. One file in this folder and one line in `index.ts`;
 * what is pure of it (records, rasters, round trips) is in `core/dataset`.
 */
export type Format = {
  /** As on the command line: `--format ID`, `import --ID PATH`. */
  readonly id: string
  /** For people, as "LabelMe". */
  readonly title: string
  /** One line for who chooses it: what it holds and what it cannot. */
  readonly note: string
  readonly import?: FormatImport
  readonly export?: FileExport | FolderExport
}

export type FormatImport = {
  readonly takes: 'file' | 'folder'
  /**
   * The pictures of a file or folder with their samples, in the order of the file, a piece at a time. What is wrong with
   * one record is a `problem` and the rest goes on; throws AppFailure (`bad_json`, `bad_input`, `file_unreadable`, …,
   * naming the file and the mend) only where nothing can be read.
   */
  readonly read: (
    path: string,
    context: ReadContext,
  ) => AsyncIterable<ForeignPicture | ForeignProblem>
}

export type ReadContext = {
  /** Folder of the images. */
  readonly images: string
  readonly signal: AbortSignal
  /** Bytes or files read so far, and of how many. */
  readonly progress: (done: number, total: number) => void
}

export type ForeignPicture = {
  readonly kind: 'picture'
  /** The file that speaks of it, absolute; its line from 1. */
  readonly file: string
  readonly line: number | null
  /**
   * Where the picture may be, the first that is there is taken: paths below the images folder with `/` between the
   * parts, or the only file of that name below it.
   */
  readonly names: readonly string[]
  /** Size the file states: another one than the upright image's leaves it out. null where it states none. */
  readonly size: Size | null
  /** What the file calls the image, and a whole number it would like to keep in exports. */
  readonly key: string | null
  readonly imageId: number | null
  /** Its samples at the upright image's size; called at most once, only where the picture is there. */
  readonly samples: (size: Size) => Promise<readonly ForeignTaken[]> | readonly ForeignTaken[]
}

export type ForeignProblem = {
  readonly kind: 'problem'
  readonly file: string
  readonly line: number | null
  readonly reason: string
  /** Right, and still not taken. */
  readonly isPassed?: boolean
}

/** What an export is made from. The same project gives the same bytes: no clock, no randomness beyond a stored seed. */
export interface ExportSource {
  readonly count: number
  readonly options: ExportOptions
  readonly signal: AbortSignal
  /** In the order of their annotation ids; may be gone through several times. */
  pages(): AsyncIterable<readonly DatasetSample[]>
  /** Where the picture of a sample is, absolute. Throws AppFailure `image_missing`. */
  imagePath(sample: DatasetSample): Promise<string>
  /** Candidates of the sample's last run in their ranked order; none where it has no run. */
  candidates(sampleId: number): Promise<readonly ExportCandidate[]>
  /** Counts what is done, for the progress bar. */
  done(samples: number): void
  /** What got lost. Masks are read back from what was written, by the format's own rule, before this says so. */
  lose(losses: readonly Loss[]): void
}

export type ExportCandidate = {
  readonly id: string
  readonly rank: number
  readonly source: string
  /** COCO counts at the image's size. */
  readonly counts: string
  readonly predictedIou: number
  readonly stability: number | null
  /** Score it was ranked by, 0..1. */
  readonly score: number
  readonly reason: string | null
  /** Who gave the reason: `model:NAME` or `human`; null without one. */
  readonly reasonBy: string | null
}

export type FileExport = {
  readonly kind: 'file'
  readonly options: readonly ExportOption[]
  /** With its dot. */
  readonly extension: string
  readonly pieces: (source: ExportSource) => AsyncIterable<string | Uint8Array>
}

export type FolderExport = {
  readonly kind: 'folder'
  readonly options: readonly ExportOption[]
  readonly fill: (source: ExportSource, folder: ExportFolder) => Promise<void>
}

export type { ExportFolder } from '#electron/files/export-folder'
