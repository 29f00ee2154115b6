import { resolve } from 'node:path'
import type { Command } from 'commander'
import { writeFileAtomic } from '#electron/files/atomic-write'
import { experimentCsv } from '#electron/usecases/experiment-csv'
import { failure } from '#models/failure'
import {
  experimentFileSchema,
  type ExperimentFile,
  type ExperimentResult,
  type ExperimentTableRow,
} from '#rpc/schemas/experiments'
import { connect, type Client } from './client.ts'
import { followPausable } from './jobs.ts'
import { collectFilter, parseId, readJson, type SampleFilterParams } from './parsers.ts'
import { costAfter, parseCost } from './propose-settings.ts'
import { reporting, table, type CommonOptions, type Outcome } from './report.ts'

type BenchmarkOptions = CommonOptions & {
  readonly configs?: string
  readonly filter: SampleFilterParams
  readonly resume?: number
  readonly retry?: boolean
  readonly show?: number
  readonly maxCost?: number
  readonly csv?: string
}

export function addBenchmark(program: Command): void {
  program
    .command('benchmark')
    .argument('<project>', 'a .reaseg file')
    .description('run a table of settings over the labelled samples; Ctrl+C pauses it')
    .option('--configs <file>', 'JSON: {name, base, rows: [{name, settings}]}, see “schema”')
    .option('--filter <name=value>', 'status, category, split or search', collectFilter, {})
    .option('--resume <experiment>', 'go on with one that was paused or interrupted', parseId)
    .option('--retry', 'with --resume: with the samples that failed, too')
    .option('--show <experiment>', 'the table of one, without running anything', parseId)
    .option('--max-cost <x>', 'what MLLMs may cost in all, by their profiles’ prices', parseCost)
    .option('--csv <file>', 'also write the table as CSV')
    .option('--json', 'print one JSON document')
    .action(reporting(benchmark))
}

async function benchmark(project: string, options: BenchmarkOptions): Promise<Outcome> {
  const { configs, resume, show, retry = false } = options
  const ways = [configs, resume, show].filter((way) => way !== undefined).length
  if (ways !== 1)
    throw failure(
      'wrong_usage',
      'Name settings with --configs, or an experiment with --resume or --show',
      'See --help.',
    )
  if (retry && resume === undefined)
    throw failure('wrong_usage', '--retry goes with --resume', 'Name the experiment with --resume.')
  const file = configs === undefined ? null : fileFrom(configs)
  const client = await connect(project, show === undefined ? 'write' : 'read')
  try {
    const ended = show === undefined ? await run(client, file, options) : { id: show, stop: null }
    const result = await client.call('experiments.result', { experiment: ended.id })
    if (options.csv !== undefined)
      await writeFileAtomic(resolve(options.csv), experimentCsv(result.table))
    const failed = result.failed.map(({ row, sample, message }) => {
      return `row “${row}”, sample ${sample} failed: ${message}`
    })
    const again = `go on with: benchmark ${project} --resume ${ended.id}`
    const stopped = ended.stop === null ? [] : [`experiment ${ended.id}: ${ended.stop}; ${again}`]
    return { json: result, text: textOf(result), problems: [...failed, ...stopped] }
  } finally {
    await client.close()
  }
}

type Ended = { readonly id: number; readonly stop: string | null }

async function run(
  client: Client,
  file: ExperimentFile | null,
  options: BenchmarkOptions,
): Promise<Ended> {
  const { filter, retry = false, maxCost } = options
  const most = maxCost === undefined ? null : await costAfter(client, maxCost)
  const started =
    file === null
      ? await client.call('experiments.resume', {
          experiment: options.resume ?? 0,
          retry,
          ...(most === null ? {} : { costPerProject: most }),
        })
      : await client.call('experiments.start', { file: limited(file, most), filter })
  process.stderr.write(`experiment ${started.experiment}\n`)
  const { state, error } = await followPausable(client, started.job)
  const why = error?.message.replace(/\.$/, '') ?? 'it is paused'
  return { id: started.experiment, stop: state === 'done' ? null : why }
}

/** What the command line allows is for all rows together. */
function limited(file: ExperimentFile, costPerProject: number | null): ExperimentFile {
  if (costPerProject === null) return file
  const { limits } = file.base
  const others = typeof limits === 'object' ? limits : {}
  return { ...file, base: { ...file.base, limits: { ...others, costPerProject } } }
}

function fileFrom(path: string): ExperimentFile {
  const parsed = experimentFileSchema.safeParse(readJson(path))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw failure(
    'bad_input',
    `${path}: ${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'no settings'}`,
    'It is {"rows": [{"name": …, "settings": {…}}, …]}; “schema” prints what settings there are.',
  )
}

function textOf({ experiment, samples, stale, table: rows }: ExperimentResult): string {
  const { todo, failed } = experiment.counts
  const lines = rows.map((row) => [
    row.name,
    row.n,
    ...row.metrics.map(cellOf),
    ...[row.rank1Iou, row.top3Iou, row.bestIou].map((mean) => mean?.value.toFixed(3) ?? null),
    row.cost.toFixed(4),
    row.seconds?.value.toFixed(1) ?? null,
  ])
  const header = ['setting', 'n', ...(rows[0]?.metrics.map(({ metric }) => metric) ?? [])]
  const rest = ['rank 1', 'top 3 (oracle)', 'best', 'cost', 's a sample']
  return [
    `experiment ${experiment.id} “${experiment.name}” over ${samples} samples`,
    '',
    table([...header, ...rest], lines),
    '',
    '[95 % interval]; * differs from the first row (p < 0.05, corrected by Holm)',
    ...(failed > 0 ? [`${failed} failed: each counts as an empty mask`] : []),
    ...(todo > 0 ? [`${todo} still to do: rows may be over fewer samples`] : []),
    ...(stale > 0 ? [`${stale} results are older than the truth they stand beside`] : []),
  ].join('\n')
}

function cellOf({ interval, against }: ExperimentTableRow['metrics'][number]): string | null {
  if (interval === null) return null
  const { value, low, high } = interval
  const mark = against?.isSignificant === true ? ' *' : ''
  return `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]${mark}`
}
