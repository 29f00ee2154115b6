import { sql, type Selectable } from 'kysely'
import { setImmediate } from 'node:timers/promises'
import type { Size } from '#core/geometry/size'
import type { Rle } from '#core/mask/mask'
import type { SampleFields, SampleFilter } from '#rpc/schemas/project'
import type { ReadDb } from './database.ts'
import { rleFromCounts } from './edits.ts'
import { isAmong } from './is-among.ts'
import { openSampleIndex } from './sample-index.ts'
import { fieldsFromRow } from './samples.ts'
import type { SamplesTable } from './tables.ts'

/** An accepted sample with its last saved masks. */
export type ExportRow = {
  readonly id: number
  readonly exportId: number
  readonly imageId: number
  readonly imageName: string
  readonly imageExportId: number
  readonly size: Size
  readonly query: string
  readonly variants: readonly string[]
  readonly isSentence: boolean
  readonly target: string
  readonly synonyms: readonly string[]
  readonly attributes: readonly string[]
  readonly category: string | null
  readonly components: readonly string[]
  readonly split: SampleFields['split']
  readonly answer: string
  readonly rationale: string
  readonly mask: Rle
  readonly ignore: Rle
  readonly noTarget: boolean
}

export type ExportImage = {
  readonly id: number
  readonly exportId: number
  readonly path: string
  readonly name: string
  readonly width: number
  readonly height: number
}

const pageSize = 200

/** Ids of the accepted samples under the filter, in the order of their export ids. */
export async function listExportSamples(db: ReadDb, filter: SampleFilter): Promise<number[]> {
  if (filter.status !== null && filter.status !== 'accepted') return []
  const index = await openSampleIndex(db, { ...filter, status: 'accepted' })
  const ids = await index.page(0, index.total)
  const rows = await db
    .selectFrom('samples')
    .select('id')
    .where(isAmong('id', ids))
    .orderBy('exportId')
    .execute()
  return rows.map(({ id }) => id)
}

/** The samples in this order, a page at a time. One that is accepted no longer, or removed, is passed over. */
export async function* readExportPages(
  db: ReadDb,
  ids: readonly number[],
): AsyncGenerator<ExportRow[]> {
  for (let at = 0; at < ids.length; at += pageSize) {
    // SQLite answers at once: without this nobody else would have a turn.
    await setImmediate()
    yield await readExportRows(db, ids.slice(at, at + pageSize))
  }
}

/** All images that the samples are of, in the order of their export ids. */
export async function listExportImages(
  db: ReadDb,
  sampleIds: readonly number[],
): Promise<ExportImage[]> {
  const used = db.selectFrom('samples').select('imageId').where(isAmong('id', sampleIds))
  return db
    .selectFrom('images')
    .select(['id', 'exportId', 'path', 'name', 'width', 'height'])
    .where('id', 'in', used)
    .orderBy('exportId')
    .execute()
}

/** In the order of their export ids. */
export async function readExportRows(db: ReadDb, ids: readonly number[]): Promise<ExportRow[]> {
  const rows = await db
    .selectFrom('samples')
    .innerJoin('images', 'images.id', 'samples.imageId')
    .leftJoin('annotations', (join) =>
      join
        .onRef('annotations.sampleId', '=', 'samples.id')
        .on(
          sql<boolean>`annotations.version = (select max(version) from annotations as last where last.sample_id = samples.id)`,
        ),
    )
    .selectAll('samples')
    .select(['images.name as imageName', 'images.exportId as imageExportId'])
    .select(['images.width', 'images.height'])
    .select(['annotations.target as targetCounts', 'annotations.ignore as ignoreCounts'])
    .where(isAmong('samples.id', ids))
    .where('samples.status', '=', 'accepted')
    .where('samples.removedAt', 'is', null)
    .orderBy('samples.exportId')
    .execute()
  return rows.map(exportRowFrom)
}

type JoinedRow = Selectable<SamplesTable> & {
  readonly imageName: string
  readonly imageExportId: number
  readonly width: number
  readonly height: number
  readonly targetCounts: string | null
  readonly ignoreCounts: string | null
}

function exportRowFrom(row: JoinedRow): ExportRow {
  const size = { width: row.width, height: row.height }
  return {
    id: row.id,
    exportId: row.exportId,
    imageId: row.imageId,
    imageName: row.imageName,
    imageExportId: row.imageExportId,
    size,
    ...fieldsFromRow(row),
    mask: rleFromCounts(row.targetCounts, size),
    ignore: rleFromCounts(row.ignoreCounts, size),
    noTarget: row.noTarget === 1,
  }
}
