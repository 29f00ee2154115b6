import { ablationTable, type AblationRow } from '#core/metrics/ablation'
import { meanOf } from '#core/metrics/calibration'
import { openSampleIndex } from '#electron/store/sample-index'
import {
  addExperiment,
  countStale,
  getExperiment,
  labelledAmong,
  listExperiments,
  listResults,
  setExperimentJob,
  type ExperimentRow,
  type Settled,
} from '#electron/store/experiments'
import { toldOf } from '#electron/files/failures'
import { failure } from '#models/failure'
import type { ParsedParams } from '#rpc/contract'
import type {
  ExperimentFigures,
  ExperimentFile,
  ExperimentResult,
  ExperimentTableRow,
} from '#rpc/schemas/experiments'
import { pipelineSettingsSchema, type PipelineSettings } from '#rpc/schemas/pipeline'
import { sampleFilterSchema } from '#rpc/schemas/project'
import { goOverExperiment, resumeExperimentJob } from './experiment-run.ts'
import { isRecord, mergeDeep } from './merge-deep.ts'
import type { OpenProject } from './open-project.ts'
import { pipelineSettings } from './projects.ts'
import type { Studio } from './studio.ts'
import type { UseCases } from './use-cases.ts'

async function start(
  studio: Studio,
  { file, filter }: ParsedParams<'experiments.start'>,
): Promise<{ experiment: number; job: number }> {
  const project = studio.project()
  const ofProject = await pipelineSettings(project)
  const rows = file.rows.map((row) => rowFrom(ofProject, file.base, row))
  const samples = await labelledUnder(project, filter)
  if (samples.length === 0)
    throw failure(
      'bad_input',
      'No sample under the filter has an accepted mask, or is accepted as without a target.',
      'Accept some, or choose another filter.',
    )
  const { name } = file
  const { version: appVersion } = studio
  const experiment = await addExperiment(project.writer(), { name, appVersion, rows, samples })
  const title = `Benchmark “${name}”: ${rows.length} × ${samples.length} samples`
  const params = { experiment }
  const prepare = (id: number) => setExperimentJob(project.writer(), experiment, id)
  const job = await studio.jobs.start({ kind: 'benchmark', title, params, prepare }, (context) =>
    goOverExperiment(studio, context, params),
  )
  return { experiment, job }
}

/** The project's settings with the file's base over them, and the row's over that. Throws AppFailure `bad_input`. */
function rowFrom(
  ofProject: PipelineSettings,
  base: ExperimentFile['base'],
  row: ExperimentFile['rows'][number],
): ExperimentRow {
  const given = mergeDeep(base, row.settings) as ExperimentRow['given']
  const parsed = pipelineSettingsSchema.safeParse(mergeDeep(ofProject, given))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const place = issue?.path.map(String).join('.') ?? ''
    throw badRow(row.name, `${place}: ${issue?.message ?? 'not settings'}`)
  }
  const unknown = unknownPath(given, parsed.data)
  if (unknown !== null) throw badRow(row.name, `there is no setting ${unknown}`)
  return { name: row.name, given, settings: parsed.data }
}

function badRow(name: string, problem: string) {
  const hint = '“schema” prints what settings there are.'
  return failure('bad_input', `Row “${name}”: ${problem}.`, hint)
}

/** A setting that no schema knows would change nothing: a row that is told as different would not be. */
function unknownPath(given: unknown, known: unknown): string | null {
  if (!isRecord(given) || !isRecord(known)) return null
  for (const [name, value] of Object.entries(given)) {
    if (!(name in known)) return name
    const inner = unknownPath(value, known[name])
    if (inner !== null) return `${name}.${inner}`
  }
  return null
}

const page = 10_000

async function labelledUnder(
  project: OpenProject,
  filter: ParsedParams<'experiments.start'>['filter'],
): Promise<number[]> {
  const accepted = sampleFilterSchema.parse({ ...filter, status: filter.status ?? 'accepted' })
  const index = await openSampleIndex(project.db, accepted)
  const samples: number[] = []
  for (let i = 0; i < index.total; i += page)
    samples.push(...(await labelledAmong(project.db, await index.page(i, page))))
  return samples
}

async function resume(
  studio: Studio,
  { experiment, ...how }: ParsedParams<'experiments.resume'>,
): Promise<{ experiment: number; job: number }> {
  const { job } = await getExperiment(studio.project().db, experiment)
  if (job === null)
    throw failure('bad_input', `Experiment ${experiment} never began.`, 'Start it again.')
  await resumeExperimentJob(studio, { job, ...how })
  return { experiment, job }
}

async function result(studio: Studio, id: number): Promise<ExperimentResult> {
  const { db } = studio.project()
  const { rows, ...rest } = await getExperiment(db, id)
  const settled = await listResults(db, id)
  const bare = rows.map(({ name, given }) => ({ name, given }))
  const samples = new Set(settled.map(({ sample }) => sample)).size
  return {
    experiment: { ...rest, rows: bare },
    samples,
    stale: await countStale(db, id),
    table: tableOf(bare, settled),
    failed: settled.flatMap(({ setting, sample, error }) => {
      if (error === null) return []
      const row = bare[setting]?.name ?? ''
      return [{ row, sample, code: error.code, message: toldOf(error) }]
    }),
  }
}

type Measured = Settled & { readonly figures: ExperimentFigures }

function tableOf(
  rows: ExperimentResult['experiment']['rows'],
  settled: readonly Settled[],
): ExperimentTableRow[] {
  const measured = settled.filter((one): one is Measured => one.figures !== null)
  const byRow = rows.map((row, setting) => {
    return { ...row, results: measured.filter((one) => one.setting === setting) }
  })
  const table = ablationTable(
    byRow.map(({ name, results }) => {
      return { name, results: new Map(results.map(({ sample, figures }) => [sample, figures])) }
    }),
  )
  return byRow.flatMap(({ name, given, results }, i) => {
    const of = table[i]
    return of === undefined ? [] : [{ name, given, n: of.n, ...figuresOf(of, results) }]
  })
}

function figuresOf(row: AblationRow, results: readonly Measured[]) {
  const mean = (valueOf: (figures: ExperimentFigures) => number | null) => {
    const values = results.flatMap(({ figures }) => valueOf(figures) ?? [])
    const value = meanOf(values)
    return value === null ? null : { value, n: values.length }
  }
  const done = results.filter(({ error }) => error === null)
  const seconds = meanOf(done.map(({ figures }) => figures.milliseconds / 1000))
  return {
    failed: results.length - done.length,
    metrics: row.cells.map(({ metric, interval, against, correctedP, isSignificant }) => {
      if (against === null || correctedP === null) return { metric, interval, against: null }
      const { difference, p } = against
      return { metric, interval, against: { difference, p, correctedP, isSignificant } }
    }),
    rank1Iou: mean((figures) => figures.rank1Iou),
    top3Iou: mean((figures) => figures.top3Iou),
    bestIou: mean((figures) => figures.bestIou),
    cost: results.reduce((sum, { figures }) => sum + figures.cost, 0),
    seconds: seconds === null ? null : { value: seconds, n: done.length },
  }
}

export const experimentHandlers = {
  'experiments.start': start,
  'experiments.resume': resume,
  'experiments.list': (studio) => listExperiments(studio.project().db),
  'experiments.result': (studio, { experiment }) => result(studio, experiment),
} satisfies Partial<UseCases>
