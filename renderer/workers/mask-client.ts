import { areaOf } from '#core/geometry/size'
import { sizeOfRle } from '#core/mask/mask'
import { runMaskJob, type MaskJob, type MaskJobAnswer } from './mask-job.ts'

/** Masks with fewer pixels are worked on in place: quicker than the way to the worker. */
const smallMask = 262_144

type Reply = {
  readonly id: number
  readonly answer?: MaskJobAnswer
  readonly failure?: string
}

type Waiting = {
  readonly resolve: (answer: MaskJobAnswer) => void
  readonly reject: (e: Error) => void
}

const waiting = new Map<number, Waiting>()
let worker: Worker | null = null
let lastId = 0

/** Runs a job on a mask without holding the page up. */
export async function maskJob<J extends MaskJob>(
  job: J,
): Promise<Extract<MaskJobAnswer, { kind: J['kind'] }>> {
  const answer = areaOf(sizeOfRle(job.rle)) < smallMask ? runMaskJob(job) : await askWorker(job)
  return answer as Extract<MaskJobAnswer, { kind: J['kind'] }>
}

function askWorker(job: MaskJob): Promise<MaskJobAnswer> {
  worker ??= startWorker()
  const id = ++lastId
  const target = worker
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    target.postMessage({ id, job })
  })
}

function startWorker(): Worker {
  const started = new Worker(new URL('./mask-worker.ts', import.meta.url), { type: 'module' })
  started.onmessage = ({ data }: MessageEvent<Reply>) => {
    const entry = waiting.get(data.id)
    waiting.delete(data.id)
    if (data.answer === undefined) entry?.reject(new Error(data.failure ?? 'mask worker failed'))
    else entry?.resolve(data.answer)
  }
  started.onerror = (event) => {
    for (const { reject } of waiting.values()) reject(new Error(event.message))
    waiting.clear()
    worker = null
  }
  return started
}
