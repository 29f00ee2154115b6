import { sql } from 'kysely'
import type { SplitSample } from '#core/dataset/split'
import type { HashedImage } from '#core/dataset/perceptual-hash'
import type { SampleFields } from '#rpc/schemas/project'
import { inTransaction, type ReadDb, type WriteDb } from './database.ts'
import { getSetting, putSetting } from './settings.ts'
import { nowText } from './values.ts'

type Split = SampleFields['split']

/** What a picture without anything to see has instead of a hash: looked at, and like no other. */
const noHash = ''

/** What decides where samples may go, ascending by id, without their clusters; `isAccepted` and the image's name beside. */
export type SplitRow = Omit<SplitSample, 'cluster'> & {
  readonly isAccepted: boolean
  readonly imageName: string
}

export async function readSplitRows(db: ReadDb): Promise<SplitRow[]> {
  const rows = await db
    .selectFrom('samples')
    .innerJoin('images', 'images.id', 'samples.imageId')
    .select(['samples.id', 'samples.imageId as image', 'images.sourceId as source'])
    .select(['samples.category as stratum', 'samples.split', 'samples.status', 'images.name'])
    .where('samples.removedAt', 'is', null)
    .orderBy('samples.id')
    .execute()
  return rows.map(({ status, name, ...row }) => ({
    ...row,
    isAccepted: status === 'accepted',
    imageName: name,
  }))
}

export async function readHashes(db: ReadDb): Promise<HashedImage[]> {
  return db
    .selectFrom('images')
    .select(['id', 'perceptualHash as hash'])
    .where('perceptualHash', 'is not', null)
    .where('perceptualHash', '<>', noHash)
    .orderBy('id')
    .execute()
}

/** Images nobody looked at yet, ascending by id. */
export async function listUnhashed(
  db: ReadDb,
): Promise<{ id: number; path: string; digest: string }[]> {
  return db
    .selectFrom('images')
    .select(['id', 'path', 'digest'])
    .where('perceptualHash', 'is', null)
    .orderBy('id')
    .execute()
}

export type FoundHash = {
  readonly id: number
  /** Of the bytes that were looked at: where the image has others by now, nothing is kept. */
  readonly digest: string
  readonly hash: string | null
}

export async function keepHashes(db: WriteDb, found: readonly FoundHash[]): Promise<void> {
  await inTransaction(db, async (inside) => {
    for (const { id, digest, hash } of found)
      await inside
        .updateTable('images')
        .set({ perceptualHash: hash ?? noHash })
        .where('id', '=', id)
        .where('digest', '=', digest)
        .execute()
  })
}

/** Sets what every image is from; null: unknown. */
export async function setSources(
  db: WriteDb,
  sources: ReadonlyMap<number, string | null>,
): Promise<void> {
  const rows = JSON.stringify([...sources])
  await inTransaction(db, async (inside) => {
    await sql`update images set source_id = given.value ->> 1 from json_each(${rows}) as given
      where images.id = given.value ->> 0`.execute(inside)
  })
}

type Former = { readonly at: string; readonly splits: readonly (readonly [number, Split])[] }

const formerKey = 'splits.former'

/** What `restoreSplits` would put back; null where nothing was changed. */
export async function formerSplits(db: ReadDb): Promise<{ at: string; samples: number } | null> {
  const former = (await getSetting(db, formerKey)) as Former | undefined
  return former === undefined ? null : { at: former.at, samples: former.splits.length }
}

/** All or nothing; what they were before is kept. Answers how many changed. */
export async function applySplits(
  db: WriteDb,
  splits: ReadonlyMap<number, Split>,
): Promise<number> {
  return inTransaction(db, async (inside) => {
    const rows = await inside.selectFrom('samples').select(['id', 'split']).execute()
    const changed = rows.filter(({ id, split }) => splits.has(id) && splits.get(id) !== split)
    if (changed.length === 0) return 0
    const former: Former = {
      at: nowText(),
      splits: changed.map(({ id, split }) => [id, split as Split]),
    }
    await writeSplits(
      inside,
      changed.map(({ id }) => [id, splits.get(id) ?? null]),
    )
    await putSetting(inside, formerKey, former)
    return changed.length
  })
}

/** Puts the splits back as they were before they were last changed; done again, it is undone. */
export async function restoreSplits(db: WriteDb): Promise<number> {
  return inTransaction(db, async (inside) => {
    const former = (await getSetting(inside, formerKey)) as Former | undefined
    return former === undefined ? 0 : applySplits(inside, new Map(former.splits))
  })
}

async function writeSplits(
  inside: WriteDb,
  splits: readonly (readonly [number, Split])[],
): Promise<void> {
  await sql`update samples set split = given.value ->> 1, updated_at = ${nowText()}
    from json_each(${JSON.stringify(splits)}) as given
    where samples.id = given.value ->> 0`.execute(inside)
}
