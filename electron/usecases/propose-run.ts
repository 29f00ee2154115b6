import { wholeImage } from '#core/geometry/box'
import type { PriorPart } from '#core/prior/combine'
import { checkReasoning } from '#core/prompt/check'
import type { Reasoning } from '#core/prompt/reasoning'
import { addRun, getRun } from '#electron/store/runs'
import { getSample, type SampleRecord } from '#electron/store/samples'
import { failure, unwrap } from '#models/failure'
import type { ImageSource } from '#models/ports'
import type { PipelineSettings, Run } from '#rpc/schemas/pipeline'
import type { RunRecord } from '#rpc/schemas/record'
import { imageSourceOf } from './image-source.ts'
import { startMllmWork, type MllmWork } from './mllm-work.ts'
import { runPipeline, type PipelineOutput } from './pipeline.ts'
import { reasonOver } from './reason.ts'
import type { Studio } from './studio.ts'

export type ProposeInput = {
  readonly sample: number
  /** Where the annotator says the target is; null where an MLLM is to say it. */
  readonly reasoning: Reasoning | null
  readonly settings: PipelineSettings
  /** Beside the region's and those that the settings have made. */
  readonly priors: readonly PriorPart[]
  readonly signal: AbortSignal
  /** `only`: from recorded replies alone. */
  readonly replay?: 'prefer' | 'only'
}

type Subject = {
  readonly studio: Studio
  readonly input: ProposeInput
  readonly sample: SampleRecord
  readonly image: ImageSource
  readonly work: MllmWork
}

/**
 * Runs the pipeline over one sample and records everything it was decided from: reason → vote → prior → candidates →
 * score → rank. Throws AppFailure; what was asked until then stays on record.
 */
export async function proposeSample(studio: Studio, input: ProposeInput): Promise<Run> {
  const project = studio.project()
  const sample = await getSample(project.db, input.sample)
  const image = await imageSourceOf(project, sample.image)
  const work = await startMllmWork(studio, { replay: 'prefer', ...input })
  const subject: Subject = { studio, input, sample, image, work }
  const reasoned = await reasonFor(subject)
  const found = await discover(subject, reasoned)
  const spent = await work.spent()
  const id = await addRun(project.writer(), {
    sampleId: input.sample,
    settings: input.settings,
    ...recordable({ ...found.output, reasoning: reasoned.reasoning }),
    flags: [...reasoned.flags, ...found.output.flags],
    model: found.model,
    record: { ...reasoned.record, ...(spent === undefined ? {} : { spent }) },
    calls: work.calls(),
  })
  studio.events.emit({ kind: 'samples.changed', samples: [input.sample] })
  return getRun(project.db, id)
}

type Reasoned = {
  readonly reasoning: Reasoning
  readonly record: RunRecord
  readonly flags: readonly string[]
}

/** The annotator's word, or the MLLM's. */
async function reasonFor(subject: Subject): Promise<Reasoned> {
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
    return { reasoning, record: {}, flags: [] }
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
    { studio, asker, shelf: work.shelf },
  )
  const checked = unwrap(checkReasoning(reasoning, grid))
  return { reasoning: checked, record: { reason: record }, flags }
}

async function discover(
  subject: Subject,
  { reasoning }: Reasoned,
): Promise<{ readonly output: PipelineOutput; readonly model: Run['model'] }> {
  const { studio, input, image } = subject
  const distilled = distil(reasoning, input.settings, image)
  return studio.segmenters.use(input.settings.segmenter, async (segmenter) => ({
    output: await runPipeline(
      { image, priors: input.priors, ...distilled },
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

function tellStage({ studio, input }: Subject, stage: string): void {
  studio.events.emit({ kind: 'run.progress', sample: input.sample, stage })
}

type Decided = PipelineOutput & { readonly reasoning: Reasoning }

/** The contract's lists are mutable, the pipeline's readonly: a copy is the one's to keep. */
function recordable(decided: Decided): Pick<Run, keyof Decided> {
  return structuredClone(decided) as Pick<Run, keyof Decided>
}
