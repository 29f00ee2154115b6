import { sql } from 'kysely'
import { setImmediate as breathe } from 'node:timers/promises'
import type { Prediction } from '#core/dataset/prediction-records'
import type { LeftOut } from '#rpc/schemas/project'
import type { PredictionSource } from '#rpc/schemas/predictions'
import { failure } from '#models/failure'
import { inTransaction, prepareStatement, type WriteDb } from './database.ts'
import { countsFromMask } from './edits.ts'
import { nowText } from './values.ts'

export type StagedPrediction = { readonly sample: number; readonly prediction: Prediction }

export type NewPredictionSet = {
  readonly name: string
  readonly source: PredictionSource
  readonly path: string
  readonly leftOut: readonly LeftOut[]
}

/**
 * Predictions on their way in: they wait in a table of this connection alone, so that a crash leaves nothing of them;
 * `keep` moves all of them into the project at once.
 */
export interface PredictionStaging {
  add(predictions: readonly StagedPrediction[]): Promise<void>
  /** The last run of each of these samples; answers how many have one. */
  addRuns(samples: readonly number[]): Promise<number>
  /** Gives a prior to what waits for the sample; false where nothing does. */
  setPrior(sample: number, weights: readonly number[]): Promise<boolean>
  /**
   * One transaction. Of several predictions for a sample the one with the highest score is it, and all are its
   * candidates. Answers the set's id and how many samples have a prediction.
   */
  keep(set: NewPredictionSet, signal: AbortSignal): Promise<{ id: number; matched: number }>
  drop(): Promise<void>
}

export async function openPredictionStaging(db: WriteDb): Promise<PredictionStaging> {
  await dropTable(db)
  await sql`create temp table staged_predictions (place integer primary key, sample_id integer,
    score real, says_absent integer, text text, run_id integer, counts text, boxes_json text,
    prior_json text, candidates_json text)`.execute(db)
  await sql`create index temp.staged_by_sample on staged_predictions (sample_id)`.execute(db)
  const stage = prepareStatement(db, insertStaged)
  return {
    add: (predictions) =>
      inTransaction(db, async () => {
        for (const one of predictions) stage(...stagedValues(one))
      }),
    async addRuns(samples) {
      const { numAffectedRows } = await stageRuns(samples).execute(db)
      return Number(numAffectedRows ?? 0)
    },
    async setPrior(sample, weights) {
      const { numAffectedRows } = await sql`update temp.staged_predictions
        set prior_json = ${JSON.stringify(weights)} where sample_id = ${sample}`.execute(db)
      return Number(numAffectedRows ?? 0) > 0
    },
    keep: (set, signal) => inTransaction(db, (inside) => keepSet(inside, set, signal)),
    drop: () => dropTable(db),
  }
}

const insertStaged = `insert into temp.staged_predictions (sample_id, score, says_absent, text, counts,
  boxes_json, prior_json, candidates_json) values (?, ?, ?, ?, ?, ?, ?, ?)`

function stagedValues({ sample, prediction }: StagedPrediction): unknown[] {
  const { mask, score, saysAbsent, text, boxes, prior, candidates } = prediction
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value))
  const listed =
    candidates?.map((one) => ({ counts: countsFromMask(one.rle), score: one.score })) ?? null
  return [
    sample,
    score,
    saysAbsent === null ? null : Number(saysAbsent),
    text,
    countsFromMask(mask),
    json(boxes),
    json(prior),
    json(listed),
  ]
}

/** The first candidate is the mask; boxes, prior and candidates stay with the run. */
function stageRuns(samples: readonly number[]) {
  return sql`insert into temp.staged_predictions (sample_id, score, says_absent, text, run_id, counts)
    select r.sample_id, c.score, r.reasoning_json ->> '$.kind' = 'absent',
      coalesce(r.reasoning_json ->> '$.target', ''), r.id, c.counts
    from json_each(${JSON.stringify(samples)}) wanted
    join runs r on r.id = (select max(id) from runs where sample_id = wanted.value)
    left join candidates c on c.run_id = r.id and c.rank = 1`
}

/** Samples moved before others have their turn. */
const stretch = 500

async function keepSet(
  inside: WriteDb,
  { name, source, path, leftOut }: NewPredictionSet,
  signal: AbortSignal,
): Promise<{ id: number; matched: number }> {
  await refuseName(inside, name)
  const { id } = await inside
    .insertInto('predictionSets')
    .values({
      name,
      source,
      path,
      createdAt: nowText(),
      leftOut: leftOut.length,
      leftOutJson: JSON.stringify(leftOut),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { rows } = await sql<{ sample: number }>`
    select distinct sample_id as sample from temp.staged_predictions order by sample_id`.execute(
    inside,
  )
  for (let at = 0; at < rows.length; at += stretch) {
    await breathe()
    if (signal.aborted) throw failure('cancelled', 'Cancelled.')
    const last = rows[Math.min(at + stretch, rows.length) - 1]?.sample
    await sql`insert into predictions (set_id, sample_id, score, says_absent, text, run_id, counts,
        boxes_json, prior_json, candidates_json)
      select ${id}, sample_id, score, says_absent, text, run_id, counts, boxes_json, prior_json,
        case when n = 1 then candidates_json else (
          select json_group_array(json_object('counts', counts, 'score', score)) from (
            select counts, score from temp.staged_predictions o
            where o.sample_id = s.sample_id order by score desc, place)) end
      from (select *, count(*) over (partition by sample_id) as n,
          row_number() over (partition by sample_id order by score desc, place) as place_by_score
        from temp.staged_predictions
        where sample_id between ${rows[at]?.sample} and ${last}) s
      where place_by_score = 1`.execute(inside)
  }
  return { id, matched: rows.length }
}

/** Throws AppFailure `bad_input`. */
export async function refuseName(db: Pick<WriteDb, 'selectFrom'>, name: string): Promise<void> {
  const taken = await db
    .selectFrom('predictionSets')
    .select('id')
    .where('name', '=', name)
    .executeTakeFirst()
  if (taken !== undefined)
    throw failure(
      'bad_input',
      `There are predictions called ${name} already.`,
      'Choose another name, or remove those first.',
    )
}

async function dropTable(db: WriteDb): Promise<void> {
  await sql`drop table if exists temp.staged_predictions`.execute(db)
}
