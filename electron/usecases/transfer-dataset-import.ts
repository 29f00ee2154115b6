import { createHash } from 'node:crypto'
import { basename, resolve } from 'node:path'
import type { ForeignSample, ForeignTaken } from '#core/dataset/dataset'
import { isEmptyRle } from '#core/mask/rle-ops'
import type { ForeignPicture, ForeignProblem, Format, FormatImport } from '#electron/formats/format'
import { inParallel } from '#electron/files/in-parallel'
import type { JobContext } from '#electron/jobs/queue'
import {
  listForeignKeys,
  openStaging,
  type StagedSample,
  type Staging,
} from '#electron/store/transfer-staging'
import type { ParsedParams } from '#rpc/contract'
import type { ImportResult } from '#rpc/schemas/project'
import { imageReaders } from './coco-pictures.ts'
import { fieldsFromTexts } from './foreign-fields.ts'
import {
  openImageFinder,
  sizeOfForeign,
  type ForeignImage,
  type ImageFinder,
} from './foreign-images.ts'
import { createImagePlan, type ImagePlan } from './image-plan.ts'
import { refuseAny } from './import-images.ts'
import { createImportReport, type ImportReport } from './import-report.ts'
import type { OpenProject } from './open-project.ts'

export type DatasetImportInput = Omit<ParsedParams<'transfer.import'>, 'format'> & {
  readonly format: Format & { readonly import: FormatImport }
}

/** Images read and held at once. */
const piece = 16

/**
 * A data set of any format with its images, into a waiting place, then all of it into the project in one transaction.
 * Bad records are left out with file, line and reason, or refuse all of it where `strict`. What the project has from a
 * file of this format already (same image, texts and masks under the same key) is passed over.
 */
export async function importDataset(
  project: OpenProject,
  input: DatasetImportInput,
  job: JobContext,
): Promise<ImportResult> {
  const path = resolve(input.path)
  const report = createImportReport(path)
  const writer = project.writer()
  const source = `${input.format.id} ${basename(path)}`
  const finder = await openImageFinder(project, input.images, job.signal)
  const plan = createImagePlan(project)
  const staging = await openStaging(writer)
  try {
    const known = await listForeignKeys(writer, input.format.id, 'annotation')
    const reading: Reading = { finder, plan, report, known, tally: { repeated: 0 }, staging, job }
    const found = input.format.import.read(path, {
      images: resolve(input.images),
      signal: job.signal,
      progress: (done, total) => job.progress({ done, total, note: `${staging.count} samples` }),
    })
    for await (const records of inPieces(found, piece)) await takeRecords(records, reading)
    tellRepeated(reading)
    if (input.strict) refuseAny(report.bad())
    job.signal.throwIfAborted()
    job.progress({ note: 'writing' })
    const staged = { source, sampleSource: input.format.id, ...plan.staged }
    await staging.keep(staged, job.signal, async () => {})
    const images = plan.staged.images.filter((image) => 'fresh' in image).length
    const alike = plan.staged.images.length - images
    return { images, samples: staging.count, known: alike, leftOut: report.all() }
  } finally {
    await staging.drop()
  }
}

type Reading = {
  readonly finder: ImageFinder
  readonly plan: ImagePlan
  readonly report: ImportReport
  readonly known: Set<string>
  readonly tally: { repeated: number }
  readonly staging: Staging
  readonly job: JobContext
}

async function takeRecords(
  records: readonly (ForeignPicture | ForeignProblem)[],
  reading: Reading,
): Promise<void> {
  const { finder, job, report } = reading
  const images = await inParallel(records, imageReaders, async (record) => {
    job.signal.throwIfAborted()
    return record.kind === 'picture' ? await finder.find(record) : null
  })
  for (const [i, record] of records.entries()) {
    const image = images[i] ?? null
    const at = { file: record.file, line: record.line }
    if (record.kind === 'problem')
      report.add(at, { reason: record.reason, isBad: record.isPassed !== true })
    else if (image === null || typeof image === 'string')
      report.add(at, { reason: lostImage(record, image), isBad: true })
    else await takePicture(record, finder.same(image), reading)
  }
}

function lostImage(record: ForeignPicture, problem: string | null): string {
  const [name = ''] = record.names
  return `image ${name}: ${problem ?? 'it was not found'}; its samples are left out with it`
}

async function takePicture(
  record: ForeignPicture,
  image: ForeignImage,
  reading: Reading,
): Promise<void> {
  const size = sizeOfForeign(image)
  const taken = await record.samples(size)
  const index = reading.plan.add(image, record.key, record.imageId)
  const place = { index, digest: image.kind === 'known' ? image.digest : image.image.digest }
  await reading.staging.add(taken.flatMap((one) => settle(one, { record, place }, reading)))
}

type Place = { readonly index: number; readonly digest: string }

function settle(
  taken: ForeignTaken,
  { record, place }: { readonly record: ForeignPicture; readonly place: Place },
  { report, known, tally }: Reading,
): StagedSample[] {
  const at = { file: record.file, line: taken.line ?? record.line }
  if (taken.kind !== 'sample') {
    report.add(at, { reason: `${taken.what}: ${taken.reason}`, isBad: taken.kind === 'bad' })
    return []
  }
  const fields = fieldsFromTexts(taken.sample.texts)
  if (typeof fields === 'string') {
    report.add(at, { reason: `${taken.what}: ${fields}`, isBad: true })
    return []
  }
  const key = contentKey(taken.sample, place.digest)
  if (known.has(key)) {
    tally.repeated++
    return []
  }
  known.add(key)
  const { mask, ignore, noTarget, annotationId, sampleId } = taken.sample
  const target = mask === null || isEmptyRle(mask) ? null : mask.counts
  const left = ignore === null || isEmptyRle(ignore) ? null : ignore.counts
  const masks = { target, ignore: left, noTarget: noTarget || target === null }
  return [{ image: place.index, fields, ...masks, key, annotationId, wishedId: sampleId }]
}

/** The same sample of the same image gets the same key, wherever the files lie. */
function contentKey({ key, texts, mask, ignore }: ForeignSample, digest: string): string {
  const content = [key, digest, texts.query ?? '', mask?.counts ?? '', ignore?.counts ?? '']
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32)
}

function tellRepeated({ report, tally }: Reading): void {
  if (tally.repeated > 0)
    report.addPassed(null, `${tally.repeated} samples are in the project already`)
}

async function* inPieces<T>(source: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let waiting: T[] = []
  for await (const one of source) {
    waiting.push(one)
    if (waiting.length < size) continue
    yield waiting
    waiting = []
  }
  if (waiting.length > 0) yield waiting
}
