import { singularsOf, wordsOf } from './words.ts'

export type IndexedQuery = {
  readonly id: number
  /** Id of its image. */
  readonly image: number
  readonly text: string
}

export type SimilarQuery = IndexedQuery & {
  /** Share of the words and pairs of neighbouring words that both have, of those that either has (Jaccard), 0..1. */
  readonly similarity: number
  /** The same words in the same order. */
  readonly isEqual: boolean
}

/** From this similarity on two queries are near-duplicates: about one word in ten changed. */
export const nearDuplicate = 0.7

/**
 * Finds near-duplicates without looking at every query: built once for many questions. Queries of the same words share
 * an entry; its features are its distinct words, plurals as singulars, and pairs of neighbours.
 */
export type QueryIndex = {
  /** Features by how rare they are: rank 0 is the rarest. */
  readonly ranks: ReadonlyMap<string, number>
  readonly entries: readonly { readonly plain: string; readonly queries: readonly IndexedQuery[] }[]
  /** Ranks of each entry's features, ascending. */
  readonly features: readonly Int32Array[]
  /** By rank, the entries that have this feature among their rarest. */
  readonly postings: ReadonlyMap<number, readonly number[]>
}

/** O(words). */
export function queryIndexOf(queries: readonly IndexedQuery[]): QueryIndex {
  const groups = new Map<string, IndexedQuery[]>()
  const ids = new Map<string, number>()
  const found: Int32Array[] = []
  for (const query of queries) {
    const words = plainWords(query.text)
    const plain = words.join(' ')
    const group = groups.get(plain)
    if (group !== undefined) {
      group.push(query)
      continue
    }
    groups.set(plain, [query])
    found.push(Int32Array.from(featuresOf(words), (feature) => idOf(feature, ids)))
  }
  const rankOf = ranksByRarity(found, ids.size)
  const features = found.map((all) => all.map((id) => rankOf[id] as number).sort())
  return {
    ranks: new Map([...ids].map(([feature, id]) => [feature, rankOf[id] as number])),
    entries: [...groups].map(([plain, all]) => ({ plain, queries: all })),
    features,
    postings: postingsOf(features),
  }
}

/**
 * The queries from `nearDuplicate` on, the most similar first, then by id. `except` is the id of the query itself where
 * it is in the index. A text without words is like none.
 * Source of the filter: Wang et al., Can We Beat the Prefix Filtering?, 2012: of two sets that are similar enough, the
 * rarest members of each have some in common, and the more of them are looked at, the more.
 */
export function similarQueries(
  { ranks, entries, features, postings }: QueryIndex,
  text: string,
  except: number | null = null,
): SimilarQuery[] {
  const words = plainWords(text)
  const plain = words.join(' ')
  const all = featuresOf(words)
  const own = Int32Array.from(all.flatMap((feature) => ranks.get(feature) ?? [])).sort()
  // Features that no query has are rarer than any and meet nothing.
  const probes = own.subarray(0, Math.max(0, prefixLength(all.length) - all.length + own.length))
  const found: SimilarQuery[] = []
  for (const at of candidatesOf({ postings, entries }, probes, meetings(all.length))) {
    const similarity = similarityOf(own, all.length, features[at] as Int32Array)
    const entry = entries[at]
    if (similarity < nearDuplicate || entry === undefined) continue
    const isEqual = entry.plain === plain
    for (const query of entry.queries)
      if (query.id !== except) found.push({ ...query, similarity, isEqual })
  }
  return found.toSorted((a, b) => b.similarity - a.similarity || a.id - b.id)
}

function plainWords(text: string): string[] {
  return wordsOf(text).map((word) => word.text)
}

function featuresOf(words: readonly string[]): string[] {
  const features = new Set<string>()
  let before: string | null = null
  for (const word of words) {
    const single = singularsOf(word).at(-1) ?? word
    features.add(single)
    if (before !== null) features.add(`${before} ${single}`)
    before = single
  }
  return [...features]
}

function idOf(feature: string, ids: Map<string, number>): number {
  const known = ids.get(feature)
  if (known !== undefined) return known
  ids.set(feature, ids.size)
  return ids.size - 1
}

function ranksByRarity(all: readonly Int32Array[], count: number): Int32Array {
  const uses = new Int32Array(count)
  for (const ids of all) for (const id of ids) uses[id] = (uses[id] as number) + 1
  const byUse = Int32Array.from(uses, (_, id) => id).sort(
    (a, b) => (uses[a] as number) - (uses[b] as number) || a - b,
  )
  const ranks = new Int32Array(count)
  byUse.forEach((id, rank) => {
    ranks[id] = rank
  })
  return ranks
}

/** Two similar sets have so many of their rarest members in common, or as many as they must share at all. */
const mostMeetings = 4

function meetings(size: number): number {
  return Math.min(mostMeetings, leastShared(size))
}

/** So many of a set's members any similar one has, too. */
function leastShared(size: number): number {
  return Math.ceil(nearDuplicate * size - 1e-9)
}

/** So many of a set's rarest members hold those. */
function prefixLength(size: number): number {
  return Math.min(size, size - leastShared(size) + mostMeetings)
}

function postingsOf(features: readonly Int32Array[]): Map<number, number[]> {
  const postings = new Map<number, number[]>()
  features.forEach((ranks, at) => {
    for (const rank of ranks.subarray(0, prefixLength(ranks.length))) {
      const posting = postings.get(rank)
      if (posting === undefined) postings.set(rank, [at])
      else posting.push(at)
    }
  })
  return postings
}

/** Entries that have at least so many of the probes among their rarest features. */
function candidatesOf(
  { postings, entries }: Pick<QueryIndex, 'postings' | 'entries'>,
  probes: Int32Array,
  least: number,
): number[] {
  const found: number[] = []
  const met = new Uint16Array(entries.length)
  for (const probe of probes)
    for (const at of postings.get(probe) ?? []) {
      const times = (met[at] as number) + 1
      met[at] = times
      if (times === least) found.push(at)
    }
  return found
}

/** 0 as soon as it is clear that it stays below `nearDuplicate`. `size` counts members of `a` that `b` cannot have, too. */
function similarityOf(a: Int32Array, size: number, b: Int32Array): number {
  const total = size + b.length
  const most = Math.floor(total - (2 * nearDuplicate * total) / (1 + nearDuplicate) + 1e-9)
  let lone = size - a.length
  let [i, j] = [0, 0]
  while (i < a.length && j < b.length && lone <= most) {
    const [left, right] = [a[i] as number, b[j] as number]
    if (left !== right) lone++
    if (left <= right) i++
    if (right <= left) j++
  }
  lone += a.length - i + b.length - j
  return lone <= most ? (total - lone) / (total + lone) : 0
}
