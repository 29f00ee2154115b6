import type { Command } from 'commander'
import { toldOf } from '#electron/files/failures'
import { AppFailure, failure } from '#models/failure'
import type { PipelineSettings, Run } from '#rpc/schemas/pipeline'
import { connect, type Client } from './client.ts'
import { followPausable } from './jobs.ts'
import {
  collectBoxes,
  collectIds,
  parseId,
  parseIds,
  reasoningFrom,
  type RegionOptions,
} from './parsers.ts'
import {
  parseCost,
  parseJudge,
  parseReasoner,
  costAfter,
  settingsFrom,
  type SettingsOptions,
} from './propose-settings.ts'
import { reporting, table, type CommonOptions, type Outcome } from './report.ts'

type ProposeOptions = CommonOptions &
  RegionOptions &
  SettingsOptions & {
    readonly sample: readonly number[]
    readonly all?: boolean
    readonly resume?: number
    readonly retry?: boolean
  }

type Failed = { readonly sample: number; readonly code: string; readonly message: string }
type Proposed = {
  readonly runs: readonly Run[]
  readonly failed: readonly Failed[]
  /** The job that stopped before its end. */
  readonly paused?: number
  /** What stopped it, where nobody did. */
  readonly reason?: string
}

export function addPropose(program: Command): void {
  program
    .command('propose')
    .argument('<project>', 'a .reaseg file')
    .description('run the pipeline: ranked candidate masks for samples; Ctrl+C pauses a batch')
    .option('--sample <id>', 'a sample; may be repeated', collectIds, [])
    .option('--all', 'every sample: with a region of its own, or where an MLLM is to find it')
    .option(
      '--resume <job>',
      'go on with a batch that was paused, cancelled, interrupted or stopped by a limit',
      parseId,
    )
    .option('--retry', 'with --resume: with the samples that failed, too')
    .option('--segmenter <id>', 'segmenter, see “models list”')
    .option(
      '--reasoner <who>',
      'who says where: human, or an MLLM as [PROMPTS@]PROFILE',
      parseReasoner,
    )
    .option('--judge <who>', 'who scores: geometric, or an MLLM as [blend:]PROFILE', parseJudge)
    .option('--rows <ids>', 'rows of the grid where the target is, like 2-3', parseIds)
    .option('--columns <ids>', 'columns of the grid where it is, like 4,5', parseIds)
    .option('--box <x0,y0,x1,y1>', 'a box where it is; may be repeated', collectBoxes, [])
    .option('--target <name>', 'what it is')
    .option('--settings <file>', 'JSON of settings over the project’s, see “schema”')
    .option('--max-cost <x>', 'what MLLMs may cost in all, by their profiles’ prices', parseCost)
    .option('--json', 'print one JSON document')
    .action(reporting(propose))
}

async function propose(project: string, options: ProposeOptions): Promise<Outcome> {
  checkUsage(options)
  const client = await connect(project, 'write')
  try {
    const { runs, failed, paused, reason } = await proposed(client, options)
    const stopped =
      paused === undefined ? {} : { paused, ...(reason === undefined ? {} : { reason }) }
    const json = { runs: runs.map(runJson), failed, ...stopped }
    const problems = failed.map(({ sample, message }) => `sample ${sample} failed: ${message}`)
    const more = reason === undefined ? '' : ' --max-cost MORE'
    const why = reason ?? 'it is paused'
    const rest = `${why}; go on with: propose ${project} --resume ${paused}${more}`
    return {
      json,
      text: proposeText(runs),
      problems: paused === undefined ? problems : [...problems, `job ${paused}: ${rest}`],
    }
  } finally {
    await client.close()
  }
}

function checkUsage(options: ProposeOptions): void {
  const { all = false, resume, retry = false, sample, reasoner } = options
  const ways = [all, resume !== undefined, sample.length > 0].filter(Boolean).length
  const hasRegion = options.box.length > 0 || (options.rows ?? options.columns) !== undefined
  if (ways !== 1)
    throw failure(
      'wrong_usage',
      'Name samples with --sample, all with --all, or a job with --resume',
      'See --help.',
    )
  if (retry && resume === undefined)
    throw failure('wrong_usage', '--retry goes with --resume', 'Name the job with --resume.')
  if (options.target !== undefined && !hasRegion)
    throw failure(
      'wrong_usage',
      '--target names what lies in a region',
      'Give --rows, --columns or --box, too.',
    )
  if (hasRegion && reasoner !== undefined && reasoner !== 'human')
    throw failure(
      'wrong_usage',
      'A region is given, and an MLLM is to find it, too',
      'Leave out one of them.',
    )
  if (resume !== undefined && changesSettings(options))
    throw failure(
      'wrong_usage',
      '--resume goes on as the job was started',
      'Leave out the settings and the region; --max-cost may be given anew.',
    )
  if (hasRegion && all)
    throw failure('wrong_usage', 'One region can’t be that of all samples', 'Use --sample ID.')
}

function changesSettings(options: ProposeOptions): boolean {
  const { segmenter, reasoner, judge, settings, rows, columns, box } = options
  const given = [segmenter, reasoner, judge, settings, rows, columns, box[0]]
  return given.some((one) => one !== undefined)
}

async function proposed(client: Client, options: ProposeOptions): Promise<Proposed> {
  if (options.resume !== undefined) {
    const { resume: job, retry = false, maxCost } = options
    const limit = maxCost === undefined ? {} : { costPerProject: await costAfter(client, maxCost) }
    await client.call('jobs.resume', { job, retry, ...limit })
    return batchResult(client, job)
  }
  const settings = await settingsFrom(client, options)
  const reasoning = reasoningFrom(options, settings.grid)
  if (reasoning !== null)
    return proposeEach(client, options.sample, {
      reasoning,
      settings: { ...settings, reasoner: 'human' },
    })
  const samples = options.all === true ? null : [...options.sample]
  const { job } = await client.call('runs.proposeAll', { samples, settings })
  return batchResult(client, job)
}

/** The region of the command line, for each sample named. */
async function proposeEach(
  client: Client,
  samples: readonly number[],
  given: {
    readonly reasoning: NonNullable<ReturnType<typeof reasoningFrom>>
    readonly settings: PipelineSettings
  },
): Promise<Proposed> {
  const runs: Run[] = []
  const failed: Failed[] = []
  for (const sample of samples) {
    try {
      runs.push(await client.call('runs.propose', { sample, ...given }))
    } catch (thrown) {
      if (!(thrown instanceof AppFailure)) throw thrown
      failed.push({ sample, code: thrown.error.code, message: toldOf(thrown.error) })
    }
  }
  return { runs, failed }
}

/** What became of the samples of a batch that has ended or was paused. */
async function batchResult(client: Client, job: number): Promise<Proposed> {
  const { state, error } = await followPausable(client, job)
  const settled = await client.call('jobs.settled', { job })
  const runs: Run[] = []
  for (const { run } of settled.runs) runs.push(await client.call('runs.get', { run }))
  const reason = error === null ? {} : { reason: error.message.replace(/\.$/, '') }
  return { runs, failed: settled.failed, ...(state === 'done' ? {} : { paused: job, ...reason }) }
}

function runJson(run: Run) {
  return {
    sample: run.sampleId,
    run: run.id,
    noTarget: run.reasoning.kind === 'absent',
    box: boxAround(run.boxes),
    candidates: run.candidates
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ rank, score, source, alikeOf, terms, reason, rle, id }) => {
        return { id, rank, score, source, alikeOf, terms, reason, rle }
      }),
  }
}

/** x0, y0, x1, y1 around all regions, or null where there is none. */
function boxAround(boxes: Run['boxes']): readonly number[] | null {
  if (boxes.length === 0) return null
  return [
    Math.min(...boxes.map((box) => box.x0)),
    Math.min(...boxes.map((box) => box.y0)),
    Math.max(...boxes.map((box) => box.x1)),
    Math.max(...boxes.map((box) => box.y1)),
  ]
}

function proposeText(runs: readonly Run[]): string {
  const rows = runs.map((run) => {
    const best = run.candidates.find((candidate) => candidate.rank === 1)
    const score = best === undefined ? null : best.score.toFixed(3)
    return [run.sampleId, run.id, run.candidates.length, score, best?.source ?? null]
  })
  return table(['sample', 'run', 'candidates', 'best', 'source'], rows)
}
