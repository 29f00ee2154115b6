import { wholeImage } from '#core/geometry/box'
import type { PriorPart } from '#core/prior/combine'
import { checkReasoning } from '#core/prompt/check'
import type { Reasoning } from '#core/prompt/reasoning'
import type { NewRun } from '#electron/store/runs'
import { getSample } from '#electron/store/samples'
import { failure, unwrap } from '#models/failure'
import type { ImageSource } from '#models/ports'
import type { PipelineSettings, Run } from '#rpc/schemas/pipeline'
import type { RunRecord } from '#rpc/schemas/record'
import { imageSourceOf } from './image-source.ts'
import { startMllmWork } from './mllm-work.ts'
import { runPipeline, type PipelineOutput } from './pipeline.ts'
import { outerPriors } from './propose-attention.ts'
import { judgeFound, saidIn } from './propose-judge.ts'
import { tellStage, type ProposeInput, type Subject } from './propose-subject.ts'
import { voteFor } from './propose-vote.ts'
import { reasonOver } from './reason.ts'
import { recordable, recordRun } from './record-run.ts'
import { createLocate, type Locate } from './region-by-text.ts'
import type { Studio } from './studio.ts'

/** Runs the pipeline over one sample and keeps the run. Throws AppFailure; what was asked until then stays on record. */
export async function proposeSample(studio: Studio, input: ProposeInput): Promise<Run> {
  return recordRun(studio, await runOver(studio, input))
}

/**
 * The pipeline over one sample, with everything it was decided from: reason → vote → prior → candidates → score → judge
 * → rank. Throws AppFailure.
 */
export async function runOver(studio: Studio, input: ProposeInput): Promise<NewRun> {
  const subject = await openSubject(studio, input)
  const { work } = subject
  const locate = createLocate(subject)
  const reasoned = await reasonFor(subject, locate)
  const voted = await voteFor(subject, locate)
  const outer = await outerPriors(subject)
  const parts = [...outer, ...(voted.part === null ? [] : [voted.part])]
  const found = await discover(subject, reasoned, parts)
  const said = saidIn(reasoned.record)
  const { reasoning } = reasoned
  const judged = await judgeFound(subject, { ...found.output, reasoning, said })
  const spent = await work.spent()
  return {
    sampleId: input.sample,
    settings: input.settings,
    ...recordable({ ...found.output, reasoning, candidates: judged.candidates }),
    flags: [...reasoned.flags, ...voted.flags, ...found.output.flags, ...judged.flags],
    model: found.model,
    record: {
      ...reasoned.record,
      ...voted.record,
      ...priorsRecord([...input.priors, ...parts]),
      ...judged.record,
      ...(spent === undefined ? {} : { spent }),
    },
    calls: work.calls(),
  }
}

/** Everything that the stages work on. Throws AppFailure `not_found`, `image_missing`, `image_unreadable`. */
export async function openSubject(studio: Studio, input: ProposeInput): Promise<Subject> {
  const project = studio.project()
  const sample = await getSample(project.db, input.sample)
  const image = await imageSourceOf(project, sample.image)
  const work = await startMllmWork(studio, { replay: 'prefer', ...input })
  return { studio, input, sample, image, work }
}

/** All but the region's and the words', which the run has elsewhere. */
function priorsRecord(parts: readonly PriorPart[]): Pick<RunRecord, 'priors'> {
  if (parts.length === 0) return {}
  return { priors: parts.map(({ source, weights }) => ({ source, weights: [...weights] })) }
}

type Reasoned = {
  readonly reasoning: Reasoning
  readonly record: RunRecord
  readonly flags: readonly string[]
}

/** The annotator's word, or the MLLM's. */
async function reasonFor(subject: Subject, locate: Locate): Promise<Reasoned> {
  const { studio, input, sample, image, work } = subject
  const { settings } = input
  const grid = { ...settings.grid, size: image.size }
  if (settings.reasoner === 'human' || input.reasoning !== null) {
    if (input.reasoning === null)
      throw failure(
        'bad_input',
        `Sample ${input.sample} has no region to look in.`,
        'Mark rows and columns or a box for it first, or let an MLLM reason.',
      )
    const reasoning = unwrap(checkReasoning(input.reasoning, grid))
    const { reason } = input.carried ?? {}
    return { reasoning, record: reason === undefined ? {} : { reason }, flags: [] }
  }
  const { profile, prompts, variant } = settings.reason
  const asker = await work.asker(profile, 'reason')
  tellStage(subject, 'reason')
  const { reasoning, record, flags } = await reasonOver(
    {
      image: { id: sample.image.id, size: image.size },
      query: sample.fields.query,
      grid: settings.grid,
      prompts,
      variant,
      stage: 'reason',
    },
    { studio, asker, shelf: work.shelf, locate },
  )
  const checked = unwrap(checkReasoning(reasoning, grid))
  return { reasoning: checked, record: { reason: record }, flags }
}

async function discover(
  subject: Subject,
  { reasoning }: Reasoned,
  parts: readonly PriorPart[],
): Promise<{ readonly output: PipelineOutput; readonly model: Run['model'] }> {
  const { studio, input, image } = subject
  const distilled = distil(reasoning, input.settings, image)
  return studio.segmenters.use(input.settings.segmenter, async (segmenter) => ({
    output: await runPipeline(
      { image, priors: [...input.priors, ...parts], ...distilled },
      {
        segmenter,
        textModels: studio.textModels,
        call: { priority: 'run', signal: input.signal },
        now: () => performance.now(),
        onStage: (stage) => tellStage(subject, stage),
      },
    ),
    model: { id: segmenter.card.id, digest: segmenter.card.digest },
  }))
}

/** What of a reasoning goes on (RSVP table 5): without its place the whole image is looked at, without its words none are read. */
function distil(
  reasoning: Reasoning,
  settings: PipelineSettings,
  image: ImageSource,
): { readonly reasoning: Reasoning; readonly settings: PipelineSettings } {
  const { distil: kept } = settings.reason
  if (settings.reasoner === 'human' || kept === 'both') return { reasoning, settings }
  if (kept === 'text') {
    const regions = [{ kind: 'box' as const, box: wholeImage(image.size) }]
    const placed = reasoning.kind === 'regions' ? { ...reasoning, regions } : reasoning
    return { reasoning: placed, settings }
  }
  const text = { ...settings.text, priorModel: null, boxModel: null, maskModel: null }
  return { reasoning, settings: { ...settings, text } }
}
