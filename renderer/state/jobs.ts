import { create } from 'zustand'
import type { Job } from '#rpc/schemas/system'
import { call } from '../rpc/client.ts'
import { useApp } from './app.ts'

type JobsState = {
  /** Newest last. */
  readonly jobs: ReadonlyMap<number, Job>
  /** Ended ones that the list of jobs shows no more. */
  readonly cleared: ReadonlySet<number>
}

const none: JobsState = { jobs: new Map(), cleared: new Set() }

/** Long work of the backend for the open project. */
export const useJobs = create<JobsState>(() => none)

type Watcher = (job: Job) => void
const watchers = new Map<number, Watcher[]>()
/** How much news was heard, and when last of each job: an answer asked for before it knows less. */
let news = 0
const heard = new Map<number, number>()

// Another project numbers its jobs from 1 again.
useApp.subscribe(({ project }, before) => {
  if (project?.path === before.project?.path) return
  heard.clear()
  useJobs.setState(none)
})

export function isEnded(job: Job): boolean {
  return job.state === 'done' || job.state === 'failed' || job.state === 'cancelled'
}

/** It is at work or waits for its turn; one that is paused waits for a person. */
export function isUnderWay(job: Job): boolean {
  return job.state === 'running' || job.state === 'queued'
}

/** null for one that was cancelled: that was wanted, and is no failure. */
export function whyFailed({ state, error }: Job): Job['error'] {
  return state === 'cancelled' ? null : error
}

/** It stopped half-way, or failed for some samples, and can be gone on with. */
export function canResume(job: Job): boolean {
  return (
    job.kind === 'propose' &&
    (job.state === 'paused' || job.state === 'cancelled' || job.state === 'failed')
  )
}

/** Takes news of a job as it comes. */
export function takeJob(job: Job): void {
  heard.set(job.id, ++news)
  put(job)
}

function put(job: Job): void {
  useJobs.setState(({ jobs, cleared }) => ({
    jobs: new Map([...new Map(jobs).set(job.id, job)].toSorted(([a], [b]) => a - b)),
    cleared: isEnded(job) ? cleared : without(cleared, job.id),
  }))
  if (!isEnded(job)) return
  for (const watcher of watchers.get(job.id) ?? []) watcher(job)
  watchers.delete(job.id)
}

/** Asks for all jobs; what was heard of one since counts more than the answer. */
export async function reloadJobs(): Promise<void> {
  const asked = news
  const path = useApp.getState().project?.path
  const jobs = await call('jobs.list', {})
  if (useApp.getState().project?.path !== path) return
  for (const job of jobs) if ((heard.get(job.id) ?? 0) <= asked) put(job)
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

/** Takes those that are over out of the list of jobs. */
export function clearEndedJobs(): void {
  useJobs.setState(({ jobs }) => ({
    cleared: new Set([...jobs.values()].filter(isEnded).map(({ id }) => id)),
  }))
}

export async function cancelJob(job: number): Promise<void> {
  await call('jobs.cancel', { job })
}

export async function pauseJob(job: number): Promise<void> {
  await call('jobs.pause', { job })
}

/** `retry`: with what failed, too. */
export async function resumeJob(job: number, retry = false): Promise<void> {
  await call('jobs.resume', { job, retry })
}

function without(all: ReadonlySet<number>, one: number): ReadonlySet<number> {
  return all.has(one) ? new Set([...all].filter((id) => id !== one)) : all
}
