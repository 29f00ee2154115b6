import { sql, type RawBuilder } from 'kysely'
import type { PredictedCandidate } from '#core/dataset/prediction-records'
import { imageBox, type ImageBox } from '#core/geometry/box'
import type { Size } from '#core/geometry/size'
import type { Rle } from '#core/mask/mask'
import { rleBox } from '#core/mask/rle-ops'
import type { PairAreas } from '#core/metrics/overlap'
import type { PredictionMeasures, PredictionParts } from '#core/metrics/prediction-measures'
import type { FailureTag, EvaluatedRow } from '#rpc/schemas/predictions'
import type { ReadDb } from './database.ts'
import { rleFromCounts } from './edits.ts'
import { isAmong } from './is-among.ts'
import { listFromJson } from './values.ts'

/** A sample with a truth, and what is known of the prediction of it. */
export type PredictionFacts = Pick<
  EvaluatedRow,
  | 'sample'
  | 'imageId'
  | 'imageName'
  | 'query'
  | 'target'
  | 'category'
  | 'components'
  | 'isSentence'
  | 'split'
  | 'size'
  | 'annotation'
  | 'isNoTarget'
  | 'isMissing'
  | 'score'
  | 'tag'
> & {
  readonly synonyms: readonly string[]
  readonly said: {
    readonly text: string
    readonly saysAbsent: boolean | null
    readonly hasRegion: boolean
  }
  /** null: not on record, or of another version of the truth. */
  readonly areas: PairAreas | null
  readonly measures: PredictionMeasures | null
}

type FactRow = {
  readonly [name: string]: unknown
  readonly sample: number
  readonly width: number
  readonly height: number
}

/** Those of these samples that have a truth, ascending. */
export async function readPredictionFacts(
  db: ReadDb,
  set: number,
  samples: readonly number[],
): Promise<PredictionFacts[]> {
  const { rows } = await sql<FactRow>`
    select s.id as sample, s.image_id as imageId, i.name as imageName, s.query, s.target,
      s.synonyms_json as synonyms, s.category, s.components_json as components,
      s.is_sentence as isSentence, s.split, i.width, i.height, a.id as annotation,
      a.no_target as isNoTarget, p.sample_id is null as isMissing, p.score,
      p.says_absent as saysAbsent, coalesce(p.text, '') as text,
      p.boxes_json is not null or p.run_id is not null as hasRegion,
      f.intersection, f.both_areas as bothAreas, f.prediction_area as prediction,
      f.truth_area as truth, f.measures_json as measures,
      t.stages_json as stages, t.kinds_json as kinds, t.note
    from samples s join images i on i.id = s.image_id
    join annotations a on a.sample_id = s.id
      and a.version = (select max(version) from annotations where sample_id = s.id)
    left join predictions p on p.set_id = ${set} and p.sample_id = s.id
    left join prediction_figures f on f.set_id = ${set} and f.sample_id = s.id
      and f.annotation_id = a.id
    left join prediction_tags t on t.set_id = ${set} and t.sample_id = s.id
    where s.status = 'accepted' and s.removed_at is null
      and ${isAmong('s.id', samples)} order by s.id`.execute(db)
  return rows.map(factsFromRow)
}

function factsFromRow(row: FactRow): PredictionFacts {
  const { sample, width, height } = row
  return {
    sample,
    imageId: row['imageId'] as number,
    imageName: row['imageName'] as string,
    query: row['query'] as string,
    target: row['target'] as string,
    synonyms: listFromJson(row['synonyms'] as string),
    category: row['category'] as string | null,
    components: listFromJson(row['components'] as string),
    isSentence: row['isSentence'] === 1,
    split: row['split'] as PredictionFacts['split'],
    size: { width, height },
    annotation: row['annotation'] as number,
    isNoTarget: row['isNoTarget'] === 1,
    isMissing: row['isMissing'] === 1,
    score: row['score'] as number | null,
    said: {
      text: row['text'] as string,
      saysAbsent: row['saysAbsent'] === null ? null : row['saysAbsent'] === 1,
      hasRegion: row['hasRegion'] === 1,
    },
    tag: tagFromRow(row),
    areas: areasFromRow(row),
    measures:
      row['measures'] === null
        ? null
        : (JSON.parse(row['measures'] as string) as PredictionMeasures),
  }
}

function tagFromRow(row: FactRow): FailureTag | null {
  if (row['stages'] === null) return null
  return {
    stages: JSON.parse(row['stages'] as string) as FailureTag['stages'],
    kinds: listFromJson(row['kinds'] as string),
    note: row['note'] as string,
  }
}

function areasFromRow(row: FactRow): PairAreas | null {
  if (row['intersection'] === null) return null
  return {
    intersection: row['intersection'] as number,
    union: row['bothAreas'] as number,
    prediction: row['prediction'] as number,
    truth: row['truth'] as number,
  }
}

export type MaskPair = {
  readonly sample: number
  /** Version of the truth. */
  readonly annotation: number
  readonly prediction: Rle
  readonly truth: Rle
  readonly ignore: Rle | null
}

type PairRow = {
  readonly sample: number
  readonly annotation: number
  readonly width: number
  readonly height: number
  readonly counts: string | null
  readonly target: string | null
  readonly ignored: string | null
}

/** The masks of those of these samples that have a truth, ascending; a prediction that is not there is empty. */
export async function readMaskPairs(
  db: ReadDb,
  set: number,
  samples: readonly number[],
): Promise<MaskPair[]> {
  return readPairs(db, { set, samples, where: sql`` })
}

/** Those without figures of their present truth. */
export async function readFreshPairs(
  db: ReadDb,
  set: number,
  samples: readonly number[],
): Promise<MaskPair[]> {
  const where = sql`and not exists (select 1 from prediction_figures f
    where f.set_id = ${set} and f.sample_id = s.id and f.annotation_id = a.id)`
  return readPairs(db, { set, samples, where })
}

type PairsWish = {
  readonly set: number
  readonly samples: readonly number[]
  readonly where: RawBuilder<unknown>
}

async function readPairs(db: ReadDb, { set, samples, where }: PairsWish): Promise<MaskPair[]> {
  const { rows } = await sql<PairRow>`
    select s.id as sample, a.id as annotation, i.width, i.height, p.counts, a.target,
      a.ignore as ignored
    from samples s join images i on i.id = s.image_id
    join annotations a on a.sample_id = s.id
      and a.version = (select max(version) from annotations where sample_id = s.id)
    left join predictions p on p.set_id = ${set} and p.sample_id = s.id
    where s.status = 'accepted' and s.removed_at is null
      and ${isAmong('s.id', samples)} ${where} order by s.id`.execute(db)
  return rows.map(({ sample, annotation, counts, target, ignored, ...size }) => ({
    sample,
    annotation,
    prediction: rleFromCounts(counts, size),
    truth: rleFromCounts(target, size),
    ignore: ignored === null ? null : rleFromCounts(ignored, size),
  }))
}

type PartsRow = {
  readonly runId: number | null
  readonly counts: string | null
  readonly boxes: string | null
  readonly prior: string | null
  readonly candidates: string | null
}

/** Everything on record of one prediction; an empty mask and nothing else where there is none. */
export async function readPredictionParts(
  db: ReadDb,
  at: { readonly set: number; readonly sample: number },
  size: Size,
): Promise<PredictionParts & { readonly run: number | null }> {
  const { rows } = await sql<PartsRow>`
    select p.run_id as runId, p.counts, p.candidates_json as candidates,
      coalesce(p.boxes_json, nullif(r.boxes_json, '[]')) as boxes,
      coalesce(p.prior_json, r.prior_json -> '$.weights') as prior
    from predictions p left join runs r on r.id = p.run_id
    where p.set_id = ${at.set} and p.sample_id = ${at.sample}`.execute(db)
  const row = rows[0] ?? { runId: null, counts: null, boxes: null, prior: null, candidates: null }
  return {
    mask: rleFromCounts(row.counts, size),
    boxes: row.boxes === null ? null : boxesFromJson(row.boxes),
    prior: row.prior === null ? null : (JSON.parse(row.prior) as number[]),
    candidates: await candidatesOf(db, row, size),
    run: row.runId,
  }
}

async function candidatesOf(
  db: ReadDb,
  { runId, candidates }: PartsRow,
  size: Size,
): Promise<PredictedCandidate[] | null> {
  if (candidates !== null) {
    const listed = JSON.parse(candidates) as { counts: string | null; score: number }[]
    return listed.map(({ counts, score }) => ({ rle: rleFromCounts(counts, size), score }))
  }
  if (runId === null) return null
  const rows = await db
    .selectFrom('candidates')
    .select(['counts', 'score'])
    .where('runId', '=', runId)
    .orderBy('rank')
    .execute()
  return rows.map(({ counts, score }) => ({ rle: rleFromCounts(counts, size), score }))
}

function boxesFromJson(text: string): ImageBox[] {
  const boxes = JSON.parse(text) as { x0: number; y0: number; x1: number; y1: number }[]
  return boxes.map(({ x0, y0, x1, y1 }) => imageBox(x0, y0, x1, y1))
}

/** How many of these samples have a prediction, and no accepted mask. */
export async function countUnlabelled(
  db: ReadDb,
  set: number,
  samples: readonly number[],
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from predictions p join samples s on s.id = p.sample_id
    where p.set_id = ${set} and ${isAmong('p.sample_id', samples)}
      and (s.status <> 'accepted'
        or not exists (select 1 from annotations a where a.sample_id = s.id))`.execute(db)
  return rows[0]?.n ?? 0
}

/** Boxes of the other accepted targets of the image under the same name; null where there are none. */
export async function readSameNamed(
  db: ReadDb,
  {
    sample,
    imageId,
    target,
    size,
  }: Pick<PredictionFacts, 'sample' | 'imageId' | 'target' | 'size'>,
): Promise<ImageBox[] | null> {
  if (target.trim() === '') return null
  const { rows } = await sql<{ counts: string }>`
    select distinct a.target as counts from samples s
    join annotations a on a.sample_id = s.id
      and a.version = (select max(version) from annotations where sample_id = s.id)
    where s.image_id = ${imageId} and s.id <> ${sample} and s.status = 'accepted'
      and s.removed_at is null and lower(trim(s.target)) = lower(trim(${target}))
      and a.target is not null and a.target is not (select target from annotations
        where sample_id = ${sample} order by version desc limit 1)`.execute(db)
  const boxes = rows.flatMap(({ counts }) => rleBox(rleFromCounts(counts, size)) ?? [])
  return boxes.length === 0 ? null : boxes
}
