import type { Reasoning } from '#core/prompt/reasoning'
import { getHint } from '#electron/store/hints'
import { listRuns } from '#electron/store/runs'
import { getSample } from '#electron/store/samples'
import { openSampleIndex } from '#electron/store/sample-index'
import { toldOf } from '#electron/files/failures'
import type { ReadDb } from '#electron/store/database'
import { AppFailure, failure } from '#models/failure'
import type { ParsedParams } from '#rpc/contract'
import type { PipelineSettings, Run } from '#rpc/schemas/pipeline'
import { sampleFilterSchema } from '#rpc/schemas/project'
import type { UseCases } from './use-cases.ts'
import { imageSourceOf } from './image-source.ts'
import { pipelineSettings } from './projects.ts'
import { proposeSample } from './propose-run.ts'
import type { Studio } from './studio.ts'

/** What failed of a batch, for its report. */
export type ProposeFailure = {
  readonly sample: number
  readonly code: string
  readonly message: string
}

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

/** Every sample given (null: all) whose target was said to be somewhere: by its last run, or marked since. */
async function proposeAll(
  studio: Studio,
  params: ParsedParams<'runs.proposeAll'>,
): Promise<{ job: number }> {
  const project = studio.project()
  const settings = params.settings ?? (await pipelineSettings(project))
  const samples = params.samples ?? (await allSampleIds(project.db))
  const job = await studio.jobs.start(
    { kind: 'propose', title: `Propose masks for ${samples.length} samples` },
    async ({ signal, progress }) => {
      const runs: { sample: number; run: number }[] = []
      const failed: ProposeFailure[] = []
      progress({ total: samples.length })
      for (const [done, sample] of samples.entries()) {
        signal.throwIfAborted()
        const outcome = await proposeFromRecord(studio, { sample, settings, signal })
        if ('run' in outcome) runs.push(outcome)
        else failed.push(outcome)
        progress({ done: done + 1 })
      }
      return { runs, failed }
    },
  )
  return { job }
}

async function allSampleIds(db: ReadDb): Promise<number[]> {
  const index = await openSampleIndex(db, sampleFilterSchema.parse({}))
  return index.page(0, index.total)
}

/** One sample of a batch: a failure is an entry of the report, not the end of the batch. */
async function proposeFromRecord(
  studio: Studio,
  task: {
    readonly sample: number
    readonly settings: PipelineSettings
    readonly signal: AbortSignal
  },
): Promise<{ sample: number; run: number } | ProposeFailure> {
  const { sample, settings, signal } = task
  try {
    const asksMllm = settings.reasoner === 'mllm'
    const reasoning = asksMllm ? null : await recordedReasoning(studio, sample)
    const run = await proposeSample(studio, {
      sample,
      reasoning,
      settings,
      signal,
      priors: [],
    })
    return { sample, run: run.id }
  } catch (error) {
    if (!(error instanceof AppFailure) || error.error.code === 'cancelled') throw error
    return { sample, code: error.error.code, message: toldOf(error.error) }
  }
}

async function recordedReasoning(studio: Studio, sample: number): Promise<Reasoning> {
  const { db } = studio.project()
  await getSample(db, sample)
  const reasoning = await getHint(db, sample)
  if (reasoning === null)
    throw failure(
      'bad_input',
      `Sample ${sample} has no region to look in.`,
      'Mark rows and columns or a box for it first.',
    )
  return reasoning
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
  'runs.list': (studio, { sample }) => listRuns(studio.project().db, sample),
  'runs.cancel': (studio, { sample }) => {
    underWay.get(studio)?.get(sample)?.abort()
    return Promise.resolve(done)
  },
  'runs.prefetch': (studio, { sample }) => {
    studio.project().whileOpen(prefetch(studio, sample))
    return Promise.resolve(done)
  },
} satisfies Partial<UseCases>
