import type { Candidate } from '#core/candidate/candidate'
import type { Reasoning } from '#core/prompt/reasoning'
import { getRun } from '#electron/store/runs'
import { failure } from '#models/failure'
import type { PipelineSettings, Run } from '#rpc/schemas/pipeline'
import { judgeFound, saidIn } from './propose-judge.ts'
import { openSubject, proposeSample } from './propose-run.ts'
import { recordable, recordRun } from './record-run.ts'
import type { Studio } from './studio.ts'

export type RerunInput = {
  readonly run: number
  /** Where it begins anew; what was decided before is taken from the record. `reason` asks MLLMs anew. */
  readonly stage: 'reason' | 'candidates' | 'judge'
  /** The run's own unless given. */
  readonly settings: PipelineSettings | null
  readonly signal: AbortSignal
}

/** Another run of the same sample from the record of one. Throws AppFailure `not_found` and what a run throws. */
export async function rerun(studio: Studio, input: RerunInput): Promise<Run> {
  const run = await getRun(studio.project().db, input.run)
  const settings = input.settings ?? run.settings
  const { signal, stage } = input
  if (stage === 'judge') return judgeAgain(studio, run, { settings, signal })
  const isAsked = stage === 'reason' && settings.reasoner === 'mllm'
  return proposeSample(studio, {
    sample: run.sampleId,
    reasoning: isAsked ? null : run.reasoning,
    settings,
    priors: drawnPriors(run),
    signal,
    replay: stage === 'reason' ? 'never' : 'prefer',
    ...(isAsked ? {} : { carried: run.record }),
  })
}

/** Whether a run decides the same again, from recorded replies alone. */
export async function replay(
  studio: Studio,
  id: number,
  signal: AbortSignal,
): Promise<{ run: Run; differences: string[] }> {
  const before = await getRun(studio.project().db, id)
  const run = await proposeSample(studio, {
    sample: before.sampleId,
    reasoning: before.settings.reasoner === 'mllm' ? null : before.reasoning,
    settings: before.settings,
    priors: drawnPriors(before),
    signal,
    replay: 'only',
  })
  return { run, differences: differencesOf(before, run) }
}

/** Only what a person could see in the tray counts: places, masks, order. */
function differencesOf(before: Run, after: Run): string[] {
  const differences: string[] = []
  if (JSON.stringify(before.reasoning) !== JSON.stringify(after.reasoning))
    differences.push('the reasoning')
  if (before.model.digest !== after.model.digest) differences.push('the segmenter’s files')
  const masks = ({ candidates }: Run) => new Set(candidates.map(({ rle }) => rle.counts))
  const [old, now] = [masks(before), masks(after)]
  const changed = [...old].filter((counts) => !now.has(counts)).length
  if (changed > 0 || old.size !== now.size)
    differences.push(`${changed} of ${old.size} candidate masks`)
  const order = ({ candidates }: Run) =>
    candidates.toSorted((a, b) => a.rank - b.rank).map(({ rle }) => rle.counts)
  if (changed === 0 && JSON.stringify(order(before)) !== JSON.stringify(order(after)))
    differences.push('the ranking')
  return differences
}

/** What was drawn for it; the others are made again, or lie with the sample. */
function drawnPriors({ record }: Run) {
  return (record.priors ?? []).filter(({ source }) => source === 'drawn')
}

/** The same candidates, judged anew. */
async function judgeAgain(
  studio: Studio,
  run: Run,
  { settings, signal }: { readonly settings: PipelineSettings; readonly signal: AbortSignal },
): Promise<Run> {
  if (run.candidates.length === 0)
    throw failure(
      'bad_input',
      `Run ${run.id} has no candidates to judge.`,
      'Run it from the start.',
    )
  const { judge: _, consistency: __, refinement: ___, spent: ____, ...kept } = run.record
  const subject = await openSubject(studio, {
    sample: run.sampleId,
    reasoning: run.reasoning,
    settings,
    priors: [],
    signal,
    replay: 'never',
  })
  const { candidates, prior, boxes } = run
  const said = saidIn(run.record)
  const judged = await judgeFound(subject, {
    candidates: candidates.map((candidate) => withGeometric(candidate, run)),
    prior,
    boxes,
    reasoning: run.reasoning as Reasoning,
    said,
  })
  const spent = await subject.work.spent()
  return recordRun(studio, {
    ...run,
    ...recordable({ candidates: judged.candidates }),
    settings,
    flags: [...run.flags.filter((flag) => !flag.startsWith('judge')), ...judged.flags],
    record: { ...kept, ...judged.record, ...(spent === undefined ? {} : { spent }) },
    calls: subject.work.calls(),
  })
}

/** The judge begins from our own scores, which it may have replaced in the record. */
function withGeometric(candidate: Candidate, { record }: Run): Candidate {
  const scores = record.judge?.scores ?? []
  const known = scores.find(({ id }) => id === candidate.id)
  return known === undefined
    ? { ...candidate, reason: null }
    : { ...candidate, reason: null, score: known.geometric }
}
