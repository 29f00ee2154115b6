import { sql } from 'kysely'
import type { SampleFilter } from '#rpc/schemas/project'
import type { ReadDb } from './database.ts'
import { createKeptReads } from './kept-reads.ts'
import { noneByStatus } from './sample-counts.ts'
import { searchSamples } from './sample-search.ts'
import type { SampleStatus } from './values.ts'

/** Ids a bucket of `sample_groups` spans; its triggers shift by the same ten bits. */
const bucketSize = 1024

/** The samples under one filter, ascending by id, without reading them: what a list needs at 100,000 as at 1,000. */
export interface SampleIndex {
  readonly total: number
  /** By status, with the filter's own status set aside. */
  readonly counts: Readonly<Record<'all' | SampleStatus, number>>
  page(offset: number, limit: number): Promise<number[]>
  /** How many come before this id. */
  position(id: number): Promise<number>
  after(id: number): Promise<number | null>
  before(id: number): Promise<number | null>
}

export async function openSampleIndex(db: ReadDb, filter: SampleFilter): Promise<SampleIndex> {
  if (filter.search.trim() !== '' || filter.imageId !== null || filter.ids !== null)
    return indexOfList(await searchSamples(db, filter), filter)
  return indexOfBuckets(db, filter)
}

type Listed = { readonly id: number; readonly status: SampleStatus }

/** For searches, single images and chosen samples: the matches of every status, held in memory. */
function indexOfList(listed: readonly Listed[], filter: SampleFilter): SampleIndex {
  const counts = { all: listed.length, ...noneByStatus() }
  for (const { status } of listed) counts[status]++
  const { status } = filter
  const ids = listed
    .filter((entry) => status === null || entry.status === status)
    .map(({ id }) => id)
  const placeOf = (id: number) => {
    let low = 0
    for (let high = ids.length; low < high;) {
      const middle = (low + high) >> 1
      if ((ids[middle] as number) < id) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    total: ids.length,
    counts,
    page: async (offset, limit) => ids.slice(offset, offset + limit),
    position: async (id) => placeOf(id),
    after: async (id) => ids[placeOf(id + 1)] ?? null,
    before: async (id) => ids[placeOf(id) - 1] ?? null,
  }
}

type Bucket = { readonly bucket: number; readonly n: number }
type Groups = { readonly counts: SampleIndex['counts']; readonly buckets: readonly Bucket[] }

const keepGroups = createKeptReads<Groups>(200_000, ({ buckets }) => buckets.length)

/** Counts of a thousand ids each tell which ids to look at; only those are read. */
async function indexOfBuckets(db: ReadDb, filter: SampleFilter): Promise<SampleIndex> {
  const { status, category, split } = filter
  const { counts, buckets } = await keepGroups(db, JSON.stringify([status, category, split]), () =>
    readGroups(db, filter),
  )
  const inBucket = (bucket: number, within: Within = {}) => liveSamples(db, filter, bucket, within)
  const idsOf = async (bucket: number, within: Within = {}) =>
    (await inBucket(bucket, within).select('id').orderBy('id').execute()).map(({ id }) => id)
  return {
    total: status === null ? counts.all : counts[status],
    counts,
    page: (offset, limit) => pageOfBuckets(buckets, { offset, limit }, idsOf),
    async position(id) {
      const own = bucketOf(id)
      let before = 0
      for (const { bucket, n } of buckets) if (bucket < own) before += n
      const { n } = await inBucket(own, { below: id })
        .select((select) => select.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow()
      return before + n
    },
    async after(id) {
      const own = bucketOf(id)
      const near = await idsOf(own, { above: id, limit: 1 })
      if (near[0] !== undefined) return near[0]
      const next = buckets.find(({ bucket }) => bucket > own)
      return next === undefined ? null : ((await idsOf(next.bucket, { limit: 1 }))[0] ?? null)
    },
    async before(id) {
      const own = bucketOf(id)
      const near = await idsOf(own, { below: id })
      const previous = buckets.findLast(({ bucket }) => bucket < own)
      return near.at(-1) ?? (previous && (await idsOf(previous.bucket)).at(-1)) ?? null
    },
  }
}

async function readGroups(db: ReadDb, filter: SampleFilter): Promise<Groups> {
  let query = db.selectFrom('sampleGroups').select(['bucket', 'status', 'n'])
  if (filter.category !== null) query = query.where('category', '=', filter.category)
  if (filter.split !== null) query = query.where('split', '=', filter.split)
  const counts = { all: 0, ...noneByStatus() }
  const buckets: { bucket: number; n: number }[] = []
  for (const { bucket, status, n } of await query.orderBy('bucket').execute()) {
    counts.all += n
    counts[status] += n
    if (filter.status !== null && filter.status !== status) continue
    const last = buckets.at(-1)
    if (last?.bucket === bucket) last.n += n
    else buckets.push({ bucket, n })
  }
  return { counts, buckets }
}

type Within = { readonly above?: number; readonly below?: number; readonly limit?: number }

function liveSamples(db: ReadDb, filter: SampleFilter, bucket: number, within: Within) {
  const from = Math.max(bucket * bucketSize, (within.above ?? 0) + 1)
  const to = Math.min((bucket + 1) * bucketSize, within.below ?? Infinity)
  let query = db
    .selectFrom('samples')
    .where('id', '>=', from)
    .where('id', '<', to)
    .where('removedAt', 'is', null)
  if (filter.status !== null) query = query.where('status', '=', filter.status)
  if (filter.category !== null)
    query = query.where(sql<boolean>`coalesce(category, '') = ${filter.category}`)
  if (filter.split !== null) query = query.where('split', '=', filter.split)
  return within.limit === undefined ? query : query.limit(within.limit)
}

async function pageOfBuckets(
  buckets: readonly Bucket[],
  page: { readonly offset: number; readonly limit: number },
  idsOf: (bucket: number) => Promise<number[]>,
): Promise<number[]> {
  const ids: number[] = []
  let skip = page.offset
  for (const { bucket, n } of buckets) {
    if (skip >= n) {
      skip -= n
      continue
    }
    ids.push(...(await idsOf(bucket)).slice(skip, skip + page.limit - ids.length))
    skip = 0
    if (ids.length >= page.limit) break
  }
  return ids
}

function bucketOf(id: number): number {
  return Math.floor(id / bucketSize)
}
