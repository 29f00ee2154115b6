import { useState } from 'react'
import type { Job } from '#rpc/schemas/system'
import { call } from '../rpc/client.ts'
import { jobEnd, useJobs } from '../state/jobs.ts'
import { notifyError } from '../state/notices.ts'

export type JobRun = {
  readonly job: Job | null
  readonly isRunning: boolean
  readonly failure: unknown
  readonly start: (begin: () => Promise<{ readonly job: number }>) => Promise<Job | null>
  readonly cancel: () => void
}

/** A job started from a dialog, followed to its end. Closing the dialog leaves it running. */
export function useJob(): JobRun {
  const [id, setId] = useState<number | null>(null)
  const [isRunning, setRunning] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const job = useJobs((state) => (id === null ? null : (state.jobs.get(id) ?? null)))
  const start: JobRun['start'] = async (begin) => {
    setRunning(true)
    setFailure(null)
    setId(null)
    try {
      const started = await begin()
      setId(started.job)
      return await jobEnd(started.job)
    } catch (error) {
      setFailure(error)
      return null
    } finally {
      setRunning(false)
    }
  }
  const cancel = () => {
    if (id !== null)
      call('jobs.cancel', { job: id }).catch((error: unknown) => notifyError(error, 'Cancelling'))
  }
  return { job, isRunning, failure, start, cancel }
}
