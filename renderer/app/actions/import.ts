import type { Job } from '#rpc/schemas/system'
import { importResultSchema, type ImportResult } from '#rpc/schemas/project'
import { bridge } from '../../rpc/bridge.ts'
import { call } from '../../rpc/client.ts'
import { jobEnd, whyFailed } from '../../state/jobs.ts'
import { notify } from '../../state/notices.ts'
import { refreshRows } from '../../state/samples.ts'
import { openFirst, refreshProject } from './project.ts'

/** Adds dropped images; a shell that knows their paths takes them where they are, a browser uploads them first. */
export async function importDropped(files: readonly File[]): Promise<void> {
  const paths = await bridge.pathsOfDropped(files)
  if (paths.length === 0) return
  const { job } = await call('images.import', { files: paths })
  const ended = await jobEnd(job)
  await showImported()
  const result = importedOf(ended)
  const error = whyFailed(ended)
  if (result === null)
    notify({
      level: ended.state === 'cancelled' ? 'info' : 'error',
      title: error?.message ?? 'The import was cancelled.',
      hint: error?.hint ?? 'Nothing was added.',
    })
  else
    notify({
      level: result.leftOut.length === 0 ? 'success' : 'warning',
      title: `${result.images} added, ${result.known} already there, ${result.leftOut.length} left out.`,
      hint: result.leftOut
        .slice(0, 3)
        .map(({ file, reason }) => `${file}: ${reason}`)
        .join('; '),
    })
}

/** What an import job ended with; null where it failed or was cancelled. */
export function importedOf(job: Job): ImportResult | null {
  const parsed = importResultSchema.safeParse(job.result)
  return job.state === 'done' && parsed.success ? parsed.data : null
}

export async function showImported(): Promise<void> {
  await refreshProject()
  await refreshRows()
  await openFirst()
}
