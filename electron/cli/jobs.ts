import { setTimeout as wait } from 'node:timers/promises'
import { AppFailure } from '#models/failure'
import type { Job } from '#rpc/schemas/system'
import type { Client } from './client.ts'
import { createProgressLine, onInterrupt } from './progress.ts'

const pollMs = 100

/**
 * Waits for a job with its progress on standard error; Ctrl+C cancels it (a second one ends at once).
 * Answers its result; throws AppFailure with the job's own error.
 */
export async function finishJob(client: Client, id: number): Promise<unknown> {
  return (await followJob(client, id, 'jobs.cancel')).result
}

/**
 * Likewise, for a job that can be gone on with: Ctrl+C pauses it. Answers the job, `done`, `paused`, by whomever, or
 * `failed` at the project's limit; throws AppFailure with its own error.
 */
export async function followPausable(client: Client, id: number): Promise<Job> {
  return followJob(client, id, 'jobs.pause')
}

function endsHere({ state, error }: Job, onCtrlC: 'jobs.cancel' | 'jobs.pause'): boolean {
  const isPausable = onCtrlC === 'jobs.pause'
  return (
    state === 'done' ||
    state === 'paused' ||
    (isPausable && state === 'failed' && error?.code === 'project_limit_reached')
  )
}

async function followJob(
  client: Client,
  id: number,
  onCtrlC: 'jobs.cancel' | 'jobs.pause',
): Promise<Job> {
  const stopListening = onInterrupt(() => {
    client.call(onCtrlC, { job: id }).catch(() => process.exit(130))
  })
  const progress = createProgressLine()
  try {
    for (;;) {
      const job = (await client.call('jobs.list', {})).find((known) => known.id === id)
      if (job === undefined) throw new Error(`job ${id} is not listed`)
      progress.show(job)
      if (endsHere(job, onCtrlC)) return job
      if (job.state === 'failed' || job.state === 'cancelled') throw failureOf(job)
      await wait(pollMs)
    }
  } finally {
    progress.clear()
    stopListening()
  }
}

function failureOf(job: Job): AppFailure {
  return new AppFailure(
    job.error ?? {
      code: job.state === 'cancelled' ? 'cancelled' : 'internal',
      message: `${job.title}: ${job.state}`,
      hint: '',
    },
  )
}
