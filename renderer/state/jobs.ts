import { create } from 'zustand'
import type { Job } from '#rpc/schemas/system'
import { call } from '../rpc/client.ts'

type JobsState = { readonly jobs: ReadonlyMap<number, Job> }

/** Long work of the backend, newest last. */
export const useJobs = create<JobsState>(() => ({ jobs: new Map() }))

type Watcher = (job: Job) => void
const watchers = new Map<number, Watcher[]>()

export function isEnded(job: Job): boolean {
  return job.state === 'done' || job.state === 'failed' || job.state === 'cancelled'
}

/** Takes news of a job. An answer asked for earlier may come after the event of its end: an ended job stays ended. */
export function takeJob(job: Job): void {
  const known = useJobs.getState().jobs.get(job.id)
  if (known !== undefined && isEnded(known) && !isEnded(job)) return
  useJobs.setState(({ jobs }) => ({ jobs: new Map(jobs).set(job.id, job) }))
  if (!isEnded(job)) return
  for (const watcher of watchers.get(job.id) ?? []) watcher(job)
  watchers.delete(job.id)
}

export async function reloadJobs(): Promise<void> {
  for (const job of await call('jobs.list', {})) takeJob(job)
}

/** The job once it is over, however it ended. Asks once, so that an end before the question counts too. */
export async function jobEnd(id: number): Promise<Job> {
  const ended = new Promise<Job>((resolve) => {
    watchers.set(id, [...(watchers.get(id) ?? []), resolve])
  })
  const known = useJobs.getState().jobs.get(id)
  if (known !== undefined && isEnded(known)) return known
  await reloadJobs()
  return ended
}

export function forgetEndedJobs(): void {
  useJobs.setState(({ jobs }) => ({
    jobs: new Map([...jobs].filter(([, job]) => !isEnded(job))),
  }))
}
