import type { DatasetSample } from '#core/dataset/dataset'
import { datasetCard } from '#core/dataset/hf-card'
import type { Split } from '#core/dataset/mask-scoring'
import { isEmptyRle } from '#core/mask/rle-ops'
import { emptyRle } from '#core/mask/rle'
import { uprightBytes } from '#electron/files/upright-picture'
import type { ExportFolder, ExportSource, Format } from './format.ts'
import { readHf } from './hf-import.ts'
import { flagColumn, imageColumn, listColumn, textColumn, wholeColumn } from './parquet/columns.ts'
import { maskColumn } from './parquet/mask-column.ts'
import { writeSplits } from './split-files.ts'

/**
 * A data set folder for Hugging Face's library: the columns of the published ReasonSeg sets (Seg-Zero's
 * evaluation_scripts/create_reasonseg_hf.py) and ours behind them.
 */
export const hf: Format = {
  id: 'hf',
  title: 'Hugging Face',
  note: 'Parquet files with pictures and masks inside, everything else beside them, and a dataset card. Pictures of an import are put into the images folder.',
  import: { takes: 'folder', read: readHf },
  export: { kind: 'folder', options: [], fill },
}

const columns = [
  imageColumn('image'),
  maskColumn('mask'),
  ...['text', 'image_id', 'ann_id'].map(textColumn),
  ...['img_height', 'img_width'].map(wholeColumn),
  textColumn('ignore'),
  ...['no_target', 'is_sentence'].map(flagColumn),
  listColumn('variants', textColumn),
  textColumn('target'),
  ...['synonyms', 'attributes'].map((name) => listColumn(name, textColumn)),
  textColumn('category'),
  listColumn('components', textColumn),
  ...['split', 'answer', 'rationale'].map(textColumn),
  wholeColumn('sample_id'),
]

const splitNames = { train: 'train', val: 'validation', test: 'test' } as const
const nameOf = (split: Split) => `data/${splitNames[split]}-00000-of-00001.parquet`

async function fill(source: ExportSource, folder: ExportFolder): Promise<void> {
  const files = await writeSplits(folder, { columns, nameOf }, async ({ add }) => {
    for await (const page of source.pages())
      for (const sample of page) {
        source.signal.throwIfAborted()
        const bytes = await uprightBytes(await source.imagePath(sample))
        await add(sample.split ?? 'train', rowOf(sample, bytes))
        source.done(1)
      }
  })
  const splits = files.map(({ split, name, rows }) => ({
    name: splitNames[split],
    file: name,
    rows,
  }))
  await folder.write('README.md', datasetCard(splits))
}

function rowOf(sample: DatasetSample, bytes: Buffer) {
  const { size, ignore } = sample
  return {
    image: { bytes, path: sample.imageName },
    mask: sample.noTarget ? emptyRle(size) : sample.mask,
    text: sample.query,
    image_id: String(sample.imageId),
    ann_id: String(sample.annotationId),
    img_height: BigInt(size.height),
    img_width: BigInt(size.width),
    ignore: isEmptyRle(ignore) ? null : JSON.stringify(ignore),
    no_target: sample.noTarget || isEmptyRle(sample.mask),
    is_sentence: sample.isSentence,
    variants: sample.variants,
    target: sample.target,
    synonyms: sample.synonyms,
    attributes: sample.attributes,
    category: sample.category,
    components: sample.components,
    split: sample.split,
    answer: sample.answer,
    rationale: sample.rationale,
    sample_id: BigInt(sample.sampleId),
  }
}
