import { sql } from 'kysely'
import { setImmediate as breathe } from 'node:timers/promises'
import {
  maskFacts,
  type AcceptedFacts,
  type MaskFacts,
  type SampleFacts,
} from '#core/dataset/figures'
import { wordCount } from '#core/dataset/words'
import type { ReadDb } from './database.ts'
import { rleFromCounts } from './edits.ts'
import { isAmong } from './is-among.ts'
import { lastTaken } from './saved-masks.ts'
import { listFromJson, type LayerSource } from './values.ts'

/** So few that nobody waits for a page of masks to be measured. */
const pageSize = 250

/** Masks do not change: what was measured of a version holds. */
const measured = new WeakMap<object, Map<number, MaskFacts>>()

type FactRow = {
  readonly id: number
  readonly query: string
  readonly status: string
  readonly category: string | null
  readonly components: string
  readonly split: string | null
  readonly width: number
  readonly height: number
  /** Of the last version; null where none was saved. */
  readonly version: number | null
  readonly noTarget: number
  readonly source: LayerSource
  readonly seconds: number | null
  readonly clicks: number | null
  readonly createdAt: string
  readonly day: string
  readonly rank: number | null
}

export type FactsPage = {
  readonly facts: SampleFacts[]
  /** Masks of the page that were not measured: they count as unknown. */
  readonly pending: number
}

/**
 * Of every live sample, ascending by id, a page at a time; other work gets its turn in between. Masks are measured for
 * about so many milliseconds in all, and what was measured is known the next time.
 */
export async function* readSampleFacts(
  db: ReadDb,
  measureFor = Infinity,
): AsyncGenerator<FactsPage> {
  const known = measured.get(db) ?? new Map<number, MaskFacts>()
  measured.set(db, known)
  let left = measureFor
  for (let above = 0; ;) {
    const rows = await readPage(db, above)
    const last = rows.at(-1)
    if (last === undefined) return
    above = last.id
    const since = performance.now()
    const pending = await measure(db, rows, { known, isLate: left <= 0 })
    left -= performance.now() - since
    const facts: SampleFacts[] = []
    for (const row of rows) facts.push(await factsOf(db, row, known))
    yield { facts, pending }
    await breathe()
  }
}

async function readPage(db: ReadDb, above: number): Promise<FactRow[]> {
  const { rows } = await sql<FactRow>`
    select s.id, s.query, s.status, s.category, s.components_json as components, s.split,
      i.width, i.height, a.id as version, a.no_target as noTarget, a.source, a.seconds, a.clicks,
      a.created_at as createdAt, date(a.created_at, 'localtime') as day,
      case when a.source = 'candidate' then (select min(c.rank) from candidates c
        where c.run_id = a.run_id
          and c.id in (select value from json_each(a.candidate_ids_json))) end as rank
    from samples s join images i on i.id = s.image_id
    left join annotations a on a.sample_id = s.id
      and a.version = (select max(version) from annotations where sample_id = s.id)
    where s.id > ${above} and s.removed_at is null
    order by s.id limit ${pageSize}`.execute(db)
  return rows
}

function isMasked({ status, version, noTarget }: FactRow): boolean {
  return status === 'accepted' && version !== null && noTarget === 0
}

/** How many it left unmeasured. */
async function measure(
  db: ReadDb,
  rows: readonly FactRow[],
  { known, isLate }: { readonly known: Map<number, MaskFacts>; readonly isLate: boolean },
): Promise<number> {
  const fresh = new Map(
    rows.flatMap((row) =>
      isMasked(row) && !known.has(row.version as number) ? [[row.version as number, row]] : [],
    ),
  )
  if (fresh.size === 0 || isLate) return fresh.size
  const masks = await db
    .selectFrom('annotations')
    .select(['id', 'target'])
    .where(isAmong('id', [...fresh.keys()]))
    .execute()
  for (const { id, target } of masks) {
    const { width, height } = fresh.get(id) as FactRow
    known.set(id, maskFacts(rleFromCounts(target, { width, height })))
  }
  return 0
}

async function factsOf(
  db: ReadDb,
  row: FactRow,
  known: ReadonlyMap<number, MaskFacts>,
): Promise<SampleFacts> {
  return {
    sample: row.id,
    status: row.status,
    category: row.category,
    components: listFromJson(row.components),
    split: row.split,
    words: wordCount(row.query),
    accepted: row.status === 'accepted' ? await acceptedFacts(db, row, known) : null,
  }
}

async function acceptedFacts(
  db: ReadDb,
  row: FactRow,
  known: ReadonlyMap<number, MaskFacts>,
): Promise<AcceptedFacts | null> {
  if (row.version === null) return null
  const { seconds, clicks, source, day } = row
  const isUnranked = source === 'candidate' && row.rank === null
  return {
    mask: isMasked(row) ? (known.get(row.version) ?? null) : null,
    seconds,
    clicks,
    source,
    rank: isUnranked ? await rankOfTaken(db, row) : row.rank,
    day,
  }
}

/** A candidate taken into correction and saved as it was is named by the edit that took it. */
async function rankOfTaken(db: ReadDb, row: FactRow): Promise<number | null> {
  const taken = await lastTaken(db, row.id, row.createdAt)
  if (taken === null) return null
  const found = await db
    .selectFrom('candidates')
    .select((select) => select.fn.min('rank').as('rank'))
    .where('runId', '=', taken.run)
    .where('id', 'in', taken.candidates)
    .executeTakeFirst()
  return found?.rank ?? null
}
