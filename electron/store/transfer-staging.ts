import { sql } from 'kysely'
import { setImmediate } from 'node:timers/promises'
import type { SampleFields } from '#rpc/schemas/project'
import { inTransaction, prepareStatement, type ReadDb, type WriteDb } from './database.ts'
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
  /** What its source calls it, to know it again. */
  readonly key: string | null
  /** Id of its annotation in exports; taken where it is free. */
  readonly annotationId: number | null
  /** Its id in the project it was exported from; taken where it is free. */
  readonly wishedId: number | null
}

export type StagedImage =
  | { readonly row: number }
  | { readonly fresh: Omit<NewImage, 'wishedId'>; readonly wishedId: number | null }

export type Staged = {
  readonly source: string
  /** Under which the keys of samples are kept; as `source` where it is left out. */
  readonly sampleSource?: string
  readonly images: readonly StagedImage[]
  /** What the source calls them; several keys may be one image. */
  readonly imageKeys: readonly { readonly key: string; readonly image: number }[]
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
  await dropTables(db)
  await createTables(db)
  const stage = prepareStatement(db, insertStaged)
  const stageKeys = prepareStatement(db, insertKeys)
  const images: number[] = []
  const rowWishes: (number | null)[] = []
  const exportWishes: (number | null)[] = []
  const keys: (string | null)[] = []
  return {
    get count() {
      return images.length
    },
    async add(samples) {
      if (samples.length === 0) return
      const first = images.length
      for (const sample of samples) {
        const { wishedId } = sample
        images.push(sample.image)
        rowWishes.push(wishedId !== null && wishedId <= largestRowId ? wishedId : null)
        exportWishes.push(sample.annotationId)
        keys.push(sample.key)
      }
      await inTransaction(db, async () => {
        samples.forEach((sample, i) => stage(first + i, ...stagedValues(sample)))
      })
    },
    keep: (staged, signal, also) =>
      inTransaction(db, async (inside) => {
        const imageRows = await keepImages(inside, staged)
        const ids = assignIds(rowWishes, await usedIds(inside, 'id'))
        const exportIds = assignIds(exportWishes, await usedIds(inside, 'exportId'))
        const keep = { inside, source: staged.sampleSource ?? staged.source, now: nowText() }
        for (let from = 0; from < ids.length; from += keptAtOnce) {
          // SQLite answers at once: without this nobody else would have a turn.
          await setImmediate()
          signal.throwIfAborted()
          const end = Math.min(from + keptAtOnce, ids.length)
          for (let i = from; i < end; i++) {
            stageKeys(i, ids[i], exportIds[i], imageRows[images[i] as number], keys[i] ?? null)
          }
          await keepSamples(keep, { from, end })
        }
        await also(inside)
      }),
    drop: () => dropTables(db),
  }
}

/** Samples take the places 0, 1, …; their ids are known only when all are in. */
async function createTables(db: WriteDb): Promise<void> {
  await sql`create temp table staged_samples (place integer primary key, query text,
    variants_json text, is_sentence integer, target text, synonyms_json text, attributes_json text,
    category text, components_json text, split text, answer text, rationale text,
    no_target integer, target_counts text, ignore_counts text)`.execute(db)
  await sql`create temp table staged_keys (place integer primary key, id integer,
    export_id integer, image_id integer, foreign_id text)`.execute(db)
}

const insertStaged = `insert into staged_samples values (${Array(15).fill('?').join(', ')})`
const insertKeys = 'insert into staged_keys values (?, ?, ?, ?, ?)'

function stagedValues({ fields, target, ignore, noTarget }: StagedSample): unknown[] {
  return [
    fields.query,
    JSON.stringify(fields.variants),
    fields.isSentence ? 1 : 0,
    fields.target,
    JSON.stringify(fields.synonyms),
    JSON.stringify(fields.attributes),
    fields.category,
    JSON.stringify(fields.components),
    fields.split,
    fields.answer,
    fields.rationale,
    noTarget ? 1 : 0,
    target,
    ignore,
  ]
}

async function keepImages(inside: WriteDb, staged: Staged): Promise<number[]> {
  const fresh = staged.images.flatMap((image) =>
    'fresh' in image ? [{ ...image.fresh, wishedId: image.wishedId }] : [],
  )
  const freshRows = await addImages(inside, fresh)
  const rows = staged.images.map((image) =>
    'row' in image ? image.row : (freshRows.shift() as number),
  )
  const links = staged.imageKeys.map(({ key, image }) => [key, rows[image]])
  await sql`insert into foreign_ids (source, kind, foreign_id, row_id)
    select ${staged.source}, 'image', value ->> 0, value ->> 1 from json_each(${JSON.stringify(links)})
    where true on conflict do nothing`.execute(inside)
  return rows
}

/** So few that others soon have their turn, so many that the search index is not written bit by bit. */
const keptAtOnce = 1000

type Keep = { readonly inside: WriteDb; readonly source: string; readonly now: string }

/** Those at the places from `from` to before `end`. */
async function keepSamples(
  { inside, source, now }: Keep,
  { from, end }: { readonly from: number; readonly end: number },
): Promise<void> {
  const staged = sql`from staged_keys as keys join staged_samples as staged using (place)
    where keys.place >= ${from} and keys.place < ${end} order by keys.place`
  await sql`insert into samples (id, export_id, image_id, query, variants_json, is_sentence, target,
      synonyms_json, attributes_json, category, components_json, split, answer, rationale,
      no_target, status, created_at, updated_at)
    select id, export_id, image_id, query, variants_json, is_sentence, target, synonyms_json,
      attributes_json, category, components_json, split, answer, rationale, no_target, 'accepted',
      ${now}, ${now} ${staged}`.execute(inside)
  await sql`insert into annotations (sample_id, version, target, ignore, no_target, source,
      candidate_ids_json, annotator, created_at)
    select id, 1, target_counts, ignore_counts, no_target, 'import', '[]', '', ${now}
    ${staged}`.execute(inside)
  await sql`insert into foreign_ids (source, kind, foreign_id, row_id)
    select ${source}, 'annotation', foreign_id, id from staged_keys
    where place >= ${from} and place < ${end} and foreign_id is not null
    order by place on conflict do nothing`.execute(inside)
}

/** Keys that came from this source before. */
export async function listForeignKeys(
  db: ReadDb,
  source: string,
  kind: 'image' | 'annotation',
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('foreignIds')
    .select('foreignId')
    .where('source', '=', source)
    .where('kind', '=', kind)
    .execute()
  return new Set(rows.map(({ foreignId }) => foreignId))
}

async function usedIds(inside: WriteDb, column: 'id' | 'exportId'): Promise<number[]> {
  const rows = await inside.selectFrom('samples').select(`${column} as used`).execute()
  return rows.map(({ used }) => used)
}

async function dropTables(db: WriteDb): Promise<void> {
  await sql`drop table if exists temp.staged_samples`.execute(db)
  await sql`drop table if exists temp.staged_keys`.execute(db)
}
