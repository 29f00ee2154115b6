import { Option, type Command } from 'commander'
import { z } from 'zod'
import { toldOf } from '#electron/files/failures'
import { AppFailure, failure } from '#models/failure'
import { errorCodes } from '#core/result'
import type { PipelineSettings, Run } from '#rpc/schemas/pipeline'
import { connect, type Client } from './client.ts'
import { finishJob } from './jobs.ts'
import {
  collectBoxes,
  collectIds,
  parseIds,
  reasoningFrom,
  settingsWithFile,
  type RegionOptions,
} from './parsers.ts'
import { reporting, table, type CommonOptions, type Outcome } from './report.ts'

type ProposeOptions = CommonOptions &
  RegionOptions & {
    readonly sample: readonly number[]
    readonly all?: boolean
    readonly segmenter?: string
    readonly reasoner?: 'human'
    readonly judge?: 'geometric'
    readonly settings?: string
  }

type Failed = { readonly sample: number; readonly code: string; readonly message: string }
type Proposed = { readonly runs: readonly Run[]; readonly failed: readonly Failed[] }

export function addPropose(program: Command): void {
  program
    .command('propose')
    .argument('<project>', 'a .reaseg file')
    .description('run the pipeline: ranked candidate masks for samples')
    .option('--sample <id>', 'a sample; may be repeated', collectIds, [])
    .option('--all', 'every sample with a region of its own')
    .option('--segmenter <id>', 'segmenter, see “models list”')
    .addOption(new Option('--reasoner <name>', 'who names the region').choices(['human']))
    .addOption(new Option('--judge <name>', 'who scores').choices(['geometric']))
    .option('--rows <ids>', 'rows of the grid where the target is, like 2-3', parseIds)
    .option('--columns <ids>', 'columns of the grid where it is, like 4,5', parseIds)
    .option('--box <x0,y0,x1,y1>', 'a box where it is; may be repeated', collectBoxes, [])
    .option('--target <name>', 'what it is')
    .option('--settings <file>', 'JSON of settings over the project’s, see “schema”')
    .option('--json', 'print one JSON document')
    .action(reporting(propose))
}

async function propose(project: string, options: ProposeOptions): Promise<Outcome> {
  if ((options.all === true) === options.sample.length > 0)
    throw failure('wrong_usage', 'Name samples with --sample, or all with --all', 'See --help.')
  const hasRegion = options.box.length > 0 || (options.rows ?? options.columns) !== undefined
  if (options.target !== undefined && !hasRegion)
    throw failure(
      'wrong_usage',
      '--target names what lies in a region',
      'Give --rows, --columns or --box, too.',
    )
  const client = await connect(project, 'write')
  try {
    const settings = await settingsOf(client, options)
    const reasoning = reasoningFrom(options, settings.grid)
    if (reasoning !== null && options.all === true)
      throw failure('wrong_usage', 'One region can’t be that of all samples', 'Use --sample ID.')
    const { runs, failed } =
      reasoning === null
        ? await proposeFromRecords(client, options, settings)
        : await proposeEach(client, options.sample, { reasoning, settings })
    const json = { runs: runs.map(runJson), failed }
    const problems = failed.map(({ sample, message }) => `sample ${sample} failed: ${message}`)
    return { json, text: proposeText(runs), problems }
  } finally {
    await client.close()
  }
}

async function settingsOf(client: Client, options: ProposeOptions): Promise<PipelineSettings> {
  const { segmenter, reasoner, judge } = options
  const base = await client.call('project.settings', {})
  return {
    ...settingsWithFile(base, options.settings),
    ...(segmenter === undefined ? {} : { segmenter }),
    ...(reasoner === undefined ? {} : { reasoner }),
    ...(judge === undefined ? {} : { judge }),
  }
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

const batchSchema = z.object({
  runs: z.array(z.object({ sample: z.int(), run: z.int() })),
  failed: z.array(z.object({ sample: z.int(), code: z.enum(errorCodes), message: z.string() })),
})

/** Each sample from its last reasoning or stored region, as one job. */
async function proposeFromRecords(
  client: Client,
  options: ProposeOptions,
  settings: PipelineSettings,
): Promise<Proposed> {
  const samples = options.all === true ? null : [...options.sample]
  const { job } = await client.call('runs.proposeAll', { samples, settings })
  const result = batchSchema.parse(await finishJob(client, job))
  const runs: Run[] = []
  for (const { sample, run } of result.runs) {
    const found = (await client.call('runs.list', { sample })).find((known) => known.id === run)
    if (found !== undefined) runs.push(found)
  }
  return { runs, failed: result.failed }
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
