import { sql } from 'kysely'
import type { ConflictChoice } from '#rpc/schemas/merge'
import { failure } from '#models/failure'
import { inTransaction, type ReadDb, type WriteDb } from './database.ts'
import { assignIds } from './images.ts'
import { carryAll, keepLinks, type ImageLink, type SampleLink } from './merge-carry.ts'
import {
  comparePairs,
  readMergeImages,
  readMergeSamples,
  type MergeImage,
  type MergeSample,
  type Pair,
} from './merge-plan.ts'
import { takeTheirs } from './merge-take.ts'
import { isAmong } from './is-among.ts'
import { nowText } from './values.ts'

export type MergeWish = {
  readonly conflicts: ConflictChoice
  /** What the other project is called, for remarks. */
  readonly name: string
  /** Where the project would find an image of the other one: as it stores paths. */
  readonly pathOf: (image: MergeImage) => string
  readonly signal: AbortSignal
}

export type Conflict = Pair & {
  readonly image: string
  readonly query: string
  readonly differs: readonly string[]
  /** What theirs became; null where it was not added. */
  readonly added: number | null
}

export type MergePlan = {
  /** Images of theirs that are not here. */
  readonly images: readonly MergeImage[]
  readonly sameImages: number
  /** Samples of theirs that are not here. */
  readonly samples: readonly MergeSample[]
  readonly same: readonly Pair[]
  readonly conflicts: readonly Omit<Conflict, 'added'>[]
  readonly imageLinks: ReadonlyMap<number, number | null>
  readonly leftOut: readonly { readonly image: MergeImage; readonly samples: number }[]
}

/** What a merge with the attached project would do. */
export async function planMerge(db: ReadDb, wish: MergeWish): Promise<MergePlan> {
  const images = await planImages(db, wish)
  const mine = new Map<string, MergeSample[]>()
  for await (const sample of readMergeSamples(db, 'main')) {
    const known = mine.get(keyOf(sample))
    if (known === undefined) mine.set(keyOf(sample), [sample])
    else known.push(sample)
  }
  const samples: MergeSample[] = []
  const twins: { readonly theirs: MergeSample; readonly mine: readonly MergeSample[] }[] = []
  const lost = new Map<number, number>()
  for await (const sample of readMergeSamples(db, 'theirs')) {
    const here = mine.get(keyOf(sample))
    if (!images.links.has(sample.imageId))
      lost.set(sample.imageId, (lost.get(sample.imageId) ?? 0) + 1)
    else if (here === undefined) samples.push(sample)
    else twins.push({ theirs: sample, mine: here })
  }
  const pairs = twins.flatMap((twin) =>
    twin.mine.map((one) => ({ mine: one.id, theirs: twin.theirs.id })),
  )
  const found = await comparePairs(db, pairs)
  const differs = new Map(pairs.map((pair, i) => [pairKey(pair), found[i] ?? []]))
  const same: Pair[] = []
  const conflicts: Omit<Conflict, 'added'>[] = []
  for (const twin of twins) {
    const of = (one: MergeSample) =>
      differs.get(pairKey({ mine: one.id, theirs: twin.theirs.id })) ?? []
    const equal = twin.mine.find((one) => of(one).length === 0)
    const first = twin.mine[0] as MergeSample
    const { id: theirs, imageName: image, query } = twin.theirs
    if (equal !== undefined) same.push({ mine: equal.id, theirs })
    else conflicts.push({ mine: first.id, theirs, image, query, differs: of(first) })
  }
  return {
    images: images.fresh,
    sameImages: images.same,
    samples,
    same,
    conflicts,
    imageLinks: images.links,
    leftOut: images.leftOut.map((image) => ({ image, samples: lost.get(image.id) ?? 0 })),
  }
}

/** Links to rows of the project; null for images that are to be added. Those whose path another picture has are left out. */
async function planImages(db: ReadDb, { pathOf }: MergeWish) {
  const mine = await readMergeImages(db, 'main')
  const byDigest = new Map(mine.toReversed().map((image) => [image.digest, image.id]))
  const paths = new Set(mine.map(({ path }) => path))
  const links = new Map<number, number | null>()
  const fresh: MergeImage[] = []
  const leftOut: MergeImage[] = []
  let same = 0
  for (const image of await readMergeImages(db, 'theirs')) {
    const here = byDigest.get(image.digest)
    const path = pathOf(image)
    if (here !== undefined) {
      links.set(image.id, here)
      same++
    } else if (paths.has(path)) leftOut.push(image)
    else {
      links.set(image.id, null)
      paths.add(path)
      fresh.push(image)
    }
  }
  return { links, fresh, leftOut, same }
}

export type Merged = { readonly plan: MergePlan; readonly conflicts: readonly Conflict[] } & {
  readonly versions: number
  readonly runs: number
}

/** All of it or nothing; what is planned is planned anew inside. Throws AppFailure `disk_full`, `cancelled`. */
export async function mergeAttached(db: WriteDb, wish: MergeWish): Promise<Merged> {
  return inTransaction(db, async (inside) => {
    const plan = await planMerge(inside, wish)
    const before = await counts(inside)
    const images = await addTheirImages(inside, plan, wish)
    const samples = await linkSamples(inside, plan, wish)
    await keepLinks(inside, images, samples)
    await carryAll(inside, samples, wish.signal)
    const mineOf = new Map(samples.map(({ theirs, mine, isNew }) => [theirs, isNew ? mine : null]))
    const conflicts = plan.conflicts.map((one) => ({
      ...one,
      added: mineOf.get(one.theirs) ?? null,
    }))
    if (wish.conflicts === 'both') await remark(inside, conflicts, wish)
    if (wish.conflicts === 'theirs')
      for (const conflict of conflicts) await takeTheirs(inside, { ...conflict, author: wish.name })
    if (wish.signal.aborted) throw failure('cancelled', 'Cancelled.')
    const now = await counts(inside)
    return {
      plan,
      conflicts,
      versions: now.versions - before.versions,
      runs: now.runs - before.runs,
    }
  })
}

async function addTheirImages(
  inside: WriteDb,
  plan: MergePlan,
  { pathOf }: MergeWish,
): Promise<ImageLink[]> {
  const used = await inside.selectFrom('images').select(['id', 'exportId']).execute()
  const first = used.reduce((most, { id }) => Math.max(most, id), 0) + 1
  const exportIds = assignIds(
    plan.images.map(({ exportId }) => exportId),
    used.map(({ exportId }) => exportId),
  )
  const rows = plan.images.map((image, i) => [image.id, first + i, exportIds[i], pathOf(image)])
  await sql`insert into main.images (id, export_id, path, name, digest, width, height, bytes,
      is_missing, created_at, perceptual_hash, source_id)
    select x.value ->> 1, x.value ->> 2, x.value ->> 3, t.name, t.digest, t.width, t.height, t.bytes,
      t.is_missing, t.created_at, t.perceptual_hash, t.source_id
    from json_each(${JSON.stringify(rows)}) x join theirs.images t on t.id = x.value ->> 0`.execute(
    inside,
  )
  const added = new Map(plan.images.map(({ id }, i) => [id, first + i]))
  return [...plan.imageLinks].map(([theirs, mine]) => ({
    theirs,
    mine: mine ?? (added.get(theirs) as number),
  }))
}

async function linkSamples(
  inside: WriteDb,
  plan: MergePlan,
  { conflicts }: MergeWish,
): Promise<SampleLink[]> {
  const used = await inside.selectFrom('samples').select(['id', 'exportId']).execute()
  const first = used.reduce((most, { id }) => Math.max(most, id), 0) + 1
  const doubled = conflicts === 'both' ? new Set(plan.conflicts.map(({ theirs }) => theirs)) : null
  const twins = doubled === null ? [] : await theirSamples(inside, [...doubled])
  const fresh = [...plan.samples, ...twins].toSorted((a, b) => a.id - b.id)
  const exportIds = assignIds(
    fresh.map(({ exportId }) => exportId),
    used.map(({ exportId }) => exportId),
  )
  const known = [...plan.same, ...(doubled === null ? plan.conflicts : [])]
  return [
    ...fresh.map(({ id }, i) => ({
      theirs: id,
      mine: first + i,
      isNew: true,
      exportId: exportIds[i] ?? null,
    })),
    ...known.map(({ theirs, mine }) => ({ theirs, mine, isNew: false, exportId: null })),
  ]
}

async function theirSamples(
  inside: WriteDb,
  ids: readonly number[],
): Promise<{ id: number; exportId: number }[]> {
  const { rows } = await sql<{ id: number; exportId: number }>`
    select id, export_id from theirs.samples where ${isAmong('id', ids)}`.execute(inside)
  return rows
}

/** Each of the two says of the other that it is there. */
async function remark(
  inside: WriteDb,
  conflicts: readonly Conflict[],
  { name }: MergeWish,
): Promise<void> {
  const rows = conflicts.flatMap(({ mine, added, differs }) => {
    const what = differs.join(', ')
    return added === null
      ? []
      : [
          [added, `Merged from ${name}: sample ${mine} is the same query, and differs in ${what}.`],
          [
            mine,
            `Sample ${added}, merged from ${name}, is the same query, and differs in ${what}.`,
          ],
        ]
  })
  await sql`insert into comments (sample_id, author, text, created_at)
    select value ->> 0, 'merge', value ->> 1, ${nowText()}
    from json_each(${JSON.stringify(rows)})`.execute(inside)
}

async function counts(db: ReadDb): Promise<{ versions: number; runs: number }> {
  const { rows } = await sql<{ versions: number; runs: number }>`
    select (select count(*) from main.annotations) as versions,
      (select count(*) from main.runs) as runs`.execute(db)
  return rows[0] ?? { versions: 0, runs: 0 }
}

function keyOf({ digest, query }: MergeSample): string {
  return `${digest} ${query.trim()}`
}

function pairKey({ mine, theirs }: Pair): string {
  return `${mine} ${theirs}`
}
