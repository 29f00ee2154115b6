import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { DatasetSample, Loss } from '#core/dataset/dataset'
import { openExportFolder, ownExport, markerName } from '#electron/files/export-folder'
import { writeStreamAtomic } from '#electron/files/atomic-write'
import { writeFolderAtomic } from '#electron/files/folder-write'
import { fullPath } from '#electron/files/image-paths'
import type { ExportSource, FolderExport, Format } from '#electron/formats/format'
import type { JobContext } from '#electron/jobs/queue'
import { listImageKeys } from '#electron/store/images'
import { listLastCandidates } from '#electron/store/runs'
import { listExportSamples, readExportPages, type ExportRow } from '#electron/store/transfer'
import { failure } from '#models/failure'
import type { ParsedParams } from '#rpc/contract'
import type { ExportResult } from '#rpc/schemas/project'
import { exportNames } from './export-names.ts'
import type { OpenProject } from './open-project.ts'

export type DatasetExportInput = Omit<ParsedParams<'transfer.export'>, 'format'> & {
  readonly format: ExportFormat
  /** No more samples than that. */
  readonly limit?: number
}
type ExportFormat = Format & { readonly export: NonNullable<Format['export']> }

/** The accepted samples under the filter in any format: the file or folder is there whole or not at all. */
export async function exportDataset(
  project: OpenProject,
  input: DatasetExportInput,
  job: JobContext,
): Promise<ExportResult> {
  const out = resolve(input.out)
  const ids = (await listExportSamples(project.db, input.filter)).slice(0, input.limit)
  job.progress({ total: ids.length, done: 0, note: out })
  const made = { samples: 0, losses: [] as Loss[] }
  const source = await openSource(project, { ids, made, options: input.options }, job)
  const writer = input.format.export
  if (writer.kind === 'file') {
    const { overwrite } = input
    await writeStreamAtomic(out, writer.pieces(source), { overwrite, signal: job.signal })
  } else await writeFolder(out, { ...input, writer, source, made }, job)
  return { written: [out], samples: made.samples, losses: made.losses }
}

type Made = { samples: number; losses: Loss[] }

type FolderWork = {
  readonly format: ExportFormat
  readonly overwrite: boolean
  readonly writer: FolderExport
  readonly source: ExportSource
  readonly made: Made
}

async function writeFolder(
  out: string,
  { format, overwrite, writer, source, made }: FolderWork,
  job: JobContext,
): Promise<void> {
  const options = await ownExport(out, overwrite)
  await writeFolderAtomic(out, options, async (root) => {
    const folder = openExportFolder(root)
    await writer.fill(source, folder)
    job.signal.throwIfAborted()
    const marker = {
      made_by: 'Reaseg Studio',
      format: format.id,
      samples: made.samples,
      files: folder.names(),
      losses: made.losses,
    }
    await folder.write(markerName, `${JSON.stringify(marker, null, 1)}\n`)
  })
}

type SourceInput = {
  readonly ids: readonly number[]
  readonly made: Made
  readonly options: ExportSource['options']
}

async function openSource(
  project: OpenProject,
  { ids, made, options }: SourceInput,
  job: JobContext,
): Promise<ExportSource> {
  const keys = await listImageKeys(project.db)
  const files = keys.map((row) => ({
    ...row,
    path: fullPath(project.path, row.path),
  }))
  const nameOf = exportNames(files)
  const pathOf = new Map(files.map(({ id, path }) => [id, path]))
  /** By the image's id in exports. */
  const exported = new Map<number, string>()
  const sampleOf = (row: ExportRow): DatasetSample => {
    const path = pathOf.get(row.imageId) ?? row.imageName
    exported.set(row.imageExportId, path)
    return datasetSample(row, nameOf(row.imageName, path))
  }
  return {
    count: ids.length,
    options,
    signal: job.signal,
    async *pages() {
      for await (const rows of readExportPages(project.db, ids)) yield rows.map(sampleOf)
    },
    async imagePath({ imageId, imageName }) {
      const path = exported.get(imageId)
      if (path !== undefined && (await stat(path).catch(() => null)) !== null) return path
      throw failure(
        'image_missing',
        `The image ${imageName} is not at ${path ?? 'its place'}.`,
        'Choose “Find moved images” from the project menu, or export without pictures.',
      )
    },
    candidates: (sampleId) => listLastCandidates(project.db, sampleId),
    done(samples) {
      made.samples += samples
      job.progress({ done: made.samples })
    },
    lose: (losses) => void made.losses.push(...losses),
  }
}

function datasetSample(row: ExportRow, imageName: string): DatasetSample {
  const { id, exportId, imageExportId, imageId: _, ...rest } = row
  return { ...rest, sampleId: id, annotationId: exportId, imageId: imageExportId, imageName }
}
