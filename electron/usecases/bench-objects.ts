import { resolve } from 'node:path'
import { cocoSegmentation } from '#core/dataset/coco'
import type { Rle } from '#core/mask/mask'
import { isEmptyRle } from '#core/mask/rle-ops'
import { readJsonLists } from '#electron/files/json-file'
import type { JsonElement } from '#electron/files/json-scanner'
import type { ImageSource } from '#models/ports'
import type { LeftOut } from '#rpc/schemas/project'
import { assertList, readCocoFrame, type CocoFrame } from './coco-frame.ts'
import { createFinder, readClaimedImage } from './foreign-images.ts'
import { readAnnotation } from './coco-samples.ts'
import { createImportReport, type ImportReport } from './import-report.ts'

/** An annotation and its mask. */
export type BenchObject = { readonly id: number; readonly truth: Rle }

export type BenchImage = { readonly source: ImageSource; readonly objects: BenchObject[] }

export type BenchSet = { readonly images: readonly BenchImage[]; readonly leftOut: LeftOut[] }

export type BenchFiles = {
  /** COCO instances file. */
  readonly coco: string
  /** Folder of its images. */
  readonly images: string
  /** The first so many objects that can be measured; null = all. */
  readonly limit: number | null
}

/**
 * The objects of a COCO file by image, in the file's order; bad records and images are left out and listed. Throws
 * AppFailure `bad_json`, `bad_input` where the file is no COCO instances file, `file_missing`, `file_unreadable`.
 */
export async function readBenchSet(files: BenchFiles, signal: AbortSignal): Promise<BenchSet> {
  const coco = resolve(files.coco)
  const report = createImportReport(coco)
  const frame = await readCocoFrame(coco, report, signal)
  const taker = await createTaker(frame, { folder: resolve(files.images), report }, signal)
  const found = readJsonLists(coco, {
    lists: ['annotations'],
    signal,
    onEnd: (met) => assertList(coco, met, 'annotations'),
  })
  const limit = files.limit ?? Infinity
  for await (const elements of found) {
    for (const element of elements) if (taker.taken() < limit) await taker.take(element)
    if (taker.taken() >= limit) break
  }
  return { images: taker.images(), leftOut: report.all() }
}

type Settings = { readonly folder: string; readonly report: ImportReport }

async function createTaker(frame: CocoFrame, settings: Settings, signal: AbortSignal) {
  const { report } = settings
  const images = await createImages(frame, settings, signal)
  const seen = new Set<number>()
  let taken = 0
  async function take({ index, line, value, problem }: JsonElement): Promise<void> {
    const annotation = problem ?? readAnnotation(value)
    if (typeof annotation === 'string')
      return report.addBad(line, `annotations[${index}]: ${annotation}`)
    const { id, imageId, isCrowd, segmentation } = annotation
    const leave = (reason: string) =>
      report.addBad(line, `annotations[${index}] (id ${id}): ${reason}`)
    if (seen.has(id)) return leave('its id is there twice; the first one is taken')
    seen.add(id)
    if (isCrowd) return leave('a crowd region (iscrowd) marks no single object')
    const image = await images.get(imageId)
    if (image === null) return
    const truth = cocoSegmentation(segmentation, image.source.size)
    if (!truth.ok) return leave(truth.error.message)
    if (isEmptyRle(truth.value)) return leave('its mask has no pixel inside the image')
    image.objects.push({ id, truth: truth.value })
    taken++
  }
  return { take, taken: () => taken, images: () => images.withObjects() }
}

/** Images are read when they are first asked for. */
async function createImages(frame: CocoFrame, { folder, report }: Settings, signal: AbortSignal) {
  const find = await createFinder(folder, signal)
  const images = new Map<number, BenchImage | null>()
  async function read(id: number): Promise<ImageSource | string> {
    signal.throwIfAborted()
    const record = frame.images.get(id)
    if (record === undefined)
      return `there is no image ${id} in the file; its annotations go with it`
    const place = await find(record.file_name)
    const image =
      place.problem ??
      (await readClaimedImage(place.path, { name: record.file_name, size: record }))
    if (typeof image === 'string')
      return `image ${id}: ${image.replace(/\.$/, '')}; its annotations go with it`
    const { path, digest, width, height } = image
    return { path, digest, size: { width, height } }
  }
  return {
    /** null where it is left out, which is told once. */
    async get(id: number): Promise<BenchImage | null> {
      const known = images.get(id)
      if (known !== undefined) return known
      const source = await read(id)
      if (typeof source === 'string') report.addBad(frame.images.get(id)?.line ?? null, source)
      const image = typeof source === 'string' ? null : { source, objects: [] }
      images.set(id, image)
      return image
    },
    withObjects: () =>
      [...images.values()]
        .filter((image) => image !== null)
        .filter((image) => image.objects.length > 0),
  }
}
