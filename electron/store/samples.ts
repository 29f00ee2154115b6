import type { Insertable, Selectable } from 'kysely'
import type { Reasoning } from '#core/prompt/reasoning'
import { failure } from '#models/failure'
import type { ImageRow, SampleFields, SampleFilter, SampleRow } from '#rpc/schemas/project'

import { inTransaction, type ReadDb, type WriteDb } from './database.ts'
import { setHint } from './hints.ts'
import { insertInChunks } from './insert.ts'
import { imageFromRow } from './images.ts'
import { openSampleIndex } from './sample-index.ts'
import type { ImagesTable, SamplesTable } from './tables.ts'
import { recordTextChange } from './text-changes.ts'
import { listFromJson, nowText, type SampleStatus } from './values.ts'

export type SampleRecord = {
  readonly imageId: number
  readonly row: SampleRow
  readonly fields: SampleFields
  readonly image: ImageRow
  readonly exportId: number
}

export async function listSamples(
  db: ReadDb,
  list: { readonly filter: SampleFilter; readonly offset: number; readonly limit: number },
): Promise<{ total: number; rows: SampleRow[]; counts: Record<'all' | SampleStatus, number> }> {
  const index = await openSampleIndex(db, list.filter)
  const ids = await index.page(list.offset, list.limit)
  return { total: index.total, rows: await readSampleRows(db, ids), counts: { ...index.counts } }
}

type Step = 'next' | 'previous' | 'next-todo'

/** The nearest sample under the filter; without a start, `next` is the first and `previous` the last. */
export async function findNeighbour(
  db: ReadDb,
  from: { readonly sample: number | null; readonly filter: SampleFilter; readonly step: Step },
): Promise<{ sample: number | null; position: number | null; total: number }> {
  const index = await openSampleIndex(db, from.filter)
  const sample = await stepFrom(db, from, index)
  const position = sample === null ? null : await index.position(sample)
  return { sample, position, total: index.total }
}

async function stepFrom(
  db: ReadDb,
  from: { readonly sample: number | null; readonly filter: SampleFilter; readonly step: Step },
  index: Awaited<ReturnType<typeof openSampleIndex>>,
): Promise<number | null> {
  if (from.step === 'previous') return index.before(from.sample ?? Number.MAX_SAFE_INTEGER)
  if (from.step === 'next') return index.after(from.sample ?? 0)
  const isAlreadyTodo = from.filter.status !== null
  const todo = isAlreadyTodo ? index : await openSampleIndex(db, { ...from.filter, status: 'todo' })
  return todo.after(from.sample ?? 0)
}

/** In the order of the ids; those that are not there or removed are passed over. */
export async function readSampleRows(db: ReadDb, ids: readonly number[]): Promise<SampleRow[]> {
  const records = await readSamples(db, ids)
  return records.map(({ row }) => row)
}

export async function readSamples(db: ReadDb, ids: readonly number[]): Promise<SampleRecord[]> {
  if (ids.length === 0) return []
  const rows = await db.selectFrom('samples').selectAll().where('id', 'in', ids).execute()
  const imageIds = [...new Set(rows.map((row) => row.imageId))]
  const images = await db.selectFrom('images').selectAll().where('id', 'in', imageIds).execute()
  const imageById = new Map(images.map((image) => [image.id, image]))
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    const image = row && imageById.get(row.imageId)
    return row === undefined || image === undefined || row.removedAt !== null
      ? []
      : [recordFromRows(row, image)]
  })
}

/** Throws AppFailure `not_found`. */
export async function getSample(db: ReadDb, id: number): Promise<SampleRecord> {
  const [record] = await readSamples(db, [id])
  if (record === undefined)
    throw failure('not_found', `There is no sample ${id}.`, 'It may have been removed: undo that.')
  return record
}

/** Ids of the live samples of an image. */
export async function samplesOfImage(db: ReadDb, imageId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('samples')
    .select('id')
    .where('imageId', '=', imageId)
    .where('removedAt', 'is', null)
    .orderBy('id')
    .limit(500)
    .execute()
  return rows.map(({ id }) => id)
}

export type NewSample = {
  readonly imageId: number
  readonly fields: SampleFields
  readonly status?: SampleStatus
  /** Where the target is, kept for a later run. */
  readonly hint?: Reasoning | null
}

/** Ids in the order given. Throws AppFailure `not_found` for an image that is not there. */
export async function addSamples(db: WriteDb, samples: readonly NewSample[]): Promise<number[]> {
  return inTransaction(db, async (inside) => {
    const imageIds = [...new Set(samples.map(({ imageId }) => imageId))]
    for (let i = 0; i < imageIds.length; i += 1000)
      await assertImages(inside, imageIds.slice(i, i + 1000))
    const first = await nextSampleIds(inside)
    const rows = samples.map((sample, i) => ({
      ...rowFromFields(sample.fields),
      id: first.id + i,
      exportId: first.exportId + i,
      imageId: sample.imageId,
      status: sample.status ?? ('todo' as const),
    }))
    await insertInChunks(rows, 18, (chunk) => inside.insertInto('samples').values(chunk).execute())
    for (const [i, { hint }] of samples.entries())
      if (hint !== undefined && hint !== null) await setHint(inside, first.id + i, hint)
    return rows.map(({ id }) => id)
  })
}

/** What changed is kept under the author's name; runs and annotations are marked stale where the query did. */
export async function editSample(
  db: WriteDb,
  id: number,
  { fields: patch, author }: { readonly fields: Partial<SampleFields>; readonly author: string },
): Promise<void> {
  await inTransaction(db, async (inside) => {
    const { fields } = await getSample(inside, id)
    const after = { ...fields, ...patch }
    const { createdAt: _, ...columns } = rowFromFields(after)
    await inside.updateTable('samples').set(columns).where('id', '=', id).execute()
    await recordTextChange(inside, id, { before: fields, after, author })
    if (patch.query === undefined || patch.query === fields.query) return
    for (const table of ['runs', 'annotations'] as const)
      await inside.updateTable(table).set({ isStale: 1 }).where('sampleId', '=', id).execute()
  })
}

/** Removed samples keep everything and can be restored. */
export async function setRemoved(
  db: WriteDb,
  ids: readonly number[],
  isRemoved: boolean,
): Promise<void> {
  await inTransaction(db, async (inside) => {
    for (let i = 0; i < ids.length; i += 500)
      await inside
        .updateTable('samples')
        .set({ removedAt: isRemoved ? nowText() : null })
        .where('id', 'in', ids.slice(i, i + 500))
        .execute()
  })
}

/** First free row id and export id. */
export async function nextSampleIds(db: ReadDb): Promise<{ id: number; exportId: number }> {
  const row = await db
    .selectFrom('samples')
    .select((select) => [select.fn.max('id').as('id'), select.fn.max('exportId').as('exportId')])
    .executeTakeFirst()
  return { id: (row?.id ?? 0) + 1, exportId: (row?.exportId ?? 0) + 1 }
}

export function rowFromFields(
  fields: SampleFields,
): Omit<Insertable<SamplesTable>, 'id' | 'exportId' | 'imageId' | 'status'> {
  const now = nowText()
  return {
    query: fields.query,
    variantsJson: JSON.stringify(fields.variants),
    isSentence: fields.isSentence ? 1 : 0,
    target: fields.target,
    synonymsJson: JSON.stringify(fields.synonyms),
    attributesJson: JSON.stringify(fields.attributes),
    category: fields.category,
    componentsJson: JSON.stringify(fields.components),
    split: fields.split,
    answer: fields.answer,
    rationale: fields.rationale,
    createdAt: now,
    updatedAt: now,
  }
}

/** What the annotator said of a sample, as it is stored. */
export function fieldsFromRow(row: Selectable<SamplesTable>): SampleFields {
  return {
    query: row.query,
    variants: listFromJson(row.variantsJson),
    isSentence: row.isSentence === 1,
    target: row.target,
    synonyms: listFromJson(row.synonymsJson),
    attributes: listFromJson(row.attributesJson),
    category: row.category,
    components: listFromJson(row.componentsJson),
    split: row.split as SampleFields['split'],
    answer: row.answer,
    rationale: row.rationale,
  }
}

function recordFromRows(
  row: Selectable<SamplesTable>,
  image: Selectable<ImagesTable>,
): SampleRecord {
  const fields = fieldsFromRow(row)
  return {
    imageId: row.imageId,
    row: {
      id: row.id,
      imageId: row.imageId,
      imageName: image.name,
      query: row.query,
      target: row.target,
      category: row.category,
      split: fields.split,
      status: row.status,
      noTarget: row.noTarget === 1,
      isMissing: image.isMissing === 1,
    },
    fields,
    image: imageFromRow(image),
    exportId: row.exportId,
  }
}

async function assertImages(db: ReadDb, ids: readonly number[]): Promise<void> {
  const found = await db.selectFrom('images').select('id').where('id', 'in', ids).execute()
  if (found.length === ids.length) return
  const known = new Set(found.map(({ id }) => id))
  const missing = ids.find((id) => !known.has(id))
  throw failure('not_found', `There is no image ${missing} in this project.`)
}
