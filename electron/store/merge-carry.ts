import { sql, type RawBuilder } from 'kysely'
import { setImmediate as breathe } from 'node:timers/promises'
import { connectionOf, type ReadDb, type WriteDb } from './database.ts'

/** How a table comes over: which of its columns are mapped, to what; null: given anew. */
type Carried = {
  readonly table: string
  readonly columns: Readonly<Record<string, string | null>>
  /** Joins of `t` with the maps. */
  readonly from: string
  /** What is here already stays. */
  readonly orIgnore?: boolean
}

const ofSamples = 'join temp.merge_samples m on m.theirs = t.sample_id and m.is_new = 1'
const run = `t.run_id + (select offset from temp.merge_offsets where name = 'runs')`
const sample = 'm.mine'

/** Of the samples that are added, a stretch of them at a time, in an order that references hold in. */
const sampleTables: readonly Carried[] = [
  {
    table: 'samples',
    columns: { id: sample, export_id: 'm.export_id', image_id: 'i.mine' },
    from: `join temp.merge_samples m on m.theirs = t.id and m.is_new = 1
      join temp.merge_images i on i.theirs = t.image_id`,
  },
  {
    table: 'runs',
    columns: {
      id: `t.id + (select offset from temp.merge_offsets where name = 'runs')`,
      sample_id: sample,
    },
    from: ofSamples,
  },
  {
    table: 'candidates',
    columns: { run_id: run },
    from: `join theirs.runs r on r.id = t.run_id
      join temp.merge_samples m on m.theirs = r.sample_id and m.is_new = 1`,
  },
  { table: 'calls', columns: { id: null, sample_id: sample, run_id: run }, from: ofSamples },
  { table: 'annotations', columns: { id: null, sample_id: sample, run_id: run }, from: ofSamples },
  { table: 'drafts', columns: { sample_id: sample }, from: ofSamples },
  {
    table: 'edits',
    columns: {
      id: null,
      sample_id: sample,
      // The run of a candidate that was taken.
      data_json: `case when json_type(t.data_json, '$.params.run') = 'integer'
        then json_set(t.data_json, '$.params.run', json_extract(t.data_json, '$.params.run')
          + (select offset from temp.merge_offsets where name = 'runs'))
        else t.data_json end`,
    },
    from: ofSamples,
  },
  { table: 'region_hints', columns: { sample_id: sample }, from: ofSamples },
  { table: 'sample_priors', columns: { sample_id: sample }, from: ofSamples },
  { table: 'assignments', columns: { sample_id: sample }, from: ofSamples },
  { table: 'opinions', columns: { id: null, sample_id: sample }, from: ofSamples },
  { table: 'reviews', columns: { id: null, sample_id: sample }, from: ofSamples },
  { table: 'comments', columns: { id: null, sample_id: sample }, from: ofSamples },
  { table: 'gold_samples', columns: { sample_id: sample }, from: ofSamples },
  { table: 'text_changes', columns: { id: null, sample_id: sample }, from: ofSamples },
  { table: 'check_notes', columns: { sample_id: sample }, from: ofSamples },
  { table: 'check_verdicts', columns: { sample_id: sample }, from: ofSamples },
]

const before: readonly Carried[] = [
  { table: 'annotators', columns: {}, from: '', orIgnore: true },
  { table: 'replies', columns: {}, from: '', orIgnore: true },
]

const after: readonly Carried[] = [
  {
    table: 'proposals',
    columns: { id: null, image_id: 'i.mine', sample_id: sample },
    from: `join temp.merge_images i on i.theirs = t.image_id
      left join temp.merge_samples m on m.theirs = t.sample_id and m.is_new = 1
      where t.sample_id is null or m.mine is not null`,
  },
  {
    table: 'foreign_ids',
    columns: { row_id: 'x.mine' },
    from: `join (select 'image' as kind, theirs, mine from temp.merge_images
        union all select 'annotation', theirs, mine from temp.merge_samples) x
      on x.kind = t.kind and x.theirs = t.row_id`,
    orIgnore: true,
  },
]

/** Every table whose rows come along; images and the queue have rules of their own. */
export const carriedTables: readonly string[] = [
  'images',
  'review_queue',
  ...[...before, ...sampleTables, ...after].map(({ table }) => table),
]

/**
 * What stays behind: the work of that project's own backend, its settings, what triggers keep, what models predicted and
 * settings gave, and opinions that are not given yet (`copyToMerge` gives them up).
 */
export const leftTables: readonly string[] = [
  'jobs',
  'job_items',
  'settings',
  'sample_groups',
  'set_aside',
  'experiments',
  'experiment_results',
  'prediction_sets',
  'predictions',
  'prediction_figures',
  'prediction_tags',
]

export type ImageLink = { readonly theirs: number; readonly mine: number }
export type SampleLink = {
  readonly theirs: number
  readonly mine: number
  /** Its row is to be made; null export ids are those of samples that are here. */
  readonly isNew: boolean
  readonly exportId: number | null
}

/** The other project's tables can be asked for as `theirs.…` until `detach`. */
export async function attach(db: ReadDb, file: string): Promise<() => void> {
  const connection = connectionOf(db)
  connection.prepare('attach database ? as theirs').run(file)
  return () => void connection.exec('detach database theirs')
}

/** Inside a transaction: says which image and which sample is which. */
export async function keepLinks(
  inside: WriteDb,
  images: readonly ImageLink[],
  samples: readonly SampleLink[],
): Promise<void> {
  for (const name of ['merge_images', 'merge_samples', 'merge_offsets'])
    await sql`drop table if exists ${sql.table(`temp.${name}`)}`.execute(inside)
  await sql`create temp table merge_images (theirs integer primary key, mine integer)`.execute(
    inside,
  )
  await sql`create temp table merge_samples (theirs integer primary key, mine integer,
    export_id integer, is_new integer)`.execute(inside)
  await sql`create temp table merge_offsets as
    select 'runs' as name, coalesce(max(id), 0) as offset from main.runs`.execute(inside)
  const pairs = JSON.stringify(images.map(({ theirs, mine }) => [theirs, mine]))
  await sql`insert into temp.merge_images select value ->> 0, value ->> 1
    from json_each(${pairs})`.execute(inside)
  const links = samples.map(({ theirs, mine, exportId, isNew }) => [theirs, mine, exportId, +isNew])
  await sql`insert into temp.merge_samples select value ->> 0, value ->> 1, value ->> 2, value ->> 3
    from json_each(${JSON.stringify(links)})`.execute(inside)
}

/** So few that others soon have their turn. */
const samplesAtOnce = 500

/** Inside a transaction, after `keepLinks`: brings over all that belongs to the samples that are new. */
export async function carryAll(
  inside: WriteDb,
  samples: readonly SampleLink[],
  signal: AbortSignal,
): Promise<void> {
  for (const carried of before) await carry(inside, carried)
  const fresh = samples.filter(({ isNew }) => isNew).map(({ theirs }) => theirs)
  for (let at = 0; at < fresh.length; at += samplesAtOnce) {
    signal.throwIfAborted()
    await breathe()
    const last = fresh[Math.min(at + samplesAtOnce, fresh.length) - 1]
    const where = sql` where m.theirs between ${fresh[at]} and ${last}`
    for (const carried of sampleTables) await carry(inside, carried, where)
  }
  for (const carried of after) await carry(inside, carried)
  await carryQueue(inside)
}

/** Triggers put the masks into the queue of reviews as they came; what was said of them since is said again. */
async function carryQueue(inside: WriteDb): Promise<void> {
  await sql`update main.review_queue set is_open = t.is_open, lead = t.lead,
      first_rank_iou = t.first_rank_iou, put_off = t.put_off
    from temp.merge_samples m join theirs.review_queue t on t.sample_id = m.theirs
    where m.is_new = 1 and main.review_queue.sample_id = m.mine`.execute(inside)
}

async function carry(
  inside: WriteDb,
  { table, columns, from, orIgnore }: Carried,
  where: RawBuilder<unknown> = sql``,
): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select name from pragma_table_info(${table}, 'main')`.execute(inside)
  const kept = rows.map(({ name }) => name).filter((name) => columns[name] !== null)
  const values = kept.map((name) => sql.raw(columns[name] ?? `t.${name}`))
  await sql`insert ${sql.raw(orIgnore === true ? 'or ignore' : '')} into ${sql.table(`main.${table}`)}
    (${sql.join(kept.map((name) => sql.ref(name)))})
    select ${sql.join(values)} from ${sql.table(`theirs.${table}`)} t ${sql.raw(from)}${where}`.execute(
    inside,
  )
}
