import { sql, type Selectable } from 'kysely'
import type { ImageRow } from '#rpc/schemas/project'
import { inTransaction, type ReadDb, type WriteDb } from './database.ts'
import { insertInChunks } from './insert.ts'
import type { ImagesTable } from './tables.ts'
import { nowText } from './values.ts'

/** An image as found on the disk. */
export type NewImage = {
  readonly path: string
  readonly name: string
  readonly digest: string
  readonly width: number
  readonly height: number
  readonly bytes: number
  /** A foreign id to export it under where it is still free. */
  readonly wishedId: number | null
}

export async function countImages(db: ReadDb): Promise<{ all: number; missing: number }> {
  const all = await db
    .selectFrom('images')
    .select((select) => select.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  const missing = await db
    .selectFrom('images')
    .select((select) => select.fn.countAll<number>().as('n'))
    .where('isMissing', '=', 1)
    .executeTakeFirstOrThrow()
  return { all: all.n, missing: missing.n }
}

export async function listImages(
  db: ReadDb,
  page: { readonly search: string; readonly offset: number; readonly limit: number },
): Promise<{ total: number; rows: ImageRow[] }> {
  const pattern = `%${page.search.replace(/[\\%_]/g, '\\$&')}%`
  const matching =
    page.search === ''
      ? db.selectFrom('images')
      : db.selectFrom('images').where(sql<boolean>`name like ${pattern} escape '\\'`)
  const { n } = await matching
    .select((select) => select.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  const rows = await matching
    .selectAll()
    .orderBy('id')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
  return { total: n, rows: rows.map(imageFromRow) }
}

export async function findImage(db: ReadDb, id: number): Promise<ImageRow | null> {
  const row = await db.selectFrom('images').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : imageFromRow(row)
}

/** Everything an import or a search for moved files compares by; ascending by id. */
export async function listImageKeys(db: ReadDb) {
  return db
    .selectFrom('images')
    .select(['id', 'path', 'name', 'digest', 'bytes', 'width', 'height', 'isMissing'])
    .orderBy('id')
    .execute()
}

/** Ids in the order given. */
export async function addImages(db: WriteDb, images: readonly NewImage[]): Promise<number[]> {
  return inTransaction(db, async (inside) => {
    const nextId = await nextImageId(inside)
    const exportIds = await freeImageIds(
      inside,
      images.map((image) => image.wishedId),
    )
    const createdAt = nowText()
    const rows = images.map((image, i) => ({
      path: image.path,
      name: image.name,
      digest: image.digest,
      width: image.width,
      height: image.height,
      bytes: image.bytes,
      id: nextId + i,
      exportId: exportIds[i] as number,
      createdAt,
    }))
    await insertInChunks(rows, 12, (chunk) => inside.insertInto('images').values(chunk).execute())
    return rows.map((row) => row.id)
  })
}

export type ImageMove = {
  readonly id: number
  readonly path: string
  readonly name: string
  readonly digest: string
  readonly bytes: number
}

/** Files found again; they count as there. */
export async function moveImages(db: WriteDb, moves: readonly ImageMove[]): Promise<void> {
  await inTransaction(db, async (inside) => {
    for (const { id, ...file } of moves)
      await inside
        .updateTable('images')
        .set({
          ...file,
          isMissing: 0,
          // Other bytes may look otherwise.
          perceptualHash: sql`case when digest = ${file.digest} then perceptual_hash end`,
        })
        .where('id', '=', id)
        .execute()
  })
}

export async function markMissing(
  db: WriteDb,
  ids: readonly number[],
  isMissing: boolean,
): Promise<void> {
  await inTransaction(db, async (inside) => {
    for (let i = 0; i < ids.length; i += 500)
      await inside
        .updateTable('images')
        .set({ isMissing: isMissing ? 1 : 0 })
        .where('id', 'in', ids.slice(i, i + 500))
        .execute()
  })
}

export function imageFromRow(row: Selectable<ImagesTable>): ImageRow {
  return {
    id: row.id,
    name: row.name,
    path: row.path,
    digest: row.digest,
    size: { width: row.width, height: row.height },
    isMissing: row.isMissing === 1,
  }
}

async function nextImageId(db: ReadDb): Promise<number> {
  const row = await db
    .selectFrom('images')
    .select((select) => select.fn.max('id').as('max'))
    .executeTakeFirst()
  return (row?.max ?? 0) + 1
}

/** The wished export id where it is positive and free, else the next above all in use. */
async function freeImageIds(
  db: ReadDb,
  wishes: readonly (number | null)[],
): Promise<readonly number[]> {
  const used = await db.selectFrom('images').select('exportId').execute()
  return assignIds(
    wishes,
    used.map((row) => row.exportId),
  )
}

export function assignIds(
  wishes: readonly (number | null)[],
  used: readonly number[],
): readonly number[] {
  const taken = new Set(used)
  const granted = wishes.map((wish) => {
    if (wish === null || wish < 1 || taken.has(wish)) return null
    taken.add(wish)
    return wish
  })
  let highest = 0
  for (const id of taken) highest = Math.max(highest, id)
  return granted.map((id) => id ?? ++highest)
}
