import { runMaskJob, type MaskJob } from './mask-job.ts'

self.onmessage = (message: MessageEvent<{ id: number; job: MaskJob }>) => {
  const { id, job } = message.data
  try {
    self.postMessage({ id, answer: runMaskJob(job) })
  } catch (error) {
    self.postMessage({ id, failure: error instanceof Error ? error.message : String(error) })
  }
}
