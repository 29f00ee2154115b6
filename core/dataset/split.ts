import { createRandom, shuffled } from '../random.ts'
import { fail, ok, type Result } from '../result.ts'

/** What decides where a sample may go. */
export type SplitSample = {
  readonly id: number
  /** Id of its image. */
  readonly image: number
  /** What the image is called where it came from, so that copies of one picture are known; null: unknown. */
  readonly source: string | null
  /** Near-duplicate images share a number (see `perceptual-hash.ts`); null: it has none. */
  readonly cluster: number | null
  /** Its category; null for none, which is a stratum of its own. */
  readonly stratum: string | null
  /** The split it has already and keeps; null: it is to be assigned. */
  readonly split: string | null
}

export type SplitRatio = { readonly name: string; readonly share: number }

export type StratumCounts = {
  /** null: all samples together. */
  readonly stratum: string | null
  readonly title: string
  readonly samples: number
  /** By split, in the order of the ratios: samples wished for, a fraction, and got. */
  readonly splits: readonly {
    readonly name: string
    readonly wished: number
    readonly got: number
  }[]
}

export type SplitPlan = {
  /** Every sample's split by its id, kept ones included. */
  readonly splits: ReadonlyMap<number, string>
  /** How many sets of samples had to stay together. */
  readonly groups: number
  readonly total: StratumCounts
  /** By name; samples without a category last. */
  readonly strata: readonly StratumCounts[]
  /** Largest distance of a split's share of all samples from the one wished for, 0..1. */
  readonly off: number
}

/**
 * Divides samples by the ratios of their shares (which need not add up to 1), each category alike, so that samples of
 * one image, of one source or of near-duplicate images are never apart. Groups go one by one, large ones first, to where
 * they bring all counts closest to those wished for; samples that have a split keep it and pull their group along. The
 * same samples, ratios and seed give the same plan, whatever the order. Fails with `bad_input`.
 */
export function planSplits(
  samples: readonly SplitSample[],
  ratios: readonly SplitRatio[],
  seed: number,
): Result<SplitPlan> {
  const problem = problemOf(ratios)
  if (problem !== null)
    return fail(
      'bad_input',
      `the splits can't be made: ${problem}`,
      'give each split a share above 0',
    )
  const groups = groupsOf(samples)
  const tally = createTally(samples, ratios)
  const splits = new Map<number, string>()
  const put = (sample: SplitSample, name: string) => {
    splits.set(sample.id, name)
    countIn(tally, sample, name)
  }
  for (const sample of samples) if (sample.split !== null) put(sample, sample.split)
  for (const group of inOrder(groups, tally, seed)) {
    const open = group.filter(({ split }) => split === null)
    if (open.length === 0) continue
    const name = keptBy(group) ?? bestFor(open, tally)
    for (const sample of open) put(sample, name)
  }
  const [total, ...strata] = countsOf(tally)
  const off = total.splits.map(({ wished, got }) => Math.abs(got - wished) / (total.samples || 1))
  return ok({ splits, groups: groups.length, total, strata, off: Math.max(...off) })
}

/** Samples that belong together and stand in several splits. */
export type SplitLeak = {
  readonly by: 'image' | 'source' | 'near-duplicate'
  readonly splits: readonly string[]
  readonly samples: readonly number[]
}

/** What leaks between the splits that samples have, by the plainest thing they share. Samples without a split leak nothing. */
export function splitLeaks(samples: readonly SplitSample[]): SplitLeak[] {
  const kinds = [
    ['image', ({ image }: SplitSample) => image],
    ['source', ({ source }: SplitSample) => source],
    ['near-duplicate', ({ cluster }: SplitSample) => cluster],
  ] as const
  const told = new Set<string>()
  return kinds.flatMap(([by, keyOf]) =>
    gathered(
      samples.filter(({ split }) => split !== null),
      keyOf,
    ).flatMap((group) => {
      const splits = [...new Set(group.flatMap(({ split }) => split ?? []))].toSorted()
      const ids = group.map(({ id }) => id).toSorted((a, b) => a - b)
      const isNew = splits.length > 1 && !told.has(ids.join())
      told.add(ids.join())
      return isNew ? [{ by, splits, samples: ids }] : []
    }),
  )
}

function problemOf(ratios: readonly SplitRatio[]): string | null {
  if (ratios.length === 0) return 'there are none'
  if (new Set(ratios.map(({ name }) => name)).size < ratios.length) return 'two have the same name'
  const bad = ratios.find(
    ({ name, share }) => name.trim() === '' || !(share > 0 && share < Infinity),
  )
  return bad === undefined ? null : `“${bad.name}” has a share of ${bad.share}`
}

/** Samples that share a key; those without one are in no group. */
function gathered(
  samples: readonly SplitSample[],
  keyOf: (sample: SplitSample) => number | string | null,
): SplitSample[][] {
  const groups = new Map<number | string, SplitSample[]>()
  for (const sample of samples) {
    const key = keyOf(sample)
    const group = key === null ? undefined : groups.get(key)
    if (group !== undefined) group.push(sample)
    else if (key !== null) groups.set(key, [sample])
  }
  return [...groups.values()]
}

/** Sets of samples linked by image, source or cluster, directly or through others; in the order of their lowest ids. */
function groupsOf(samples: readonly SplitSample[]): SplitSample[][] {
  const sorted = samples.toSorted((a, b) => a.id - b.id)
  const parents = new Map<string, string>()
  const rootOf = (key: string): string => {
    let root = key
    for (let up = parents.get(root); up !== undefined; up = parents.get(root)) root = up
    // So that the next way up is short.
    for (let at = key; at !== root;) {
      const up = parents.get(at) ?? root
      parents.set(at, root)
      at = up
    }
    return root
  }
  const join = (a: string, b: string) => {
    const [first, second] = [rootOf(a), rootOf(b)]
    if (first !== second) parents.set(second, first)
  }
  for (const { image, source, cluster } of sorted) {
    if (source !== null) join(`image ${image}`, `source ${source}`)
    if (cluster !== null) join(`image ${image}`, `cluster ${cluster}`)
  }
  return gathered(sorted, ({ image }) => rootOf(`image ${image}`))
}

type Counts = { readonly stratum: string | null; samples: number; readonly got: number[] }

type Tally = {
  readonly names: readonly string[]
  /** Of the whole, one a split. */
  readonly shares: readonly number[]
  readonly all: Counts
  readonly strata: ReadonlyMap<string | null, Counts>
}

function createTally(samples: readonly SplitSample[], ratios: readonly SplitRatio[]): Tally {
  const sum = ratios.reduce((total, { share }) => total + share, 0)
  const empty = (stratum: string | null): Counts => ({
    stratum,
    samples: 0,
    got: ratios.map(() => 0),
  })
  const strata = new Map<string | null, Counts>()
  for (const { stratum } of samples) {
    const counts = strata.get(stratum) ?? empty(stratum)
    counts.samples++
    strata.set(stratum, counts)
  }
  return {
    names: ratios.map(({ name }) => name),
    shares: ratios.map(({ share }) => share / sum),
    all: { ...empty(null), samples: samples.length },
    strata,
  }
}

/** A split that has no ratio is counted nowhere: nothing more goes there. */
function countIn({ names, all, strata }: Tally, sample: SplitSample, name: string): void {
  const at = names.indexOf(name)
  for (const counts of [all, strata.get(sample.stratum)])
    if (at >= 0 && counts !== undefined) counts.got[at] = (counts.got[at] ?? 0) + 1
}

/** Large groups while there is room for them, then those of rare categories; chance decides the rest. */
function inOrder(groups: readonly SplitSample[][], tally: Tally, seed: number): SplitSample[][] {
  const rarity = (group: readonly SplitSample[]) =>
    group.reduce(
      (least, { stratum }) => Math.min(least, tally.strata.get(stratum)?.samples ?? 0),
      Infinity,
    )
  return shuffled(groups, createRandom(seed))
    .map((group) => ({ group, rarity: rarity(group) }))
    .toSorted((a, b) => b.group.length - a.group.length || a.rarity - b.rarity)
    .map(({ group }) => group)
}

/** The split that most of the group's samples have already, of equals the first by name. */
function keptBy(group: readonly SplitSample[]): string | null {
  const counts = new Map<string, number>()
  for (const { split } of group) if (split !== null) counts.set(split, (counts.get(split) ?? 0) + 1)
  const [first] = [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  return first?.[0] ?? null
}

/** Where the group lowers most the squared distances from the counts wished for, those of a category by its size. */
function bestFor(group: readonly SplitSample[], tally: Tally): string {
  const added = new Map<string | null, number>()
  for (const { stratum } of group) added.set(stratum, (added.get(stratum) ?? 0) + 1)
  const costs = tally.shares.map((share, at) => {
    const change = (counts: Counts | undefined, n: number) =>
      counts === undefined
        ? 0
        : (n * (2 * ((counts.got[at] ?? 0) - share * counts.samples) + n)) /
          (share * counts.samples)
    return [...added].reduce(
      (sum, [stratum, n]) => sum + change(tally.strata.get(stratum), n),
      change(tally.all, group.length),
    )
  })
  return tally.names[costs.indexOf(Math.min(...costs))] ?? ''
}

function countsOf({ names, shares, all, strata }: Tally): [StratumCounts, ...StratumCounts[]] {
  const told = (counts: Counts, title: string): StratumCounts => ({
    stratum: counts.stratum,
    title,
    samples: counts.samples,
    splits: names.map((name, i) => ({
      name,
      wished: (shares[i] ?? 0) * counts.samples,
      got: counts.got[i] ?? 0,
    })),
  })
  const byName = [...strata.values()].toSorted((a, b) =>
    a.stratum === null ? 1 : b.stratum === null || a.stratum < b.stratum ? -1 : 1,
  )
  return [
    told(all, 'all'),
    ...byName.map((counts) => told(counts, counts.stratum ?? 'no category')),
  ]
}
