import { z } from 'zod'
import type { Reasoning } from '#core/prompt/reasoning'
import type { JobContext, JobTask } from '#electron/jobs/queue'
import { inParallel } from '#electron/files/in-parallel'
import { getHint } from '#electron/store/hints'
import {
  addItems,
  countItems,
  listSettled,
  nextItems,
  retryItems,
  settleItem,
} from '#electron/store/job-items'
import { readJobParams, saveJobParams } from '#electron/store/jobs'
import { openSampleIndex } from '#electron/store/sample-index'
import { getSample } from '#electron/store/samples'
import { AppFailure, failure } from '#models/failure'
import type { ParsedParams } from '#rpc/contract'
import { pipelineSettingsSchema, type PipelineSettings, type Run } from '#rpc/schemas/pipeline'
import type { OpenProject } from './open-project.ts'
import { createPace } from './pace.ts'
import { pipelineSettings } from './projects.ts'
import { proposeSample } from './propose-run.ts'
import { purseOf } from './purse.ts'
import type { Studio } from './studio.ts'

/** What a batch needs to be gone on with, beside its items. */
const paramsSchema = z.object({
  settings: pipelineSettingsSchema,
  /** Its limit on the project's cost was not the project's when it began. */
  hasOwnLimit: z.boolean().default(true),
})
type BatchParams = z.infer<typeof paramsSchema>

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
  const ofProject = await pipelineSettings(project)
  const settings = params.settings ?? ofProject
  const hasOwnLimit = settings.limits.costPerProject !== ofProject.limits.costPerProject
  const samples = params.samples ?? (await samplesUnder(project, params.filter))
  const title = `Propose masks for ${samples.length} ${samples.length === 1 ? 'sample' : 'samples'}`
  const prepare = (id: number) => addItems(project.writer(), id, samples)
  const job = await studio.jobs.start(
    { kind: 'propose', title, params: { settings, hasOwnLimit } satisfies BatchParams, prepare },
    (context) => goOver({ studio, project, job: context, settings }),
  )
  return { job }
}

/** Goes on with a batch that was paused, cancelled or interrupted, or that a limit ended. */
export async function resumeBatch(
  studio: Studio,
  { job, retry, costPerProject }: ParsedParams<'jobs.resume'>,
): Promise<void> {
  const project = studio.project()
  const params = paramsSchema.safeParse(await readJobParams(project.db, job))
  if (!params.success)
    throw failure('bad_input', `Job ${job} cannot be gone on with.`, 'Start it again.')
  if (retry) await retryItems(project.writer(), job)
  const settings = await settingsNow(project, params.data, costPerProject)
  if (costPerProject !== undefined)
    await saveJobParams(project.writer(), job, { settings, hasOwnLimit: true })
  const { todo } = await countItems(project.db, job)
  const task: JobTask = (context) => goOver({ studio, project, job: context, settings })
  await studio.jobs.resume(job, task, { hasMore: todo > 0 })
}

/** As the batch began, but for a limit that was raised since. */
async function settingsNow(
  project: OpenProject,
  { settings, hasOwnLimit }: BatchParams,
  given: number | null | undefined,
): Promise<PipelineSettings> {
  const { limits } = hasOwnLimit ? settings : await pipelineSettings(project)
  const costPerProject = given === undefined ? limits.costPerProject : given
  return { ...settings, limits: { ...settings.limits, costPerProject } }
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
  const purse = await purseOf(project)
  const spentBefore = purse.cost
  const counts = { done: before.done, failed: before.failed }
  const tell = (isStopped: boolean) => {
    const done = counts.done + counts.failed
    const spent = purse.cost - spentBefore
    job.progress({ done, total, note: pace.note(done, { ...counts, spent, isStopped }) })
  }
  job.progress({ done: before.done + before.failed, total })
  try {
    await settleAll(batch, (outcome) => {
      counts[outcome]++
      tell(job.signal.aborted)
    })
  } catch (error) {
    // One that is stopped has no end to wait for.
    tell(true)
    throw error
  }
  return listSettled(project.db, job.id)
}

async function settleAll(batch: Batch, onSettled: (outcome: Outcome) => void): Promise<void> {
  const { studio, project, job, settings } = batch
  const atOnce = await widthOf(studio, settings)
  let after = 0
  for (;;) {
    const samples = await nextItems(project.db, job.id, after, page)
    if (samples.length === 0) break
    after = samples.at(-1) ?? after
    await inParallel(samples, atOnce, async (sample) => {
      job.signal.throwIfAborted()
      onSettled(await settle(batch, sample))
    })
  }
}

type Outcome = 'done' | 'failed'

/** A failure is an entry of the report, not the end of the batch; a limit of the whole project ends it. */
async function settle(batch: Batch, sample: number): Promise<Outcome> {
  const { studio, project, job, settings } = batch
  const item = { job: job.id, sample }
  try {
    const reasoning = settings.reasoner === 'mllm' ? null : await recordedReasoning(project, sample)
    const { signal } = job
    const input = { sample, reasoning, settings, priors: [], signal }
    const run = await proposeSample(studio, input)
    const limit = limitIn(run)
    if (limit !== null) throw failure(projectLimit, limit)
    await settleItem(project.writer(), item, { run: run.id })
    return 'done'
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error
    const { code, message } = error.error
    if (code === projectLimit)
      throw failure(code, message, 'Raise the limit, then go on: what is done stays.')
    if (endsAll.has(code)) throw error
    await settleItem(project.writer(), item, { error: error.error })
    return 'failed'
  }
}

export const projectLimit = 'project_limit_reached'

/** What silenced the judge, where that was the project's limit: such a run stays, and its sample is still to do. */
export function limitIn({
  record: { judge, consistency, refinement },
}: Pick<Run, 'record'>): string | null {
  const groups = judge?.rounds.flatMap((round) => round.groups) ?? []
  const asked = [...groups, consistency, refinement].map((one) => one?.problem ?? null)
  return asked.find((problem) => problem?.code === projectLimit)?.message ?? null
}

/** What would befall every other sample, too. */
export const endsAll: ReadonlySet<string> = new Set([
  'cancelled',
  'consent_needed',
  'disk_full',
  'model_missing',
  'not_found',
  'project_read_only',
])

/** Replies come slowly: as many samples at once as the MLLM takes questions. Without one, one after another. */
export async function widthOf(studio: Studio, settings: PipelineSettings): Promise<number> {
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

/** Where the sample’s target was last said to be. Throws AppFailure `bad_input` where nobody said it. */
export async function recordedReasoning(project: OpenProject, sample: number): Promise<Reasoning> {
  await getSample(project.db, sample)
  const reasoning = await getHint(project.db, sample)
  if (reasoning !== null) return reasoning
  throw failure(
    'bad_input',
    `Sample ${sample} has no region to look in.`,
    'Mark rows and columns or a box for it first.',
  )
}
