import { basename, resolve } from 'node:path'
import type { MethodName } from '#rpc/contract'
import type { Job } from '#rpc/schemas/system'
import { refuseExisting } from '#electron/files/atomic-write'
import { refuseFolder } from '#electron/files/folder-write'
import type { JobTask } from '#electron/jobs/queue'
import type { Studio } from './studio.ts'
import { exportCoco } from './transfer-coco-export.ts'
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
} satisfies Partial<Pick<UseCases, TransferMethod>>

async function startJob(
  studio: Studio,
  kind: Job['kind'],
  title: string,
  task: JobTask,
): Promise<{ job: number }> {
  return { job: await studio.jobs.start({ kind, title }, task) }
}
