import { sql } from 'kysely'
import type { SampleFilter } from '#rpc/schemas/project'
import type { ReadDb } from './database.ts'
import { isAmong } from './is-among.ts'
import { createKeptReads } from './kept-reads.ts'
import type { SampleStatus } from './values.ts'

type Match = { readonly id: number; readonly status: SampleStatus }

const keepMatches = createKeptReads<readonly Match[]>(500_000, (matches) => matches.length)

/**
 * Live samples of every status under the filter's other parts, ascending by id. Kept until the next change, so that
 * paging through a search does not search again.
 */
export async function searchSamples(db: ReadDb, filter: SampleFilter): Promise<readonly Match[]> {
  const key = JSON.stringify({ ...filter, status: null })
  return keepMatches(db, key, () => findMatches(db, filter))
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
  if (filter.ids !== null) query = query.where(isAmong('samples.id', filter.ids))
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
