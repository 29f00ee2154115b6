import { sql } from 'kysely'
import type { RaterMask } from '#core/metrics/mask-agreement'
import type { Size } from '#core/geometry/size'
import { isEmptyRle } from '#core/mask/rle-ops'
import { latestVersion } from './annotations.ts'
import type { ReadDb } from './database.ts'
import { listOpinions } from './opinions.ts'

/**
 * Accepted samples that others than their annotator have given an opinion on; of more than `limit` as many as that, evenly
 * spaced.
 */
export async function pickRated(
  db: ReadDb,
  limit: number,
): Promise<{ readonly total: number; readonly ids: readonly number[] }> {
  const { rows } = await sql<{ id: number; total: number }>`
    with rated as (
      select s.id, row_number() over (order by s.id) as place, count(*) over () as total
      from samples s join review_queue q on q.sample_id = s.id
      where s.status = 'accepted' and s.removed_at is null and exists (
        select 1 from opinions o where o.sample_id = s.id and o.annotator <> q.annotator)
    ), wanted as (select cast(${limit} as integer) as n)
    select id, total from rated, wanted
    where total <= n or place * n / total > (place - 1) * n / total
    order by place`.execute(db)
  return { total: rows[0]?.total ?? 0, ids: rows.map(({ id }) => id) }
}

/** One person's mask of a sample and what they took the query for. */
export type Rating = RaterMask & {
  readonly category: string | null
  /** Of the version or opinion; another one is another mask. */
  readonly key: string
}

/** The sample's newest mask first, then the opinions of others. `category`: that of the sample. */
export async function ratingsOf(
  db: ReadDb,
  sample: { readonly id: number; readonly size: Size; readonly category: string | null },
): Promise<Rating[]> {
  const saved = await latestVersion(db, sample.id, sample.size)
  if (saved === null) return []
  const opinions = await listOpinions(db, sample.id, sample.size)
  const kept = (ignore: RaterMask['ignore']) =>
    ignore === null || isEmptyRle(ignore) ? null : ignore
  return [
    {
      rater: saved.annotator === '' ? 'no name' : saved.annotator,
      target: saved.target,
      ignore: kept(saved.ignore),
      category: sample.category,
      key: `v${saved.id}`,
    },
    ...opinions
      .filter(({ annotator }) => annotator !== saved.annotator)
      .map(({ annotator, target, ignore, category, id, createdAt }) => ({
        rater: annotator,
        target,
        ignore: kept(ignore),
        category,
        key: `o${id} ${createdAt}`,
      })),
  ]
}
