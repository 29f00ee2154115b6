import { sql } from 'kysely'
import type { Size } from '#core/geometry/size'
import type { Rle } from '#core/mask/mask'
import type { Run } from '#rpc/schemas/pipeline'
import type { RunRecord } from '#rpc/schemas/record'
import type { ReadDb } from './database.ts'
import { rleFromCounts } from './edits.ts'
import { listFromJson, type LayerSource } from './values.ts'

/** The accepted mask of a sample, and the run that goes with it. */
export type SavedMask = {
  readonly annotation: number
  readonly sample: number
  readonly size: Size
  readonly target: Rle
  readonly ignore: Rle
  readonly source: LayerSource
  /** When it was accepted. */
  readonly at: string
  /** That it was taken from; else the latest one before it, else the latest one. */
  readonly run: number
  readonly runAt: string
  /** Candidates of that run that were accepted or taken into correction; empty where it was drawn. */
  readonly taken: readonly string[]
}

/** Of the candidates of a run what it takes to compare them with a mask. */
export type JudgedRun = {
  readonly judge: Run['settings']['judge']
  readonly prior: Run['prior']
  readonly timings: Run['timings']
  /** Milliseconds of all replies, cached ones as when they were first given. */
  readonly replies: number
  readonly scores: NonNullable<RunRecord['judge']>['scores']
  readonly refinement: Pick<
    NonNullable<RunRecord['refinement']>,
    'candidate' | 'outcome' | 'original'
  > | null
  /** By rank. */
  readonly candidates: readonly {
    readonly id: string
    readonly rle: Rle
    readonly predictedIou: number
    readonly score: number
  }[]
}

/** Ids looked at in one query: some tens of milliseconds of work at most. */
const stretch = 4096

/**
 * Ids of accepted masks with a run on the same query, in the order accepted; of more than `limit` as many as that, evenly
 * spaced, the last one among them. `total`: how many there are. Looked for stretch by stretch, `between` them awaited.
 */
export async function pickSavedMasks(
  db: ReadDb,
  limit: number,
  between: () => Promise<unknown> = async () => undefined,
): Promise<{ readonly total: number; readonly ids: readonly number[] }> {
  const { last } = await db
    .selectFrom('annotations')
    .select(({ fn, eb }) => fn.coalesce(fn.max('id'), eb.lit(0)).as('last'))
    .executeTakeFirstOrThrow()
  const all: number[] = []
  for (let after = 0; after < last; after += stretch) {
    for (const id of await savedIds(db, after)) all.push(id)
    await between()
  }
  const ids = all.filter((_, place) => {
    const share = (upTo: number) => Math.floor((upTo * limit) / all.length)
    return all.length <= limit || share(place + 1) > share(place)
  })
  return { total: all.length, ids }
}

async function savedIds(db: ReadDb, after: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select a.id from annotations a join samples s on s.id = a.sample_id
    where a.id > ${after} and a.id <= ${after + stretch}
      and s.status = 'accepted' and s.removed_at is null
      and a.no_target = 0 and a.target is not null and a.is_stale = 0
      and not exists (
        select 1 from annotations later
        where later.sample_id = a.sample_id and later.version > a.version)
      and exists (select 1 from runs r where r.sample_id = a.sample_id and r.is_stale = 0)
    order by a.id`.execute(db)
  return rows.map(({ id }) => id)
}

/** In the order of the ids. */
export async function readSavedMasks(db: ReadDb, ids: readonly number[]): Promise<SavedMask[]> {
  const rows = await db
    .selectFrom('annotations')
    .innerJoin('samples', 'samples.id', 'annotations.sampleId')
    .innerJoin('images', 'images.id', 'samples.imageId')
    .selectAll('annotations')
    .select(['images.width', 'images.height'])
    .where('annotations.id', 'in', ids)
    .orderBy('annotations.id')
    .execute()
  const saved: SavedMask[] = []
  for (const row of rows) {
    const { id, sampleId: sample, source, createdAt: at, width, height } = row
    const listed = listFromJson(row.candidateIdsJson)
    const edit = listed.length > 0 ? null : await lastTaken(db, sample, at)
    const run = await runBehind(db, { sample, at, wanted: edit?.run ?? row.runId })
    if (run === null) continue
    const size = { width, height }
    const target = rleFromCounts(row.target, size)
    const ignore = rleFromCounts(row.ignore, size)
    const isTaken = source === 'candidate' || source === 'corrected'
    const taken = isTaken ? (edit?.candidates ?? listed) : []
    const mask = { annotation: id, sample, size, target, ignore, source, at }
    saved.push({ ...mask, run: run.id, runAt: run.createdAt, taken })
  }
  return saved
}

/** The candidates that were last made the mask, before it was saved. */
export async function lastTaken(db: ReadDb, sample: number, at: string) {
  const edit = await db
    .selectFrom('edits')
    .select('dataJson')
    .where('sampleId', '=', sample)
    .where('tool', '=', 'candidate')
    .where('createdAt', '<=', at)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (edit === undefined) return null
  const { params } = JSON.parse(edit.dataJson) as { params?: Readonly<Record<string, unknown>> }
  const { run, candidates } = params ?? {}
  if (typeof run !== 'number' || typeof candidates !== 'string') return null
  return { run, candidates: candidates.split(' ') }
}

type Behind = { readonly sample: number; readonly at: string; readonly wanted: number | null }

async function runBehind(db: ReadDb, { sample, at, wanted }: Behind) {
  const own = db
    .selectFrom('runs')
    .select(['id', 'createdAt'])
    .where('sampleId', '=', sample)
    .where('isStale', '=', 0)
  const named = wanted === null ? undefined : await own.where('id', '=', wanted).executeTakeFirst()
  const latest = own.orderBy('id', 'desc').limit(1)
  const before = async () => latest.where('createdAt', '<=', at).executeTakeFirst()
  return named ?? (await before()) ?? (await latest.executeTakeFirst()) ?? null
}

/** Without the words of its MLLMs and the host's numbers, which may be long. Masks are of the size given. */
export async function readJudgedRun(db: ReadDb, id: number, size: Size): Promise<JudgedRun> {
  const row = await db
    .selectFrom('runs')
    .select(['priorJson', 'timingsJson'])
    .select(sql<Run['settings']['judge'] | null>`settings_json ->> '$.judge'`.as('judge'))
    .select(sql<string | null>`record_json -> '$.judge.scores'`.as('scores'))
    .select(sql<string | null>`record_json -> '$.refinement'`.as('refinement'))
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const { replies } = await db
    .selectFrom('calls')
    .select(({ fn, eb }) => fn.coalesce(fn.sum<number>('milliseconds'), eb.lit(0)).as('replies'))
    .where('runId', '=', id)
    .executeTakeFirstOrThrow()
  const candidates = await db
    .selectFrom('candidates')
    .select(['id', 'counts', 'predictedIou', 'score'])
    .where('runId', '=', id)
    .orderBy('rank')
    .execute()
  const parsed = <T>(text: string | null, otherwise: T) =>
    text === null ? otherwise : (JSON.parse(text) as T)
  return {
    judge: row.judge ?? 'geometric',
    prior: parsed(row.priorJson, null),
    timings: JSON.parse(row.timingsJson) as Run['timings'],
    replies,
    scores: parsed(row.scores, []),
    refinement: parsed(row.refinement, null),
    candidates: candidates.map(({ counts, ...one }) => ({
      ...one,
      rle: rleFromCounts(counts, size),
    })),
  }
}
