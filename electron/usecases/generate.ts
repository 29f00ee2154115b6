import { z } from 'zod'
import { writingKinds, writingTask, type WritingTask } from '#core/dataset/generation'
import { findSgdrCategory } from '#core/dataset/sgdr'
import type { JobContext } from '#electron/jobs/queue'
import { listInstances } from '#electron/store/instances'
import { addItems, countItems, listSettled, nextItems, settleItem } from '#electron/store/job-items'
import { readJobParams } from '#electron/store/jobs'
import { addProposals, type NewProposal } from '#electron/store/proposals'
import { openSampleIndex } from '#electron/store/sample-index'
import { getSample } from '#electron/store/samples'
import { AppFailure, failure } from '#models/failure'
import type { ParsedParams } from '#rpc/contract'
import type { WrittenTexts } from '#rpc/schemas/authoring'
import { groundAnswers } from './ground-answers.ts'
import { startMllmWork, type MllmWork } from './mllm-work.ts'
import type { OpenProject } from './open-project.ts'
import { pipelineSettings } from './projects.ts'
import type { Studio } from './studio.ts'
import {
  verify,
  write,
  type MadeText,
  type WritingSubject,
  type WritingTools,
} from './write-and-verify.ts'

export const generationParamsSchema = z.object({
  kind: z.enum(writingKinds),
  writer: z.string(),
  verifier: z.string().nullable(),
  finder: z.string().nullable(),
})
type GenerationParams = z.infer<typeof generationParamsSchema>

type Generation = GenerationParams & {
  readonly studio: Studio
  readonly project: OpenProject
  readonly job: JobContext
}

/** Writes for every accepted sample under the filter, as a job that can be paused and gone on with. */
export async function startGeneration(
  studio: Studio,
  input: ParsedParams<'generate.start'>,
): Promise<{ job: number }> {
  const project = studio.project()
  const { kind, writer, verifier, finder, filter, limit } = input
  if (kind === 'questions' && finder === null)
    throw failure(
      'bad_input',
      'Answers need a text model that finds what they name.',
      'Choose one that makes masks or boxes of words, such as Grounding DINO, in the Models view.',
    )
  const index = await openSampleIndex(project.db, { ...filter, status: 'accepted' })
  const samples = await index.page(0, Math.min(limit, index.total))
  const params = { kind, writer, verifier, finder }
  const job = await studio.jobs.start(
    {
      kind: 'generate',
      title: `Write ${titles[kind]} for ${samples.length} samples`,
      params,
      prepare: (id) => addItems(project.writer(), id, samples),
    },
    (context) => goOver({ ...params, studio, project, job: context }),
  )
  return { job }
}

/** Whether the job is one of these; then it goes on. */
export async function resumeGeneration(studio: Studio, job: number): Promise<boolean> {
  const project = studio.project()
  const params = generationParamsSchema.safeParse(await readJobParams(project.db, job))
  if (!params.success) return false
  const { todo } = await countItems(project.db, job)
  await studio.jobs.resume(
    job,
    (context) => goOver({ ...params.data, studio, project, job: context }),
    { hasMore: todo > 0 },
  )
  return true
}

const titles: Readonly<Record<GenerationParams['kind'], string>> = {
  spatial: 'spatial queries',
  'multi-step': 'multi-step queries',
  part: 'queries for parts',
  kind: 'queries for all of a kind',
  rationale: 'rationales',
  questions: 'questions',
}

async function goOver(generation: Generation) {
  const { project, job } = generation
  const before = await countItems(project.db, job.id)
  let done = before.done + before.failed
  job.progress({ done, total: done + before.todo })
  for (let after = 0; ;) {
    const samples = await nextItems(project.db, job.id, after, 100)
    if (samples.length === 0) break
    for (const sample of samples) {
      job.signal.throwIfAborted()
      await settle(generation, sample)
      job.progress({ done: ++done })
    }
    after = samples.at(-1) ?? after
  }
  const { runs: _, ...settled } = await listSettled(project.db, job.id)
  return settled
}

/** Wrong wording, a silent host: told of the sample, and the others go on; what befalls all ends the job. */
async function settle(generation: Generation, sample: number): Promise<void> {
  const { project, job } = generation
  const item = { job: job.id, sample }
  try {
    await addProposals(project.writer(), await proposalsFor(generation, sample))
    await settleItem(project.writer(), item, { run: null })
  } catch (error) {
    if (!(error instanceof AppFailure) || !ofOneSample.has(error.error.code)) throw error
    await settleItem(project.writer(), item, { error: error.error })
  }
}

const ofOneSample: ReadonlySet<string> = new Set([
  'bad_input',
  'image_missing',
  'image_unreadable',
  'limit_reached',
  'mllm_broken',
  'mllm_busy',
  'mllm_refused',
  'mllm_unreachable',
  'reply_unreadable',
])

async function proposalsFor(generation: Generation, sample: number): Promise<NewProposal[]> {
  const { studio, project, job, kind, finder } = generation
  const { image, imageId, fields } = await getSample(project.db, sample)
  const onImage = await listInstances(project.db, imageId)
  const one = onImage.find((instance) => instance.sample === sample)
  const task = one === undefined ? 'it has no accepted mask' : writingTask(kind, one, onImage)
  if (typeof task === 'string')
    throw failure('bad_input', `Sample ${sample}: ${task}.`, 'It is passed over.')
  const settings = await pipelineSettings(project)
  const { signal } = job
  const work = await startMllmWork(studio, { sample, settings, signal, replay: 'prefer' })
  const tools = await toolsOf(generation, work)
  const guidance = findSgdrCategory(fields.category)?.guidance ?? ''
  const subject: WritingSubject = { task, image, guidance }
  const made =
    task.kind === 'questions' && finder !== null
      ? await groundAnswers(subject, tools, { finder, signal })
      : await writeAndVerify(subject, tools)
  return made.map((one) => ({
    ...base(task, generation),
    ...one,
    record: recordOf(one, { generation, work }),
  }))
}

async function toolsOf(
  { studio, writer, verifier }: Generation,
  work: MllmWork,
): Promise<WritingTools> {
  return {
    studio,
    shelf: work.shelf,
    writer: await work.asker(writer, 'write'),
    verifier: verifier === null ? null : await work.asker(verifier, 'verify'),
  }
}

async function writeAndVerify(subject: WritingSubject, tools: WritingTools): Promise<MadeText[]> {
  const written = await write(subject, tools)
  const made: MadeText[] = []
  for (const text of written.texts) {
    if (subject.task.kind === 'rationale' ? text.rationale === '' : text.query === '') continue
    const { verdict, paraphrases, reason, prompts } = await verify(text, subject, tools)
    const texts: WrittenTexts = { ...text, variants: [...paraphrases] }
    made.push({ texts, verdict, reason, prompts: [written.prompts, prompts] })
  }
  return made
}

function base(task: WritingTask, { kind }: Generation) {
  const { image, sample, target, mask } = task
  return { kind, image, sample, target, mask }
}

function recordOf(
  { reason, prompts }: MadeText,
  { generation, work }: { readonly generation: Generation; readonly work: MllmWork },
): NewProposal['record'] {
  const { writer, verifier } = generation
  return { reason, prompts, writer, verifier, calls: work.calls() }
}
