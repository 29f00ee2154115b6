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
  await sql`create temp table staged_samples (chunk integer primary key, lines text not null)`.execute(
    db,
  )
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
      const lines = samples.map(lineFromSample).join('\n')
      await inTransaction(db, (inside) =>
        sql`insert into staged_samples (lines) values (${lines})`.execute(inside),
      )
    },
    keep: (staged, signal, also) =>
      inTransaction(db, async (inside) => {
        const imageRows = await keepImages(inside, staged)
        const ids = assignIds(rowWishes, await usedIds(inside, 'id'))
        const exportIds = assignIds(exportWishes, await usedIds(inside, 'exportId'))
        const headOf = (i: number) =>
          `[${ids[i]},${exportIds[i]},${imageRows[images[i] as number]},`
        await keepSamples(inside, { source: staged.source, signal, headOf })
        await also(inside)
      }),
    drop: () => dropTable(db),
  }
}

/** Rest of a row; where it goes is known only when all are in. */
function lineFromSample({ fields, ...sample }: StagedSample): string {
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
    sample.noTarget ? 1 : 0,
    sample.target,
    sample.ignore,
    sample.foreignId === null ? null : String(sample.foreignId),
  ]
  return JSON.stringify(values).slice(1)
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

type Keeping = {
  readonly source: string
  readonly signal: AbortSignal
  /** Beginning of the i-th row: its id, export id and image. */
  readonly headOf: (i: number) => string
}

async function keepSamples(inside: WriteDb, { source, signal, headOf }: Keeping): Promise<void> {
  const now = nowText()
  let done = 0
  for (let chunk = 1; ; chunk++) {
    // SQLite answers at once: without this nobody else would have a turn.
    await setImmediate()
    signal.throwIfAborted()
    const found = await sql<{ lines: string }>`
      select lines from staged_samples where chunk = ${chunk}`.execute(inside)
    const lines = found.rows[0]?.lines.split('\n')
    if (lines === undefined) return
    const rows = `[${lines.map((line, i) => headOf(done + i) + line).join(',')}]`
    await insertRows(inside, { rows, source, now })
    done += lines.length
  }
}

async function insertRows(
  inside: WriteDb,
  { rows, source, now }: { readonly rows: string; readonly source: string; readonly now: string },
): Promise<void> {
  await sql`insert into samples (id, export_id, image_id, query, variants_json, is_sentence, target,
      synonyms_json, attributes_json, category, components_json, split, answer, rationale, status,
      no_target, created_at, updated_at)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value -> 4, value ->> 5, value ->> 6,
      value -> 7, value -> 8, value ->> 9, value -> 10, value ->> 11, value ->> 12, value ->> 13,
      'accepted', value ->> 14, ${now}, ${now}
    from json_each(${rows})`.execute(inside)
  await sql`insert into annotations (sample_id, version, target, ignore, no_target, source,
      candidate_ids_json, annotator, created_at)
    select value ->> 0, 1, value ->> 15, value ->> 16, value ->> 14, 'import', '[]', '', ${now}
    from json_each(${rows})`.execute(inside)
  await sql`insert into foreign_ids (source, kind, foreign_id, row_id)
    select ${source}, 'annotation', value ->> 17, value ->> 0 from json_each(${rows})
    where value ->> 17 is not null on conflict do nothing`.execute(inside)
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
