import { sql } from 'kysely'
import { setImmediate as breathe } from 'node:timers/promises'
import type { ReadDb } from './database.ts'

/** The database that a query is about: the project's own, or the one attached to it. */
export type Side = 'main' | 'theirs'

export type MergeImage = {
  readonly id: number
  readonly digest: string
  readonly path: string
  readonly name: string
  readonly exportId: number
  readonly isMissing: number
}

export async function readMergeImages(db: ReadDb, side: Side): Promise<MergeImage[]> {
  const { rows } = await sql<MergeImage>`select id, digest, path, name, export_id, is_missing
    from ${sql.table(`${side}.images`)} order by id`.execute(db)
  return rows
}

/** What makes two samples the same one: picture and query. */
export type MergeSample = {
  readonly id: number
  readonly imageId: number
  readonly exportId: number
  readonly digest: string
  readonly imageName: string
  readonly query: string
}

/** Live samples, ascending by id; others get their turn in between. */
export async function* readMergeSamples(db: ReadDb, side: Side): AsyncGenerator<MergeSample> {
  for (let above = 0; ;) {
    const { rows } = await sql<MergeSample>`
      select s.id, s.image_id, s.export_id, i.digest, i.name as image_name, s.query
      from ${sql.table(`${side}.samples`)} s
      join ${sql.table(`${side}.images`)} i on i.id = s.image_id
      where s.id > ${above} and s.removed_at is null order by s.id limit ${samplePage}`.execute(db)
    const last = rows.at(-1)
    if (last === undefined) return
    above = last.id
    yield* rows
    await breathe()
  }
}

const samplePage = 2000

/** All that a person said of a sample, and its last saved masks, as stored. */
type Content = { readonly id: number } & Readonly<Record<string, string | number | null>>

/** Columns that are compared, by what a difference in them is called. */
const compared = {
  status: ['status'],
  target: ['target', 'synonyms_json', 'attributes_json'],
  variants: ['variants_json', 'is_sentence'],
  category: ['category', 'components_json'],
  split: ['split'],
  'answer and rationale': ['answer', 'rationale'],
} as const

const page = 500

export type Pair = { readonly mine: number; readonly theirs: number }

/** In what the samples of each pair differ, in the order of the pairs; nothing for equal ones. */
export async function comparePairs(db: ReadDb, pairs: readonly Pair[]): Promise<string[][]> {
  const found: string[][] = []
  for (let at = 0; at < pairs.length; at += page) {
    const part = pairs.slice(at, at + page)
    const mine = await readContents(
      db,
      'main',
      part.map((pair) => pair.mine),
    )
    const theirs = await readContents(
      db,
      'theirs',
      part.map((pair) => pair.theirs),
    )
    for (const pair of part) found.push(differences(mine.get(pair.mine), theirs.get(pair.theirs)))
    await breathe()
  }
  return found
}

async function readContents(
  db: ReadDb,
  side: Side,
  ids: readonly number[],
): Promise<Map<number, Content>> {
  const columns = sql.join(
    Object.values(compared)
      .flat()
      .map((column) => sql.ref(`s.${column}`)),
  )
  const { rows } = await sql<Content>`
    select s.id, ${columns}, a.target as mask, a.ignore, coalesce(a.no_target, 0) as none
    from ${sql.table(`${side}.samples`)} s
    left join ${sql.table(`${side}.annotations`)} a on a.sample_id = s.id and a.version =
      (select max(version) from ${sql.table(`${side}.annotations`)} where sample_id = s.id)
    where s.id in (select value from json_each(${JSON.stringify(ids)}))`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

function differences(mine: Content | undefined, theirs: Content | undefined): string[] {
  const differs = (column: string) => {
    const name = column.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    return mine?.[name] !== theirs?.[name]
  }
  const said = Object.entries(compared).flatMap(([name, columns]) =>
    columns.some(differs) ? [name] : [],
  )
  const masks = [
    ...(differs('mask') || differs('none') ? ['mask'] : []),
    ...(differs('ignore') ? ['ignored region'] : []),
  ]
  return [...said, ...masks]
}
