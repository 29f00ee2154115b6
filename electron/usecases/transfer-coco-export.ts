import { resolve } from 'node:path'
import {
  cocoAnnotationFromSample,
  cocoCategoryName,
  extendCategories,
  type CocoSample,
  type CocoShape,
} from '#core/dataset/coco'
import type { CocoImage } from '#core/dataset/coco-records'
import type { Loss } from '#core/dataset/dataset'
import { writeStreamAtomic } from '#electron/files/atomic-write'
import { fullPath } from '#electron/files/image-paths'
import type { JobContext } from '#electron/jobs/queue'
import { listImageKeys } from '#electron/store/images'
import {
  listExportImages,
  listExportSamples,
  readExportPages,
  type ExportRow,
} from '#electron/store/transfer'
import type { ParsedParams } from '#rpc/contract'
import type { ExportResult } from '#rpc/schemas/project'
import { readCategories, saveCategories, type Categories } from './coco-categories.ts'
import { exportNames } from './export-names.ts'
import type { OpenProject } from './open-project.ts'

export type CocoExportInput = Omit<ParsedParams<'transfer.export'>, 'format'> & {
  /** No more samples than that. */
  readonly limit?: number
}

/** Polygons keep every pixel edge: a loss is reported only where even that does not give the mask back. */
const shapes: Readonly<Record<CocoExportInput['options']['segmentation'], CocoShape>> = {
  rle: { kind: 'rle' },
  polygon: { kind: 'polygon', tolerance: 0 },
}

/**
 * One COCO instances file, a record a line: images, annotations, categories in the order of their export ids, and under
 * `reaseg` what COCO has no word for. The same project gives the same bytes.
 */
export async function exportCoco(
  project: OpenProject,
  input: CocoExportInput,
  job: JobContext,
): Promise<ExportResult> {
  const out = resolve(input.out)
  const ids = (await listExportSamples(project.db, input.filter)).slice(0, input.limit)
  job.progress({ total: ids.length, done: 0, note: out })
  const made: Made = {
    samples: 0,
    losses: [],
    beside: [],
    categories: await readCategories(project.db),
  }
  const known = made.categories.length
  const text = cocoText(project, { ids, shape: shapes[input.options.segmentation], made, job })
  await writeStreamAtomic(out, text, { overwrite: input.overwrite, signal: job.signal })
  if (made.categories.length > known && !project.isReadOnly)
    await saveCategories(project.writer(), made.categories)
  return { written: [out], samples: made.samples, losses: made.losses }
}

/** What is known only while the annotations are written. */
type Made = {
  samples: number
  readonly losses: Loss[]
  /** Samples that have something to say in the side lists. */
  readonly beside: number[]
  categories: Categories
}

type Export = {
  readonly ids: readonly number[]
  readonly shape: CocoShape
  readonly made: Made
  readonly job: JobContext
}

async function* cocoText(project: OpenProject, coco: Export): AsyncGenerator<string> {
  const { made } = coco
  yield '{"info":{"description":"made with Reaseg Studio"},"licenses":[],\n"images":['
  yield* listText(imageRecords(project, coco.ids))
  yield '],\n"annotations":['
  yield* listText(annotationRecords(project, coco))
  yield '],\n"categories":['
  yield* listText([made.categories])
  yield '],\n"reaseg":{"no_target":['
  yield* listText(sideRecords(project, coco, 'no_target'))
  yield '],\n"ignore":['
  yield* listText(sideRecords(project, coco, 'ignore'))
  yield '],\n"losses":['
  yield* listText([made.losses])
  yield ']}}\n'
}

/** Pages of records as the inside of a list, each on a line of its own. */
async function* listText(
  pages: AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>,
): AsyncGenerator<string> {
  let isFirst = true
  for await (const page of pages) {
    if (page.length === 0) continue
    const lines = page.map((record) => JSON.stringify(record))
    yield `${isFirst ? '' : ','}\n${lines.join(',\n')}`
    isFirst = false
  }
}

async function* imageRecords(
  project: OpenProject,
  ids: readonly number[],
): AsyncGenerator<CocoImage[]> {
  const images = await listExportImages(project.db, ids)
  const nameOf = exportNames(
    (await listImageKeys(project.db)).map((row) => ({
      name: row.name,
      path: fullPath(project.path, row.path),
    })),
  )
  yield images.map((image) => ({
    id: image.exportId,
    width: image.width,
    height: image.height,
    file_name: nameOf(image.name, fullPath(project.path, image.path)),
  }))
}

async function* annotationRecords(project: OpenProject, coco: Export): AsyncGenerator<unknown[]> {
  const { made, shape, job } = coco
  let done = 0
  for await (const rows of readExportPages(project.db, coco.ids)) {
    const names = rows.map(({ target }) => cocoCategoryName(target))
    made.categories = extendCategories(made.categories, names)
    const idOf = new Map(made.categories.map(({ name, id }) => [name, id]))
    const records: unknown[] = []
    for (const row of rows) {
      const categoryId = idOf.get(cocoCategoryName(row.target)) ?? 0
      const parts = cocoAnnotationFromSample(cocoSample(row, categoryId), shape)
      if (parts.annotation !== null) records.push(parts.annotation)
      if (parts.side !== null) made.beside.push(row.id)
      made.losses.push(...parts.losses)
      made.samples++
    }
    done += rows.length
    job.progress({ done })
    yield records
  }
}

async function* sideRecords(
  project: OpenProject,
  { made }: Export,
  list: 'no_target' | 'ignore',
): AsyncGenerator<unknown[]> {
  for await (const rows of readExportPages(project.db, made.beside)) {
    const sides = rows.map((row) => cocoAnnotationFromSample(cocoSample(row, 0), shapes.rle).side)
    yield sides.filter((side) => side !== null && side.no_target === (list === 'no_target'))
  }
}

function cocoSample(row: ExportRow, categoryId: number): CocoSample {
  return {
    ...row,
    sampleId: row.id,
    imageId: row.imageExportId,
    annotationId: row.exportId,
    categoryId,
  }
}
