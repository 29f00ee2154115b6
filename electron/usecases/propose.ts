import { listSettled } from '#electron/store/job-items'
import { getRun, listRuns } from '#electron/store/runs'
import { getSample } from '#electron/store/samples'
import type { ParsedParams } from '#rpc/contract'
import type { Run } from '#rpc/schemas/pipeline'
import type { UseCases } from './use-cases.ts'
import { imageSourceOf } from './image-source.ts'
import { pipelineSettings } from './projects.ts'
import { resumeExperimentJob } from './experiment-run.ts'
import { resumeGeneration } from './generate.ts'
import { proposeAll, resumeBatch } from './propose-batch.ts'
import { proposeSample } from './propose-run.ts'
import { replay, rerun } from './rerun.ts'
import type { Studio } from './studio.ts'

/** The runs in hand by sample, so that a newer request and the cancel button end the older one. */
const underWay = new WeakMap<Studio, Map<number, AbortController>>()

function begin(studio: Studio, sample: number): AbortController {
  const running = underWay.get(studio) ?? new Map<number, AbortController>()
  underWay.set(studio, running)
  running.get(sample)?.abort()
  const stop = new AbortController()
  running.set(sample, stop)
  return stop
}

function end(studio: Studio, sample: number, stop: AbortController): void {
  const running = underWay.get(studio)
  if (running?.get(sample) === stop) running.delete(sample)
}

async function propose(studio: Studio, params: ParsedParams<'runs.propose'>): Promise<Run> {
  const stop = begin(studio, params.sample)
  try {
    const { sample, reasoning, drawnPrior } = params
    return await proposeSample(studio, {
      sample,
      reasoning,
      priors: drawnPrior === null ? [] : [{ source: 'drawn', weights: drawnPrior }],
      settings: params.settings ?? (await pipelineSettings(studio.project())),
      signal: stop.signal,
    })
  } finally {
    end(studio, params.sample, stop)
  }
}

/** Another run of a run's sample: ends the one in hand, and is ended by the next. */
async function whileRunning<T>(
  studio: Studio,
  run: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { sampleId } = await getRun(studio.project().db, run)
  const stop = begin(studio, sampleId)
  try {
    return await work(stop.signal)
  } finally {
    end(studio, sampleId, stop)
  }
}

async function prefetch(studio: Studio, sample: number): Promise<void> {
  const project = studio.project()
  const record = await getSample(project.db, sample)
  const image = await imageSourceOf(project, record.image)
  const settings = await pipelineSettings(project)
  await studio.segmenters.use(settings.segmenter, (segmenter) =>
    segmenter.encode(image, null, { priority: 'prefetch', signal: project.closing }),
  )
}

const done = { done: true } as const

export const runHandlers = {
  'runs.propose': propose,
  'runs.proposeAll': proposeAll,
  async 'jobs.resume'(studio, params) {
    const isTaken =
      (await resumeGeneration(studio, params.job)) || (await resumeExperimentJob(studio, params))
    if (!isTaken) await resumeBatch(studio, params)
    return done
  },
  async 'jobs.pause'(studio, { job }) {
    studio.jobs.pause(job)
    return done
  },
  'jobs.settled': async (studio, { job }) => listSettled(studio.project().db, job),
  'runs.list': (studio, { sample }) => listRuns(studio.project().db, sample),
  'runs.get': (studio, { run }) => getRun(studio.project().db, run),
  'runs.rerun': (studio, params) =>
    whileRunning(studio, params.run, (signal) => rerun(studio, { ...params, signal })),
  'runs.replay': (studio, { run }) =>
    whileRunning(studio, run, (signal) => replay(studio, run, signal)),
  'runs.cancel': (studio, { sample }) => {
    underWay.get(studio)?.get(sample)?.abort()
    return Promise.resolve(done)
  },
  'runs.prefetch': (studio, { sample }) => {
    studio.project().whileOpen(prefetch(studio, sample))
    return Promise.resolve(done)
  },
} satisfies Partial<UseCases>
