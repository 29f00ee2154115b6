import { z } from 'zod'
import { emptyRle } from '#core/mask/rle'
import type { Rle } from '#core/mask/mask'
import { isEmptyRle } from '#core/mask/rle-ops'
import { topIou } from '#core/metrics/corpus'
import { iouOf, pairAreas } from '#core/metrics/overlap'
import { fail } from '#core/result'
import { inParallel } from '#electron/files/in-parallel'
import type { JobContext } from '#electron/jobs/queue'
import { latestVersion } from '#electron/store/annotations'
import {
  countResults,
  getExperiment,
  labelledAmong,
  nextResults,
  readReplyCosts,
  retryResults,
  settleResult,
  type ExperimentRow,
  type ResultPlace,
} from '#electron/store/experiments'
import { readJobParams, saveJobParams } from '#electron/store/jobs'
import type { NewRun } from '#electron/store/runs'
import { getSample } from '#electron/store/samples'
import { AppFailure, failure } from '#models/failure'
import type { ParsedParams } from '#rpc/contract'
import type { AnnotationVersion } from '#rpc/schemas/annotation'
import type { ExperimentFigures } from '#rpc/schemas/experiments'
import type { PipelineSettings } from '#rpc/schemas/pipeline'
import { idSchema } from '#rpc/schemas/shared'
import type { OpenProject } from './open-project.ts'
import { createPace } from './pace.ts'
import { pipelineSettings } from './projects.ts'
import { endsAll, limitIn, projectLimit, recordedReasoning, widthOf } from './propose-batch.ts'
import { runOver } from './propose-run.ts'
import { purseOf } from './purse.ts'
import type { Studio } from './studio.ts'

/** What an experiment's job needs to be gone on with; the rest is the experiment's own. */
const paramsSchema = z.strictObject({
  experiment: idSchema,
  /** In place of the limit that the rows and the project have. */
  costPerProject: z.number().nullable().optional(),
})
export type ExperimentParams = z.infer<typeof paramsSchema>

/** Whether the job is an experiment's; then it goes on. */
export async function resumeExperimentJob(
  studio: Studio,
  { job, retry, costPerProject }: ParsedParams<'jobs.resume'>,
): Promise<boolean> {
  const project = studio.project()
  const known = paramsSchema.safeParse(await readJobParams(project.db, job))
  if (!known.success) return false
  const params = costPerProject === undefined ? known.data : { ...known.data, costPerProject }
  if (costPerProject !== undefined) await saveJobParams(project.writer(), job, params)
  if (retry) await retryResults(project.writer(), params.experiment)
  const { todo } = await countResults(project.db, params.experiment)
  await studio.jobs.resume(job, (context) => goOverExperiment(studio, context, params), {
    hasMore: todo > 0,
  })
  return true
}

type Work = {
  readonly studio: Studio
  readonly project: OpenProject
  readonly job: JobContext
  readonly experiment: number
  readonly onSettled: (outcome: 'done' | 'failed') => void
}

/** Row after row, each over the samples that it has still to do. Each sample is settled by itself. */
export async function goOverExperiment(
  studio: Studio,
  job: JobContext,
  params: ExperimentParams,
): Promise<{ readonly experiment: number }> {
  const project = studio.project()
  const { experiment } = params
  const { rows, counts } = await getExperiment(project.db, experiment)
  const { todo, ...settled } = counts
  const total = todo + settled.done + settled.failed
  const pace = createPace(settled.done + settled.failed, total)
  const purse = await purseOf(project)
  const spentBefore = purse.cost
  const tell = () => {
    const done = settled.done + settled.failed
    const spent = purse.cost - spentBefore
    const isStopped = job.signal.aborted
    const note = pace.note(done, { failed: settled.failed, spent, isStopped })
    job.progress({ done, total, note })
  }
  const onSettled = (outcome: 'done' | 'failed') => {
    settled[outcome]++
    tell()
  }
  tell()
  const work = { studio, project, job, experiment, onSettled }
  for (const [setting, row] of rows.entries()) {
    const settings = await settingsNow(project, row, params)
    await settleRow(work, setting, settings)
  }
  return { experiment }
}

/** As the row has it, but for the limit on the project's cost where the row names none: that is the project's now. */
async function settingsNow(
  project: OpenProject,
  { given, settings }: ExperimentRow,
  { costPerProject: own }: ExperimentParams,
): Promise<PipelineSettings> {
  const limitsSchema = z.object({ limits: z.object({ costPerProject: z.unknown() }) })
  const isNamed = limitsSchema.safeParse(given).data?.limits.costPerProject !== undefined
  const { limits } = isNamed ? settings : await pipelineSettings(project)
  const costPerProject = own === undefined ? limits.costPerProject : own
  return { ...settings, limits: { ...settings.limits, costPerProject } }
}

const page = 200

async function settleRow(work: Work, setting: number, settings: PipelineSettings): Promise<void> {
  const { studio, project, job, experiment } = work
  const atOnce = await widthOf(studio, settings)
  for (let after = 0; ;) {
    const samples = await nextResults(project.db, { experiment, setting, sample: after }, page)
    if (samples.length === 0) break
    after = samples.at(-1) ?? after
    await inParallel(samples, atOnce, async (sample) => {
      job.signal.throwIfAborted()
      work.onSettled(await settle(work, { experiment, setting, sample }, settings))
    })
  }
}

/** A failure counts as an empty mask, and is told; a limit of the whole project ends the experiment for now. */
async function settle(
  { studio, project, job }: Work,
  place: ResultPlace,
  settings: PipelineSettings,
): Promise<'done' | 'failed'> {
  const truth = await truthOf(project, place.sample)
  if (truth === null) {
    const { error } = fail('not_found', `Sample ${place.sample} has no saved truth any more.`)
    const outcome = { annotation: null, counts: null, figures: null, error }
    await settleResult(project.writer(), place, outcome)
    return 'failed'
  }
  try {
    const reasoning =
      settings.reasoner === 'mllm' ? null : await recordedReasoning(project, place.sample)
    const { sample } = place
    const run = await runOver(studio, {
      sample,
      reasoning,
      settings,
      priors: [],
      signal: job.signal,
    })
    const limit = limitIn(run)
    if (limit !== null) throw failure(projectLimit, limit)
    const mask = firstOf(run)
    const figures = measure(run, truth, await readReplyCosts(project.db, run.calls))
    const counts = mask === null || isEmptyRle(mask) ? null : mask.counts
    const outcome = { annotation: truth.id, counts, figures, error: null }
    await settleResult(project.writer(), place, outcome)
    return 'done'
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error
    const { code, message } = error.error
    if (code === projectLimit)
      throw failure(code, message, 'Raise the limit, then go on: what is done stays.')
    if (endsAll.has(code)) throw error
    const figures = measure(null, truth, { cost: 0, milliseconds: 0 })
    const outcome = { annotation: truth.id, counts: null, figures, error: error.error }
    await settleResult(project.writer(), place, outcome)
    return 'failed'
  }
}

/** null where the sample was removed, or has none. */
async function truthOf(project: OpenProject, sample: number): Promise<AnnotationVersion | null> {
  const [labelled] = await labelledAmong(project.db, [sample])
  if (labelled === undefined) return null
  const { image } = await getSample(project.db, sample)
  return latestVersion(project.db, sample, image.size)
}

/** null: it says that nothing answers the query, or found nothing. */
function firstOf(run: NewRun): Rle | null {
  if (run.reasoning.kind === 'absent') return null
  return run.candidates.find(({ rank }) => rank === 1)?.rle ?? null
}

/** null: there is no run. */
function measure(
  run: NewRun | null,
  { target, ignore }: AnnotationVersion,
  replies: { readonly cost: number; readonly milliseconds: number },
): ExperimentFigures {
  const [height, width] = target.size
  const mask = (run === null ? null : firstOf(run)) ?? emptyRle({ width, height })
  const ignored = isEmptyRle(ignore) ? null : ignore
  const ranked = (run?.candidates ?? []).map(({ rank, rle }) => {
    // By rank, which a judge may have set against the scores' order.
    return { score: -rank, iou: iouOf(rle, target, ignored).iou }
  })
  const timings = Object.values(run?.timings ?? {}).reduce((sum, one) => sum + one, 0)
  return {
    ...pairAreas(mask, target, ignored),
    candidates: ranked.length,
    rank1Iou: topIou(ranked, 1),
    top3Iou: topIou(ranked, 3),
    bestIou: topIou(ranked, ranked.length),
    saysAbsent: run?.reasoning.kind === 'absent',
    cost: replies.cost,
    milliseconds: timings + replies.milliseconds,
  }
}
