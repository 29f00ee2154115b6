import { basename, resolve } from 'node:path'
import type { MethodName } from '#rpc/contract'
import type { Job } from '#rpc/schemas/system'
import { refuseExisting } from '#electron/files/atomic-write'
import { refuseFolder } from '#electron/files/folder-write'
import type { JobTask } from '#electron/jobs/queue'
import type { Studio } from './studio.ts'
import { tellOfSamples } from './samples.ts'
import { exportCoco } from './transfer-coco-export.ts'
import { importCoco } from './transfer-coco-import.ts'
import { exportMasks, isMaskExport } from './transfer-masks-export.ts'
import type { UseCases } from './use-cases.ts'

type TransferMethod = Extract<MethodName, `transfer.${string}`>

export const transferHandlers = {
  async 'transfer.exportCoco'(studio, params) {
    const project = studio.project()
    if (!params.overwrite) await refuseExisting(resolve(params.out))
    return startJob(studio, 'export', `Export COCO to ${basename(params.out)}`, (job) =>
      exportCoco(project, params, job),
    )
  },
  async 'transfer.exportMasks'(studio, params) {
    const project = studio.project()
    await refuseFolder(resolve(params.out), { overwrite: params.overwrite, isOwn: isMaskExport })
    return startJob(studio, 'export', `Export masks to ${basename(params.out)}`, (job) =>
      exportMasks(project, params, job),
    )
  },
  async 'transfer.importCoco'(studio, params) {
    const project = studio.project()
    project.writer()
    return startJob(studio, 'import-coco', `Import ${basename(params.file)}`, async (job) => {
      const result = await importCoco(project, params, job)
      studio.events.emit({ kind: 'project.changed' })
      tellOfSamples(studio, null)
      return result
    })
  },
} satisfies Pick<UseCases, TransferMethod>

async function startJob(
  studio: Studio,
  kind: Job['kind'],
  title: string,
  task: JobTask,
): Promise<{ job: number }> {
  return { job: await studio.jobs.start({ kind, title }, task) }
}
