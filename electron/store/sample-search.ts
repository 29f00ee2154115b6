import { sql } from 'kysely'
import type { SampleFilter } from '#rpc/schemas/project'
import type { ReadDb } from './database.ts'
import type { SampleStatus } from './values.ts'

type Match = { readonly id: number; readonly status: SampleStatus }

type Kept = { readonly state: string; readonly matches: readonly Match[] }

const keptSearches = 8
const searches = new WeakMap<object, Map<string, Kept>>()

/**
 * Live samples of every status under the filter's other parts, ascending by id. The last few answers are kept until
 * anything in the database changes, so that paging through a search does not search again.
 */
export async function searchSamples(db: ReadDb, filter: SampleFilter): Promise<readonly Match[]> {
  const key = JSON.stringify({ ...filter, status: null })
  const state = await changeState(db)
  const kept = searches.get(db) ?? new Map<string, Kept>()
  searches.set(db, kept)
  const known = kept.get(key)
  if (known?.state === state) return known.matches
  const matches = await findMatches(db, filter)
  kept.delete(key)
  kept.set(key, { state, matches })
  for (const oldest of [...kept.keys()].slice(0, kept.size - keptSearches)) kept.delete(oldest)
  return matches
}

async function findMatches(db: ReadDb, filter: SampleFilter): Promise<Match[]> {
  let query = db
    .selectFrom('samples')
    .select(['samples.id', 'samples.status'])
    .where('samples.removedAt', 'is', null)
  if (filter.imageId !== null) query = query.where('samples.imageId', '=', filter.imageId)
  if (filter.category !== null)
    query = query.where(sql<boolean>`coalesce(samples.category, '') = ${filter.category}`)
  if (filter.split !== null) query = query.where('samples.split', '=', filter.split)
  const search = filter.search.trim()
  if (search !== '') query = query.where(matchOf(search))
  return query.orderBy('samples.id').execute()
}

/** Every word must begin a word of query, variants, target or image name; scripts without spaces are looked for as text. */
function matchOf(search: string) {
  const words = search.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  const isPlain = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}/u.test(
    search,
  )
  if (words.length > 0 && !isPlain) {
    const wanted = words.map((word) => `"${word}"*`).join(' ')
    return sql<boolean>`samples.id in
      (select rowid from sample_search where sample_search match ${wanted})`
  }
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`
  return sql<boolean>`(samples.query || ' ' || samples.variants_json || ' ' || samples.target || ' ' ||
    (select name from images where images.id = samples.image_id)) like ${pattern} escape '\\'`
}

/** Changes with every write of this connection and every commit of another. */
async function changeState(db: ReadDb): Promise<string> {
  const own = await sql<{ n: number }>`select total_changes() as n`.execute(db)
  const others = await sql<{ dataVersion: number }>`pragma data_version`.execute(db)
  return `${own.rows[0]?.n}:${others.rows[0]?.dataVersion}`
}
