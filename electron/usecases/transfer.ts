import { basename, resolve } from 'node:path'
import type { MethodName, ParsedParams } from '#rpc/contract'
import type { Job } from '#rpc/schemas/system'
import { refuseExisting } from '#electron/files/atomic-write'
import { ownExport } from '#electron/files/export-folder'
import { refuseFolder } from '#electron/files/folder-write'
import type { JobTask } from '#electron/jobs/queue'
import type { Studio } from './studio.ts'
import { tellOfSamples } from './samples.ts'
import { exportCoco } from './transfer-coco-export.ts'
import { importCoco } from './transfer-coco-import.ts'
import { exportDataset } from './transfer-dataset-export.ts'
import { importDataset } from './transfer-dataset-import.ts'
import { cocoInfo, formatToExport, formatToImport, listFormats } from './transfer-formats.ts'
import { previewExport } from './transfer-preview.ts'
import type { UseCases } from './use-cases.ts'

type TransferMethod = Extract<MethodName, `transfer.${string}`>

export const transferHandlers = {
  'transfer.formats': async () => listFormats(),
  'transfer.export': (studio, params) =>
    params.format === cocoInfo.id ? startCocoExport(studio, params) : startExport(studio, params),
  'transfer.preview': (studio, params) => previewExport(studio.project(), params),
  async 'transfer.import'(studio, params) {
    const project = studio.project()
    project.writer()
    const format = params.format === cocoInfo.id ? null : formatToImport(params.format)
    return startJob(studio, 'import', `Import ${basename(params.path)}`, async (job) => {
      const result =
        format === null
          ? await importCoco(project, { ...params, file: params.path }, job)
          : await importDataset(project, { ...params, format }, job)
      studio.events.emit({ kind: 'project.changed' })
      tellOfSamples(studio, null)
      return result
    })
  },
} satisfies Pick<UseCases, TransferMethod>

type ExportInput = ParsedParams<'transfer.export'>

async function startCocoExport(studio: Studio, params: ExportInput): Promise<{ job: number }> {
  const project = studio.project()
  if (!params.overwrite) await refuseExisting(resolve(params.out))
  return startJob(studio, 'export', `Export COCO to ${basename(params.out)}`, (job) =>
    exportCoco(project, params, job),
  )
}

async function startExport(studio: Studio, params: ExportInput): Promise<{ job: number }> {
  const project = studio.project()
  const format = formatToExport(params.format)
  const out = resolve(params.out)
  if (format.export.kind === 'folder')
    await refuseFolder(out, await ownExport(out, params.overwrite))
  else if (!params.overwrite) await refuseExisting(out)
  return startJob(studio, 'export', `Export ${format.title} to ${basename(out)}`, (job) =>
    exportDataset(project, { ...params, format }, job),
  )
}

async function startJob(
  studio: Studio,
  kind: Job['kind'],
  title: string,
  task: JobTask,
): Promise<{ job: number }> {
  return { job: await studio.jobs.start({ kind, title }, task) }
}
