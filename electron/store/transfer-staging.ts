import { sql } from 'kysely'
import { setImmediate } from 'node:timers/promises'
import type { SampleFields } from '#rpc/schemas/project'
import { inTransaction, type ReadDb, type WriteDb } from './database.ts'
import { addImages, assignIds, type NewImage } from './images.ts'
import { nowText } from './values.ts'

/** An accepted sample with its mask, from elsewhere. */
export type StagedSample = {
  /** Place in the import's list of images. */
  readonly image: number
  readonly fields: SampleFields
  /** Counts of the run lengths at the image's size; null for an empty mask. */
  readonly target: string | null
  readonly ignore: string | null
  readonly noTarget: boolean
  /** Id of the annotation where it comes from; it is exported under it where that is free. */
  readonly foreignId: number | null
  /** Its id in the project it was exported from; taken where it is free. */
  readonly wishedId: number | null
}

export type StagedImage =
  | { readonly row: number }
  | { readonly fresh: Omit<NewImage, 'wishedId'>; readonly wishedId: number }

export type Staged = {
  readonly source: string
  /** With the id each has in the source; several ids may be one image. */
  readonly images: readonly StagedImage[]
  readonly imageIds: readonly { readonly foreignId: number; readonly image: number }[]
}

/**
 * Samples on their way in. They wait in a table of this connection alone, so that a crash leaves nothing of them and
 * nobody waits while a file is read; `keep` moves all of them into the project at once.
 */
export interface Staging {
  readonly count: number
  add(samples: readonly StagedSample[]): Promise<void>
  /** One transaction; `also` belongs to it. */
  keep(staged: Staged, signal: AbortSignal, also: (inside: WriteDb) => Promise<void>): Promise<void>
  drop(): Promise<void>
}

/** Ids beyond this are no row ids of ours. */
const largestRowId = 2 ** 31 - 1

export async function openStaging(db: WriteDb): Promise<Staging> {
  await dropTable(db)
  await sql`create temp table staged_samples
    (chunk integer primary key, fields text not null, masks text not null)`.execute(db)
  const images: number[] = []
  const rowWishes: (number | null)[] = []
  const exportWishes: (number | null)[] = []
  return {
    get count() {
      return images.length
    },
    async add(samples) {
      if (samples.length === 0) return
      for (const sample of samples) {
        const { wishedId } = sample
        images.push(sample.image)
        rowWishes.push(wishedId !== null && wishedId <= largestRowId ? wishedId : null)
        exportWishes.push(sample.foreignId)
      }
      const fields = samples.map(lineOfFields).join('\n')
      const masks = samples.map(lineOfMasks).join('\n')
      await inTransaction(db, (inside) =>
        sql`insert into staged_samples (fields, masks) values (${fields}, ${masks})`.execute(
          inside,
        ),
      )
    },
    keep: (staged, signal, also) =>
      inTransaction(db, async (inside) => {
        const imageRows = await keepImages(inside, staged)
        const ids = assignIds(rowWishes, await usedIds(inside, 'id'))
        const exportIds = assignIds(exportWishes, await usedIds(inside, 'exportId'))
        const keys = { ids, exportIds, images: images.map((image) => imageRows[image] as number) }
        await keepSamples(inside, keys, signal)
        await keepForeignIds(inside, { source: staged.source, ids, foreignIds: exportWishes })
        await also(inside)
      }),
    drop: () => dropTable(db),
  }
}

/** Rest of a row of `samples`; its ids are known only when all are in. */
function lineOfFields({ fields, noTarget }: StagedSample): string {
  const values = [
    fields.query,
    fields.variants,
    fields.isSentence ? 1 : 0,
    fields.target,
    fields.synonyms,
    fields.attributes,
    fields.category,
    fields.components,
    fields.split,
    fields.answer,
    fields.rationale,
    noTarget ? 1 : 0,
  ]
  return JSON.stringify(values).slice(1)
}

function lineOfMasks({ target, ignore, noTarget }: StagedSample): string {
  return JSON.stringify([target, ignore, noTarget ? 1 : 0]).slice(1)
}

async function keepImages(inside: WriteDb, staged: Staged): Promise<number[]> {
  const fresh = staged.images.flatMap((image) =>
    'fresh' in image ? [{ ...image.fresh, wishedId: image.wishedId }] : [],
  )
  const freshRows = await addImages(inside, fresh)
  const rows = staged.images.map((image) =>
    'row' in image ? image.row : (freshRows.shift() as number),
  )
  const links = staged.imageIds.map(({ foreignId, image }) => [String(foreignId), rows[image]])
  await sql`insert into foreign_ids (source, kind, foreign_id, row_id)
    select ${staged.source}, 'image', value ->> 0, value ->> 1 from json_each(${JSON.stringify(links)})
    where true on conflict do nothing`.execute(inside)
  return rows
}

type Keys = {
  readonly ids: readonly number[]
  readonly exportIds: readonly number[]
  /** Row ids. */
  readonly images: readonly number[]
}

async function keepSamples(inside: WriteDb, keys: Keys, signal: AbortSignal): Promise<void> {
  const now = nowText()
  let done = 0
  for (let chunk = 1; done < keys.ids.length; chunk++) {
    // SQLite answers at once: without this nobody else would have a turn.
    await setImmediate()
    signal.throwIfAborted()
    const found = await sql<{ fields: string; masks: string }>`
      select fields, masks from staged_samples where chunk = ${chunk}`.execute(inside)
    const fields = found.rows[0]?.fields.split('\n') ?? []
    const masks = found.rows[0]?.masks.split('\n') ?? []
    const samples = fields.map((line, i) => {
      const at = done + i
      return `[${keys.ids[at]},${keys.exportIds[at]},${keys.images[at]},${line}`
    })
    await insertSamples(inside, `[${samples.join(',')}]`, now)
    const versions = masks.map((line, i) => `[${keys.ids[done + i]},${line}`)
    await insertVersions(inside, `[${versions.join(',')}]`, now)
    done += fields.length
  }
}

async function insertSamples(inside: WriteDb, rows: string, now: string): Promise<void> {
  await sql`insert into samples (id, export_id, image_id, query, variants_json, is_sentence, target,
      synonyms_json, attributes_json, category, components_json, split, answer, rationale,
      no_target, status, created_at, updated_at)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value -> 4, value ->> 5, value ->> 6,
      value -> 7, value -> 8, value ->> 9, value -> 10, value ->> 11, value ->> 12, value ->> 13,
      value ->> 14, 'accepted', ${now}, ${now}
    from json_each(${rows})`.execute(inside)
}

async function insertVersions(inside: WriteDb, rows: string, now: string): Promise<void> {
  await sql`insert into annotations (sample_id, version, target, ignore, no_target, source,
      candidate_ids_json, annotator, created_at)
    select value ->> 0, 1, value ->> 1, value ->> 2, value ->> 3, 'import', '[]', '', ${now}
    from json_each(${rows})`.execute(inside)
}

const linksAtOnce = 5000

async function keepForeignIds(
  inside: WriteDb,
  links: {
    readonly source: string
    readonly ids: readonly number[]
    readonly foreignIds: readonly (number | null)[]
  },
): Promise<void> {
  for (let at = 0; at < links.ids.length; at += linksAtOnce) {
    const ids = links.ids.slice(at, at + linksAtOnce)
    const pairs = ids.flatMap((id, i) => {
      const foreignId = links.foreignIds[at + i] ?? null
      return foreignId === null ? [] : [[String(foreignId), id]]
    })
    await sql`insert into foreign_ids (source, kind, foreign_id, row_id)
      select ${links.source}, 'annotation', value ->> 0, value ->> 1
      from json_each(${JSON.stringify(pairs)})
      where true on conflict do nothing`.execute(inside)
  }
}

/** Foreign ids that came from this source before. */
export async function listForeignIds(
  db: ReadDb,
  source: string,
  kind: 'image' | 'annotation',
): Promise<Set<number>> {
  const rows = await db
    .selectFrom('foreignIds')
    .select('foreignId')
    .where('source', '=', source)
    .where('kind', '=', kind)
    .execute()
  return new Set(rows.map(({ foreignId }) => Number(foreignId)))
}

async function usedIds(inside: WriteDb, column: 'id' | 'exportId'): Promise<number[]> {
  const rows = await inside.selectFrom('samples').select(`${column} as used`).execute()
  return rows.map(({ used }) => used)
}

async function dropTable(db: WriteDb): Promise<void> {
  await sql`drop table if exists temp.staged_samples`.execute(db)
}
