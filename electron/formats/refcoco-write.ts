import type { DatasetSample } from '#core/dataset/dataset'
import { maskLosses, plainLoss } from '#core/dataset/mask-losses'
import { refCategory, refFromSample, refMask } from '#core/dataset/refcoco'
import { keyholeRingsFromRle } from '#core/mask/polygon'
import { emptyRle } from '#core/mask/rle'
import { cocoBboxFromRle, isEmptyRle, rleArea } from '#core/mask/rle-ops'
import type { ExportFile } from '#electron/files/export-folder'
import { imagesInto } from './export-images.ts'
import type { ExportFolder, ExportSource } from './format.ts'
import { openRows } from './row-file.ts'

/**
 * `instances.json` with images and masks; `refs.json` with a ref a sample, its query and variants as sentences; in
 * `grefs.json`, as gRefCOCO has them, those without a target, which stop readers of RefCOCO.
 */
export async function fillRefCoco(source: ExportSource, folder: ExportFolder): Promise<void> {
  const instances = await folder.open('instances.json')
  try {
    const names = await writeImages(source, folder, instances)
    await writeSamples(source, folder, { instances, names })
  } finally {
    await instances.close()
  }
}

/** Names by image id. */
async function writeImages(
  source: ExportSource,
  folder: ExportFolder,
  instances: ExportFile,
): Promise<Map<number, string>> {
  const names = new Map<number, string>()
  const copied = imagesInto(source, folder)
  await instances.append(
    '{"info":{"description":"made with Reaseg Studio"},"licenses":[],\n"images":[',
  )
  for await (const page of source.pages())
    for (const sample of page) {
      source.signal.throwIfAborted()
      if (names.has(sample.imageId)) continue
      const name = source.options.copyImages
        ? (await copied(sample)).replace(/^images\//, '')
        : sample.imageName
      const { width, height } = sample.size
      const image = JSON.stringify({ id: sample.imageId, width, height, file_name: name })
      await instances.append(`${names.size === 0 ? '' : ','}\n${image}`)
      names.set(sample.imageId, name)
    }
  await instances.append('],\n"annotations":[')
  return names
}

type Writing = { readonly instances: ExportFile; readonly names: ReadonlyMap<number, string> }

async function writeSamples(
  source: ExportSource,
  folder: ExportFolder,
  { instances, names }: Writing,
): Promise<void> {
  const refs = await openRows(folder, 'refs', 'list')
  const absent = await openRows(folder, 'grefs', 'list')
  try {
    for await (const page of source.pages())
      for (const sample of page) {
        source.signal.throwIfAborted()
        const hasTarget = !sample.noTarget && !isEmptyRle(sample.mask)
        const imageName = names.get(sample.imageId) ?? sample.imageName
        if (hasTarget) {
          const before = refs.count() === 0 ? '\n' : ',\n'
          await instances.append(before + JSON.stringify(annotationOf(sample, source)))
        }
        await (hasTarget ? refs : absent).append(refFromSample(sample, { imageName, hasTarget }))
        tellLosses(sample, source, hasTarget)
        source.done(1)
      }
    await instances.append(`],\n"categories":[${JSON.stringify(refCategory)}]}\n`)
  } finally {
    await refs.close()
    await absent.close()
  }
}

function annotationOf(sample: DatasetSample, source: ExportSource) {
  const { mask, size, ignore } = sample
  const isOutline = source.options.segmentation === 'polygon'
  const segmentation = isOutline ? keyholeRingsFromRle(mask) : mask
  const read = refMask([segmentation], size)
  const made = { mask: read.ok ? read.value : emptyRle(size), ignore }
  source.lose(maskLosses(sample, made, 'altered by its outlines'))
  return {
    id: sample.annotationId,
    image_id: sample.imageId,
    category_id: refCategory.id,
    segmentation,
    area: rleArea(mask),
    bbox: cocoBboxFromRle(mask),
    iscrowd: 0,
  }
}

function tellLosses(sample: DatasetSample, source: ExportSource, hasTarget: boolean): void {
  if (!hasTarget)
    source.lose([plainLoss(sample, 'no target: RefCOCO cannot say so; kept in grefs.json')])
  if (!isEmptyRle(sample.ignore))
    source.lose([plainLoss(sample, 'ignore mask: RefCOCO has none; kept as a key of its ref')])
}
