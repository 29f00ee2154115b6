import { JobRow } from '../app/JobsIndicator.tsx'
import { ErrorText } from '../ui/ErrorText.tsx'
import { ClientError } from '../rpc/client-error.ts'
import { whyFailed } from '../state/jobs.ts'
import type { JobRun } from './use-job.ts'

/** How a job goes, or why it did not. */
export function JobView({ run, doing }: { readonly run: JobRun; readonly doing: string }) {
  if (run.failure !== null) return <ErrorText doing={doing} error={run.failure} />
  if (run.job === null) return null
  const error = whyFailed(run.job)
  if (error !== null) return <ErrorText doing={doing} error={new ClientError(error)} />
  return run.job.state === 'done' ? null : <JobRow job={run.job} />
}
