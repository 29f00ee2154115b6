import { sql, type RawBuilder } from 'kysely'
import type { Queued, ReviewList } from '#rpc/schemas/review'
import type { ReadDb, WriteDb } from './database.ts'
import { searchSamples } from './sample-search.ts'
import { readSampleRows } from './samples.ts'

/** How sure a ranking was, and how far the annotator went along with it. */
export type RankingDoubts = {
  readonly lead: number | null
  readonly firstRankIou: number | null
}

/** Inside a transaction: what the sample's newest version is queued by. */
export async function setDoubts(
  inside: WriteDb,
  sampleId: number,
  doubts: RankingDoubts,
): Promise<void> {
  await inside.updateTable('reviewQueue').set(doubts).where('sampleId', '=', sampleId).execute()
}

/** With the reviewer by name. */
export type QueueList = Omit<ReviewList, 'reviewer'> & { readonly reviewer: string }

/**
 * The samples that wait for a verdict. Every step reads along an index and stops where it has enough; only the random
 * order and filters look at each waiting sample.
 */
export async function openReviewQueue(db: ReadDb, list: QueueList) {
  const waiting = await whereWaiting(db, list)
  const stretches = stretchesOf(list)
  const count = async (where: Sql) => {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from review_queue q where ${waiting} and ${where}`.execute(db)
    return rows[0]?.n ?? 0
  }
  const idsOf = async ({ where, order }: Stretch, offset: number, limit: number) => {
    const { rows } = await sql<{ id: number }>`
      select q.sample_id as id from review_queue q where ${waiting} and ${where}
      order by ${order} limit ${limit} offset ${offset}`.execute(db)
    return rows.map(({ id }) => id)
  }
  return {
    total: () => count(sql`true`),
    async page(offset: number, limit: number): Promise<number[]> {
      const ids: number[] = []
      let skip = offset
      for (const stretch of stretches) {
        if (ids.length === limit) break
        const found = await idsOf(stretch, skip, limit - ids.length)
        ids.push(...found)
        skip = found.length > 0 ? 0 : Math.max(0, skip - (await count(stretch.where)))
      }
      return ids
    },
    /** How many come before it; null where it does not wait. */
    async position(id: number): Promise<number | null> {
      let before = 0
      for (const { where, precedes } of stretches) {
        if ((await count(sql`${where} and q.sample_id = ${id}`)) === 0) {
          before += await count(where)
          continue
        }
        return before + (await count(sql`${where} and ${precedes(id)}`))
      }
      return null
    },
  }
}

/** In the order of the ids. */
export async function readQueued(db: ReadDb, ids: readonly number[]): Promise<Queued[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('reviewQueue')
    .innerJoin('annotations', 'annotations.id', 'reviewQueue.annotationId')
    .selectAll('reviewQueue')
    .select('annotations.createdAt as savedAt')
    .where('reviewQueue.sampleId', 'in', ids)
    .execute()
  const byId = new Map(rows.map((row) => [row.sampleId, row]))
  return (await readSampleRows(db, ids)).flatMap((row) => {
    const queued = byId.get(row.id)
    if (queued === undefined) return []
    const { annotator, savedAt, lead, firstRankIou, clicks, putOff } = queued
    return [{ row, annotator, savedAt, lead, firstRankIou, clicks, isPutOff: putOff !== null }]
  })
}

/** How many live samples anybody gave a verdict on. */
export async function countReviewed(db: ReadDb): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(distinct sample_id) as n from reviews where verdict <> 'later'`.execute(db)
  return rows[0]?.n ?? 0
}

type Sql = RawBuilder<unknown>

/** A part of the queue in an order of its own; the parts follow one another. */
type Stretch = {
  readonly where: Sql
  readonly order: Sql
  /** Those of the stretch that come before this sample of it. */
  readonly precedes: (id: number) => Sql
}

const columnOf = { uncertain: 'lead', judge: 'first_rank_iou', clicks: 'clicks' } as const

function stretchesOf({ order, seed }: QueueList): Stretch[] {
  const isNew = sql`q.put_off is null`
  const later: Stretch = {
    where: sql`q.put_off is not null`,
    order: sql`q.put_off`,
    precedes: (id) => sql`q.put_off < (select put_off from review_queue where sample_id = ${id})`,
  }
  const bySample = {
    order: sql`q.sample_id`,
    precedes: (id: number) => sql`q.sample_id < ${id}`,
  }
  if (order === 'oldest')
    return [
      {
        where: isNew,
        order: sql`q.annotation_id`,
        precedes: (id) =>
          sql`q.annotation_id < (select annotation_id from review_queue where sample_id = ${id})`,
      },
      later,
    ]
  if (order === 'random') return [{ where: isNew, ...randomly(seed) }, later]
  const column = sql.ref(columnOf[order])
  const key = sql`q.${column}`
  const isFalling = order === 'clicks'
  return [
    {
      where: sql`${isNew} and ${key} is not null`,
      order: isFalling ? sql`${key} desc, q.sample_id` : sql`${key}, q.sample_id`,
      precedes: (id) => sql`(${isFalling ? sql`-${key}` : key}, q.sample_id) <
        (select ${isFalling ? sql`-${column}` : column}, sample_id
          from review_queue where sample_id = ${id})`,
    },
    { where: sql`${isNew} and ${key} is null`, ...bySample },
    later,
  ]
}

/** A multiplicative hash of the id; another seed is another order. */
function randomly(seed: number): Omit<Stretch, 'where'> {
  const odd = (seed * 2 + 1) % 65_536
  const hash = (id: Sql) =>
    sql`(((${id} + ${seed % 1_000_003}) * 2654435761 % 4294967291) * ${odd * 2 + 40_503} % 4294967291)`
  const own = hash(sql`q.sample_id`)
  return {
    order: sql`${own}, q.sample_id`,
    precedes: (id) => sql`(${own}, q.sample_id) < (${hash(sql`${id}`)}, ${id})`,
  }
}

async function whereWaiting(db: ReadDb, list: QueueList): Promise<Sql> {
  const { scope, reviewer, filter } = list
  const parts: Sql[] = []
  if (scope === 'assigned')
    parts.push(sql`q.sample_id in (select a.sample_id from assignments a
      join samples s on s.id = a.sample_id
      where a.role = 'review' and a.annotator = ${reviewer} and a.done_at is null
        and s.status = 'accepted' and s.removed_at is null)`)
  else parts.push(sql`q.is_open = 1`)
  if (scope === 'others') parts.push(sql`q.annotator <> ${reviewer}`)
  if (filter.search.trim() !== '') {
    const ids = (await searchSamples(db, filter)).map(({ id }) => id)
    parts.push(sql`q.sample_id in (select value from json_each(${JSON.stringify(ids)}))`)
  } else {
    const { category, split, imageId } = filter
    const of: Sql[] = []
    if (category !== null) of.push(sql`coalesce(s.category, '') = ${category}`)
    if (split !== null) of.push(sql`s.split = ${split}`)
    if (imageId !== null) of.push(sql`s.image_id = ${imageId}`)
    if (of.length > 0)
      parts.push(sql`exists (select 1 from samples s
        where s.id = q.sample_id and ${sql.join(of, sql` and `)})`)
  }
  return sql.join(parts, sql` and `)
}
