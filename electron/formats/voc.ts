import type { DatasetSample } from '#core/dataset/dataset'
import { cocoCategoryName } from '#core/dataset/coco'
import { maskLosses, plainLoss } from '#core/dataset/mask-losses'
import { recordFromTexts } from '#core/dataset/texts'
import {
  mostVocIndices,
  paintVoc,
  readVoc,
  vocColour,
  vocPalette,
  type VocPictures,
} from '#core/dataset/voc'
import { emptyRle } from '#core/mask/rle'
import { labelPng } from '#electron/files/label-png'
import type { ExportFile } from '#electron/files/export-folder'
import { samplesByImage } from './by-image.ts'
import type { ExportFolder, ExportSource, Format } from './format.ts'
import { createNames, stemOf } from './names.ts'
import { createPictures, type ExportPictures } from './pictures.ts'
import { vocFolders, readVocFolder, vocSideName } from './voc-read.ts'

/** Pascal VOC's folders: palette PNGs of classes and of samples for each image, texts in a side file. */
export const voc: Format = {
  id: 'voc',
  title: 'Pascal VOC',
  note:
    'SegmentationClass and SegmentationObject, a palette PNG an image: where samples of an image overlap the smaller one ' +
    'stays, ignore masks are void for all of them. Texts are in reaseg.jsonl; without it each class is a query.',
  import: { takes: 'folder', read: readVocFolder },
  export: { kind: 'folder', options: ['copyImages'], fill },
}

type Work = {
  readonly source: ExportSource
  readonly folder: ExportFolder
  readonly pictures: ExportPictures
  readonly free: ReturnType<typeof createNames>
  readonly side: ExportFile
  readonly palette: Uint8Array
  /** Index by name, from 1. */
  readonly classes: Map<string, number>
  /** Stems by split. */
  readonly splits: Map<string, string[]>
}

async function fill(source: ExportSource, folder: ExportFolder): Promise<void> {
  const work: Work = {
    source,
    folder,
    pictures: createPictures(source, folder, `${vocFolders.pictures}/`),
    free: createNames(folder),
    side: await folder.open(vocSideName),
    palette: vocPalette(),
    classes: new Map(),
    splits: new Map(),
  }
  for await (const samples of samplesByImage(source)) {
    await writeImage(work, samples)
    source.done(samples.length)
  }
  await work.side.close()
  await writeLists(work)
}

/** All samples of one image. */
async function writeImage(
  work: Work,
  samples: readonly [DatasetSample, ...DatasetSample[]],
): Promise<void> {
  const { source, folder, side, palette } = work
  const [first] = samples
  const { size } = first
  const drawn = samples.slice(0, mostVocIndices)
  const indices = drawn.map(({ target }) => classIndex(work, target))
  const painted = paintVoc(drawn.map(withoutAbsent), indices, size)
  const picture = await work.pictures.nameOf(first)
  const stem = stemOf(picture)
  const name = work.free(`${vocFolders.objects}/${stem}`, '.png')
  const own = name.slice(vocFolders.objects.length + 1)
  await folder.write(name, await labelPng(size, painted.objects, palette))
  const classes = await labelPng(size, painted.classes, palette)
  await folder.write(`${vocFolders.classes}/${own}`, classes)
  const lines = samples.map((sample, i) => {
    const index = i < drawn.length ? i + 1 : null
    return `${JSON.stringify(sideLine(sample, { mask: name, picture, index }))}\n`
  })
  await side.append(lines.join(''))
  const split = first.split ?? 'default'
  work.splits.set(split, [...(work.splits.get(split) ?? []), stemOf(own)])
  source.lose(lossesOf(samples, painted))
}

function sideLine(
  sample: DatasetSample,
  { mask, picture, index }: { mask: string; picture: string; index: number | null },
) {
  return {
    mask,
    index,
    image: sample.imageName,
    picture,
    image_id: sample.imageId,
    annotation_id: sample.annotationId,
    sample_id: sample.sampleId,
    ...recordFromTexts(sample),
    no_target: sample.noTarget,
  }
}

function withoutAbsent(sample: DatasetSample): Pick<DatasetSample, 'mask' | 'ignore'> {
  const { mask, ignore, noTarget, size } = sample
  return { mask: noTarget ? emptyRle(size) : mask, ignore }
}

function lossesOf(samples: readonly DatasetSample[], painted: VocPictures) {
  const size = samples[0]?.size ?? { width: 0, height: 0 }
  const { masks, ignore } = readVoc(painted.objects, size)
  return samples.flatMap((sample, i) => {
    if (i >= mostVocIndices) {
      const what = `mask: a VOC picture has ${mostVocIndices} indices, this image more samples`
      return [plainLoss(sample, what)]
    }
    const mask = masks.get(i + 1) ?? emptyRle(size)
    const true_ = { sampleId: sample.sampleId, ...withoutAbsent(sample) }
    return maskLosses(true_, { mask, ignore }, 'samples of an image share one picture')
  })
}

/** The last index stands for all that come after it. */
function classIndex({ classes }: Work, target: string): number {
  const name = cocoCategoryName(target)
  const index = classes.get(name) ?? Math.min(classes.size + 1, mostVocIndices)
  classes.set(name, index)
  return index
}

async function writeLists({ folder, classes, splits }: Work): Promise<void> {
  const label = (name: string, index: number) =>
    `${name.replaceAll(/[:#\s]+/g, ' ').trim() || 'object'}:${vocColour(index).join(',')}::\n`
  const rows = [...classes].filter(([, index], i) => index === i + 1)
  await folder.write(
    'labelmap.txt',
    label('background', 0) + rows.map(([name, index]) => label(name, index)).join(''),
  )
  for (const [split, stems] of splits)
    await folder.write(
      `ImageSets/Segmentation/${split}.txt`,
      stems.map((one) => `${one}\n`).join(''),
    )
}
