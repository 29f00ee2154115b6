import type { Split } from '#core/dataset/mask-scoring'
import { segZeroLosses, segZeroObjects, segZeroSide } from '#core/dataset/seg-zero'
import { textLosses } from '#core/dataset/texts'
import { isEmptyRle } from '#core/mask/rle-ops'
import { emptyRle } from '#core/mask/rle'
import { scaledUpright } from '#electron/files/upright-picture'
import type { DatasetSample } from '#core/dataset/dataset'
import type { ExportFolder, ExportSource, Format } from './format.ts'
import { imageColumn, textColumn, wholeColumn } from './parquet/columns.ts'
import { writeSplits } from './split-files.ts'

/** Queries with a box and a point. Source: the columns that Seg-Zero's verl/utils/rl_dataset.py reads. */
export const segZero: Format = {
  id: 'seg-zero',
  title: 'Seg-Zero, VisionReasoner',
  note: 'Queries with box and point of the target, pictures squeezed to 840 × 840. Masks themselves have no place; samples without a split are in train.',
  export: { kind: 'folder', options: [], fill },
}

const square = { width: segZeroSide, height: segZeroSide }

const columns = [
  textColumn('id'),
  textColumn('problem'),
  textColumn('solution'),
  imageColumn('image'),
  wholeColumn('img_height'),
  wholeColumn('img_width'),
]

const nameOf = (split: Split) => `${split}.parquet`

async function fill(source: ExportSource, folder: ExportFolder): Promise<void> {
  await writeSplits(folder, { columns, nameOf }, async (files) => {
    for await (const page of source.pages())
      for (const sample of page) {
        source.signal.throwIfAborted()
        const image = await scaledUpright(await source.imagePath(sample), square, 'png')
        await files.add(sample.split ?? 'train', rowOf(sample, image, source))
        source.done(1)
      }
  })
}

function rowOf(sample: DatasetSample, image: Buffer, source: ExportSource) {
  const { size, query } = sample
  const mask = sample.noTarget ? emptyRle(size) : sample.mask
  const objects = segZeroObjects(mask)
  const ignored = {
    sample: sample.sampleId,
    what: 'ignore: Seg-Zero has no place for it',
    iou: null,
  }
  source.lose([
    ...segZeroLosses(sample, mask, objects),
    ...(isEmptyRle(sample.ignore) ? [] : [ignored]),
    ...textLosses(sample, ['query', 'split'], 'Seg-Zero'),
  ])
  return {
    id: String(sample.annotationId),
    problem: query,
    solution: JSON.stringify(objects),
    image: { bytes: image, path: `${sample.annotationId}.png` },
    img_height: BigInt(size.height),
    img_width: BigInt(size.width),
  }
}
