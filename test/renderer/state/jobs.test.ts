import { expect, test } from 'vitest'
import type { Job } from '#rpc/schemas/system'
import { takeJob, useJobs } from '../../../renderer/state/jobs.ts'

const job: Job = {
  id: 7,
  kind: 'export',
  title: 'Export',
  state: 'running',
  done: 1,
  total: 1,
  note: '',
  error: null,
  result: null,
}

test('an old answer that arrives after the end does not set the job running again', () => {
  takeJob({ ...job, state: 'done', result: { samples: 1 } })
  takeJob(job)
  expect(useJobs.getState().jobs.get(7)?.state).toBe('done')
})
