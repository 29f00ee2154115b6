import type { Selectable } from 'kysely'
import type { Candidate } from '#core/candidate/candidate'
import type { ImageBox } from '#core/geometry/box'
import type { Rle } from '#core/mask/mask'
import type { Prior } from '#core/prior/prior'
import type { Reasoning } from '#core/prompt/reasoning'
import { failure } from '#models/failure'
import type { Run } from '#rpc/schemas/pipeline'
import { giveCallsToRun } from './calls.ts'
import { inTransaction, type ReadDb, type WriteDb } from './database.ts'
import { rleFromCounts } from './edits.ts'
import { setHint } from './hints.ts'
import { insertInChunks } from './insert.ts'
import { getSample } from './samples.ts'
import type { CandidatesTable, RunsTable } from './tables.ts'
import { nowText } from './values.ts'

/** What one pass of the pipeline is recorded as. */
export type NewRun = {
  readonly sampleId: number
  readonly settings: Run['settings']
  readonly reasoning: Reasoning
  readonly boxes: readonly ImageBox[]
  readonly prior: Prior | null
  readonly candidates: readonly Candidate[]
  readonly model: Run['model']
  readonly timings: Readonly<Record<string, number>>
  readonly numbers: unknown
  readonly flags: readonly string[]
  readonly record: Run['record']
  /** Ids of the calls that were made for it. */
  readonly calls: readonly number[]
}

type RunCandidate = Run['candidates'][number]

/** The id of the stored run, whose reasoning is now where the target was last said to be. Throws AppFailure `not_found` for a sample that is not there. */
export async function addRun(db: WriteDb, run: NewRun): Promise<number> {
  return inTransaction(db, async (inside) => {
    await getSample(inside, run.sampleId)
    const { id } = await inside
      .insertInto('runs')
      .values({
        sampleId: run.sampleId,
        createdAt: nowText(),
        settingsJson: JSON.stringify(run.settings),
        reasoningJson: JSON.stringify(run.reasoning),
        boxesJson: JSON.stringify(run.boxes),
        priorJson: run.prior === null ? null : JSON.stringify(run.prior),
        modelId: run.model.id,
        modelDigest: run.model.digest,
        timingsJson: JSON.stringify(run.timings),
        numbersJson: JSON.stringify(run.numbers ?? null),
        flagsJson: JSON.stringify(run.flags),
        recordJson: JSON.stringify(run.record),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const rows = run.candidates.map((candidate) => rowFromCandidate(id, candidate))
    await insertInChunks(rows, 15, (chunk) =>
      inside.insertInto('candidates').values(chunk).execute(),
    )
    await setHint(inside, run.sampleId, run.reasoning)
    await giveCallsToRun(inside, id, run.calls)
    return id
  })
}

/** Throws AppFailure `not_found`. */
export async function getRun(db: ReadDb, id: number): Promise<Run> {
  const row = await db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw failure('not_found', `There is no run ${id} in this project.`)
  return completeRun(db, row)
}

/** Latest first, with their candidates. */
export async function listRuns(db: ReadDb, sampleId: number): Promise<Run[]> {
  const rows = await db
    .selectFrom('runs')
    .selectAll()
    .where('sampleId', '=', sampleId)
    .orderBy('id', 'desc')
    .execute()
  const runs: Run[] = []
  for (const row of rows) runs.push(await completeRun(db, row))
  return runs
}

export async function latestRun(db: ReadDb, sampleId: number): Promise<Run | null> {
  const row = await db
    .selectFrom('runs')
    .selectAll()
    .where('sampleId', '=', sampleId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : completeRun(db, row)
}

/** Masks of the candidates in the order asked for; throws AppFailure `not_found` for any that is not this sample's. */
export async function readCandidateMasks(
  db: ReadDb,
  wanted: {
    readonly sample: number
    readonly runId: number
    readonly candidateIds: readonly string[]
  },
): Promise<Rle[]> {
  const run = await db
    .selectFrom('runs')
    .select('id')
    .where('id', '=', wanted.runId)
    .where('sampleId', '=', wanted.sample)
    .executeTakeFirst()
  if (run === undefined)
    throw failure('not_found', `Run ${wanted.runId} is not one of sample ${wanted.sample}.`)
  const { image } = await getSample(db, wanted.sample)
  const rows = await db
    .selectFrom('candidates')
    .select(['id', 'counts'])
    .where('runId', '=', wanted.runId)
    .where('id', 'in', wanted.candidateIds)
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row.counts]))
  return wanted.candidateIds.map((id) => {
    const counts = byId.get(id)
    if (counts === undefined)
      throw failure('not_found', `Run ${wanted.runId} has no candidate ${id}.`)
    return rleFromCounts(counts, image.size)
  })
}

/**
 * Candidates of a sample's last run, in their ranked order; none where it has no run. `reasonBy`: `model:NAME` of who
 * judged them, where there is a reason.
 */
export async function listLastCandidates(db: ReadDb, sample: number) {
  const last = db
    .selectFrom('runs')
    .select((eb) => eb.fn.max('id').as('id'))
    .where('sampleId', '=', sample)
  const rows = await db
    .selectFrom('candidates')
    .select(['id', 'rank', 'source', 'counts', 'predictedIou', 'stability', 'score', 'reason'])
    .where('runId', '=', last)
    .orderBy('rank')
    .execute()
  const judges = await db
    .selectFrom('calls')
    .select('model')
    .distinct()
    .where('runId', '=', last)
    .where('stage', '=', 'judge')
    .orderBy('model')
    .execute()
  const names = judges.map(({ model }) => model).join('+')
  const reasonBy = names === '' ? null : `model:${names}`
  return rows.map((row) => ({ ...row, reasonBy: row.reason === null ? null : reasonBy }))
}

async function completeRun(db: ReadDb, row: Selectable<RunsTable>): Promise<Run> {
  const candidates = await db
    .selectFrom('candidates')
    .innerJoin('runs', 'runs.id', 'candidates.runId')
    .innerJoin('samples', 'samples.id', 'runs.sampleId')
    .innerJoin('images', 'images.id', 'samples.imageId')
    .selectAll('candidates')
    .select(['images.width', 'images.height'])
    .where('candidates.runId', '=', row.id)
    .orderBy('candidates.rank')
    .execute()
  return {
    id: row.id,
    sampleId: row.sampleId,
    createdAt: row.createdAt,
    settings: JSON.parse(row.settingsJson) as Run['settings'],
    reasoning: JSON.parse(row.reasoningJson) as Run['reasoning'],
    boxes: JSON.parse(row.boxesJson) as Run['boxes'],
    prior: row.priorJson === null ? null : (JSON.parse(row.priorJson) as Run['prior']),
    candidates: candidates.map(candidateFromRow),
    model: { id: row.modelId, digest: row.modelDigest },
    timings: JSON.parse(row.timingsJson) as Run['timings'],
    numbers: JSON.parse(row.numbersJson) as unknown,
    flags: JSON.parse(row.flagsJson) as string[],
    record: JSON.parse(row.recordJson) as Run['record'],
    isStale: row.isStale === 1,
  }
}

function rowFromCandidate(runId: number, candidate: Candidate): CandidatesTable {
  return {
    runId,
    id: candidate.id,
    rank: candidate.rank,
    source: candidate.source,
    region: candidate.region,
    counts: candidate.rle.counts,
    predictedIou: candidate.predictedIou,
    stability: candidate.stability,
    token: candidate.token,
    seedJson: candidate.seed === null ? null : JSON.stringify(candidate.seed),
    flagsJson: JSON.stringify(candidate.flags),
    score: candidate.score,
    termsJson: JSON.stringify(candidate.terms),
    alikeOf: candidate.alikeOf,
    reason: candidate.reason,
  }
}

function candidateFromRow(
  row: Selectable<CandidatesTable> & { readonly width: number; readonly height: number },
): RunCandidate {
  return {
    id: row.id,
    source: row.source as RunCandidate['source'],
    region: row.region,
    rle: rleFromCounts(row.counts, { width: row.width, height: row.height }),
    predictedIou: row.predictedIou,
    stability: row.stability,
    token: row.token,
    seed: row.seedJson === null ? null : (JSON.parse(row.seedJson) as RunCandidate['seed']),
    flags: JSON.parse(row.flagsJson) as RunCandidate['flags'],
    rank: row.rank,
    score: row.score,
    terms: JSON.parse(row.termsJson) as RunCandidate['terms'],
    alikeOf: row.alikeOf,
    reason: row.reason,
  }
}
