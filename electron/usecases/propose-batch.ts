import { z } from 'zod'
import type { Reasoning } from '#core/prompt/reasoning'
import type { JobContext, JobTask } from '#electron/jobs/queue'
import { inParallel } from '#electron/files/in-parallel'
import { readSpending } from '#electron/store/calls'
import { getHint } from '#electron/store/hints'
import {
  addItems,
  countItems,
  listSettled,
  nextItems,
  retryItems,
  settleItem,
} from '#electron/store/job-items'
import { readJobParams } from '#electron/store/jobs'
import { openSampleIndex } from '#electron/store/sample-index'
import { getSample } from '#electron/store/samples'
import { AppFailure, failure } from '#models/failure'
import type { ParsedParams } from '#rpc/contract'
import { pipelineSettingsSchema, type PipelineSettings } from '#rpc/schemas/pipeline'
import type { OpenProject } from './open-project.ts'
import { pipelineSettings } from './projects.ts'
import { proposeSample } from './propose-run.ts'
import type { Studio } from './studio.ts'

/** What a batch needs to be gone on with, beside its items. */
const paramsSchema = z.object({ settings: pipelineSettingsSchema })

type Batch = {
  readonly studio: Studio
  readonly project: OpenProject
  readonly job: JobContext
  readonly settings: PipelineSettings
}

const page = 200

/**
 * Proposes for every sample given, or all under a filter, as a job that can be paused and gone on with, also after a
 * crash: each sample is settled by itself, and replies that were paid for are kept.
 */
export async function proposeAll(
  studio: Studio,
  params: ParsedParams<'runs.proposeAll'>,
): Promise<{ job: number }> {
  const project = studio.project()
  const settings = params.settings ?? (await pipelineSettings(project))
  const samples = params.samples ?? (await samplesUnder(project, params.filter))
  const title = `Propose masks for ${samples.length} ${samples.length === 1 ? 'sample' : 'samples'}`
  const prepare = (id: number) => addItems(project.writer(), id, samples)
  const job = await studio.jobs.start(
    { kind: 'propose', title, params: { settings }, prepare },
    (context) => goOver({ studio, project, job: context, settings }),
  )
  return { job }
}

/** Goes on with a batch that was paused, cancelled or interrupted; `retry`: with what failed, too. */
export async function resumeBatch(studio: Studio, job: number, retry: boolean): Promise<void> {
  const project = studio.project()
  const params = paramsSchema.safeParse(await readJobParams(project.db, job))
  if (!params.success)
    throw failure('bad_input', `Job ${job} cannot be gone on with.`, 'Start it again.')
  if (retry) await retryItems(project.writer(), job)
  const { settings } = params.data
  const { todo } = await countItems(project.db, job)
  const task: JobTask = (context) => goOver({ studio, project, job: context, settings })
  await studio.jobs.resume(job, task, { hasMore: todo > 0 })
}

async function samplesUnder(
  project: OpenProject,
  filter: ParsedParams<'runs.proposeAll'>['filter'],
): Promise<number[]> {
  const index = await openSampleIndex(project.db, filter)
  return index.page(0, index.total)
}

async function goOver(batch: Batch) {
  const { project, job } = batch
  const before = await countItems(project.db, job.id)
  const total = before.todo + before.done + before.failed
  const pace = createPace(before.done + before.failed, total)
  const spentBefore = (await readSpending(project.db)).cost
  const tell = async () => {
    const { done, failed } = await countItems(project.db, job.id)
    const spent = (await readSpending(project.db)).cost - spentBefore
    // One that is stopped has no end to wait for.
    const isStopped = job.signal.aborted
    const note = pace.note(done + failed, { failed, spent, isStopped })
    job.progress({ done: done + failed, total, note })
  }
  job.progress({ done: before.done + before.failed, total })
  try {
    await settleAll(batch, tell)
  } finally {
    await tell()
  }
  return listSettled(project.db, job.id)
}

async function settleAll(batch: Batch, tell: () => Promise<void>): Promise<void> {
  const { studio, project, job, settings } = batch
  const atOnce = await widthOf(studio, settings)
  let after = 0
  for (;;) {
    const samples = await nextItems(project.db, job.id, after, page)
    if (samples.length === 0) break
    after = samples.at(-1) ?? after
    await inParallel(samples, atOnce, async (sample) => {
      job.signal.throwIfAborted()
      await settle(batch, sample)
      await tell()
    })
  }
}

/** A failure is an entry of the report, not the end of the batch; a limit of the whole project ends it. */
async function settle(batch: Batch, sample: number): Promise<void> {
  const { studio, project, job, settings } = batch
  const item = { job: job.id, sample }
  try {
    const reasoning = settings.reasoner === 'mllm' ? null : await recordedReasoning(project, sample)
    const { signal } = job
    const input = { sample, reasoning, settings, priors: [], signal }
    const run = await proposeSample(studio, input)
    await settleItem(project.writer(), item, { run: run.id })
  } catch (error) {
    if (!(error instanceof AppFailure) || endsAll.has(error.error.code)) throw error
    await settleItem(project.writer(), item, { error: error.error })
  }
}

/** What would befall every other sample, too. */
const endsAll: ReadonlySet<string> = new Set([
  'cancelled',
  'consent_needed',
  'disk_full',
  'model_missing',
  'not_found',
  'project_read_only',
])

/** Replies come slowly: as many samples at once as the MLLM takes questions. Without one, one after another. */
async function widthOf(studio: Studio, settings: PipelineSettings): Promise<number> {
  const names = [
    ...(settings.reasoner === 'mllm' ? [settings.reason.profile] : []),
    ...(settings.judge === 'geometric' ? [] : [settings.judging.profile]),
  ].filter((name) => name !== null)
  const states = await studio.mllm.list()
  const widths = states
    .filter(({ profile }) => names.includes(profile.name))
    .map(({ profile }) => profile.concurrency)
  return widths.length === 0 ? 1 : Math.max(...widths)
}

async function recordedReasoning(project: OpenProject, sample: number): Promise<Reasoning> {
  await getSample(project.db, sample)
  const reasoning = await getHint(project.db, sample)
  if (reasoning !== null) return reasoning
  throw failure(
    'bad_input',
    `Sample ${sample} has no region to look in.`,
    'Mark rows and columns or a box for it first.',
  )
}

type Told = { readonly failed: number; readonly spent: number; readonly isStopped: boolean }

/** How fast it goes, and what that means for the rest. */
function createPace(doneBefore: number, total: number) {
  const since = performance.now()
  return {
    note(done: number, { failed, spent, isStopped }: Told) {
      const minutes = (performance.now() - since) / 60_000
      const perMinute = (done - doneBefore) / Math.max(minutes, 1e-6)
      const left = perMinute > 0 ? (total - done) / perMinute : null
      return [
        ...(perMinute > 0
          ? [`${perMinute < 10 ? perMinute.toFixed(1) : Math.round(perMinute)} a minute`]
          : []),
        ...(left === null || done >= total || isStopped ? [] : [`${timeText(left)} left`]),
        ...(spent > 0 ? [`cost ${spent.toFixed(4)}`] : []),
        ...(failed > 0 ? [`${failed} failed`] : []),
      ].join(', ')
    },
  }
}

function timeText(minutes: number): string {
  if (minutes < 1) return `${Math.max(1, Math.round(minutes * 60))} s`
  return minutes < 90 ? `${Math.round(minutes)} min` : `${(minutes / 60).toFixed(1)} h`
}
