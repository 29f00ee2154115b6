import { sql, type Selectable } from 'kysely'
import type { AppError } from '#core/result'
import { failure } from '#models/failure'
import type { Experiment, ExperimentFigures } from '#rpc/schemas/experiments'
import type { PipelineSettings } from '#rpc/schemas/pipeline'
import { inTransaction, type ReadDb, type WriteDb } from './database.ts'
import type { ExperimentsTable } from './experiment-tables.ts'
import { insertInChunks } from './insert.ts'
import { isAmong } from './is-among.ts'
import { nowText } from './values.ts'

/** One row with all its settings. */
export type ExperimentRow = Experiment['rows'][number] & { readonly settings: PipelineSettings }

type NewExperiment = {
  readonly name: string
  readonly appVersion: string
  readonly rows: readonly ExperimentRow[]
  readonly samples: readonly number[]
}

/** Where a result belongs: row of the experiment, from 0, and sample. */
export type ResultPlace = {
  readonly experiment: number
  readonly setting: number
  readonly sample: number
}

/** All of it is to do. */
export async function addExperiment(db: WriteDb, given: NewExperiment): Promise<number> {
  const { name, appVersion, rows, samples } = given
  return inTransaction(db, async (inside) => {
    const { id } = await inside
      .insertInto('experiments')
      .values({ name, appVersion, createdAt: nowText(), rowsJson: JSON.stringify(rows) })
      .returning('id')
      .executeTakeFirstOrThrow()
    const results = rows.flatMap((_, setting) =>
      samples.map((sampleId) => ({ experimentId: id, setting, sampleId, state: 'todo' as const })),
    )
    await insertInChunks(results, 4, (chunk) =>
      inside.insertInto('experimentResults').values(chunk).execute(),
    )
    return id
  })
}

export async function setExperimentJob(db: WriteDb, id: number, job: number): Promise<void> {
  await inTransaction(db, (inside) =>
    inside.updateTable('experiments').set({ jobId: job }).where('id', '=', id).execute(),
  )
}

/** Throws AppFailure `not_found`. */
export async function getExperiment(
  db: ReadDb,
  id: number,
): Promise<Omit<Experiment, 'rows'> & { readonly rows: ExperimentRow[] }> {
  const row = await db.selectFrom('experiments').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw failure('not_found', `There is no experiment ${id} in this project.`)
  const rows = JSON.parse(row.rowsJson) as ExperimentRow[]
  return { ...(await experimentFromRow(db, row)), rows }
}

/** Latest first. */
export async function listExperiments(db: ReadDb): Promise<Experiment[]> {
  const rows = await db.selectFrom('experiments').selectAll().orderBy('id', 'desc').execute()
  const experiments: Experiment[] = []
  for (const row of rows) experiments.push(await experimentFromRow(db, row))
  return experiments
}

/** Those of the samples whose last version is accepted, on the query as it is now: with a mask, or without a target. */
export async function labelledAmong(db: ReadDb, samples: readonly number[]): Promise<number[]> {
  const rows = await db
    .selectFrom('annotations')
    .innerJoin('samples', 'samples.id', 'annotations.sampleId')
    .select('samples.id')
    .where(isAmong('samples.id', samples))
    .where('samples.status', '=', 'accepted')
    .where('samples.removedAt', 'is', null)
    .where('annotations.isStale', '=', 0)
    .where((eb) =>
      eb.or([eb('annotations.noTarget', '=', 1), eb('annotations.target', 'is not', null)]),
    )
    .where(isLastVersion)
    .orderBy('samples.id')
    .execute()
  return rows.map(({ id }) => id)
}

const isLastVersion = sql<boolean>`not exists (
  select 1 from annotations later
  where later.sample_id = annotations.sample_id and later.version > annotations.version)`

/** The next samples of a row to do, in order. */
export async function nextResults(
  db: ReadDb,
  { experiment, setting, sample }: ResultPlace,
  limit: number,
): Promise<number[]> {
  const rows = await db
    .selectFrom('experimentResults')
    .select('sampleId')
    .where('experimentId', '=', experiment)
    .where('setting', '=', setting)
    .where('sampleId', '>', sample)
    .where('state', '=', 'todo')
    .orderBy('sampleId')
    .limit(limit)
    .execute()
  return rows.map(({ sampleId }) => sampleId)
}

type ResultOutcome = {
  /** null, as the figures: there is no truth any more. */
  readonly annotation: number | null
  readonly counts: string | null
  readonly figures: ExperimentFigures | null
  /** null: it is done. */
  readonly error: AppError | null
}

export async function settleResult(
  db: WriteDb,
  place: ResultPlace,
  { annotation, counts, figures, error }: ResultOutcome,
): Promise<void> {
  await inTransaction(db, (inside) =>
    inside
      .updateTable('experimentResults')
      .set({
        state: error === null ? 'done' : 'failed',
        annotationId: annotation,
        counts,
        figuresJson: figures === null ? null : JSON.stringify(figures),
        errorJson: error === null ? null : JSON.stringify(error),
      })
      .where('experimentId', '=', place.experiment)
      .where('setting', '=', place.setting)
      .where('sampleId', '=', place.sample)
      .execute(),
  )
}

/** What failed is to be done again. */
export async function retryResults(db: WriteDb, experiment: number): Promise<void> {
  await inTransaction(db, (inside) =>
    inside
      .updateTable('experimentResults')
      .set({ state: 'todo', figuresJson: null, errorJson: null })
      .where('experimentId', '=', experiment)
      .where('state', '=', 'failed')
      .execute(),
  )
}

export async function countResults(db: ReadDb, experiment: number): Promise<Experiment['counts']> {
  const rows = await db
    .selectFrom('experimentResults')
    .select(({ fn }) => ['state', fn.countAll<number>().as('n')])
    .where('experimentId', '=', experiment)
    .groupBy('state')
    .execute()
  const of = (state: string) => rows.find((row) => row.state === state)?.n ?? 0
  return { todo: of('todo'), done: of('done'), failed: of('failed') }
}

export type Settled = {
  readonly setting: number
  readonly sample: number
  readonly figures: ExperimentFigures | null
  readonly error: AppError | null
}

/** By row, then by sample. */
export async function listResults(db: ReadDb, experiment: number): Promise<Settled[]> {
  const rows = await db
    .selectFrom('experimentResults')
    .select(['setting', 'sampleId', 'figuresJson', 'errorJson'])
    .where('experimentId', '=', experiment)
    .where('state', '!=', 'todo')
    .orderBy('setting')
    .orderBy('sampleId')
    .execute()
  return rows.map(({ setting, sampleId: sample, figuresJson, errorJson }) => {
    const figures = figuresJson === null ? null : (JSON.parse(figuresJson) as ExperimentFigures)
    const error = errorJson === null ? null : (JSON.parse(errorJson) as AppError)
    return { setting, sample, figures, error }
  })
}

/** Results that were measured against another truth than the sample has now. */
export async function countStale(db: ReadDb, experiment: number): Promise<number> {
  const { n } = await db
    .selectFrom('experimentResults')
    .innerJoin('annotations', 'annotations.id', 'experimentResults.annotationId')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('experimentId', '=', experiment)
    .where((eb) => eb.or([eb.not(isLastVersion), eb('annotations.isStale', '=', 1)]))
    .executeTakeFirstOrThrow()
  return n
}

/** What replies cost and took when they were given: of the calls named, kept replies as when they were asked for. */
export async function readReplyCosts(
  db: ReadDb,
  calls: readonly number[],
): Promise<{ readonly cost: number; readonly milliseconds: number }> {
  const { rows } = await sql<{ cost: number; milliseconds: number }>`
    select coalesce(sum(case when c.is_cached = 0 then c.cost else coalesce((
        select first.cost from calls first
        where first.reply_key = c.reply_key and first.is_cached = 0 and first.reply is not null
        order by first.id limit 1), 0) end), 0) as cost,
      coalesce(sum(c.milliseconds), 0) as milliseconds
    from calls c where c.id in (select value from json_each(${JSON.stringify(calls)}))`.execute(db)
  return rows[0] ?? { cost: 0, milliseconds: 0 }
}

async function experimentFromRow(
  db: ReadDb,
  row: Selectable<ExperimentsTable>,
): Promise<Experiment> {
  const { id, name, createdAt, appVersion, jobId: job } = row
  const rows = (JSON.parse(row.rowsJson) as ExperimentRow[]).map((one) => {
    return { name: one.name, given: one.given }
  })
  return { id, name, createdAt, appVersion, job, rows, counts: await countResults(db, id) }
}
