import type { DatasetSample } from '#core/dataset/dataset'
import { ignoreBeside, maskLosses } from '#core/dataset/mask-losses'
import { isEmptyRle } from '#core/mask/rle-ops'
import type { ExportFile, ExportFolder } from '#electron/files/export-folder'
import { inParallel } from '#electron/files/in-parallel'
import { pngFromMasks } from '#electron/files/mask-png'
import type { ExportSource, Format } from './format.ts'
import { queriesName, readMasks } from './masks-read.ts'

const painters = 4
/** Bytes. */
const longestStem = 200

/**
 * A folder with one grey PNG a sample, `<stem of the image>__<sample>.png`: 1 target, 255 ignore where it is not target,
 * else 0; and `queries.jsonl`, a line a sample with everything said about it.
 */
export const masks: Format = {
  id: 'masks',
  title: 'Mask pictures',
  note:
    'A grey PNG a sample (1 target, 255 ignore) and queries.jsonl with all texts. Read: the same, or any folder of ' +
    '<image>.png and <image>__<words>.png; then the words are the query, else those of the image’s name.',
  import: { takes: 'folder', read: readMasks },
  export: { kind: 'folder', options: [], fill },
}

async function fill(source: ExportSource, folder: ExportFolder): Promise<void> {
  const queries = await folder.open(queriesName)
  try {
    for await (const page of source.pages()) {
      await writePage(page, { source, folder, queries })
      source.done(page.length)
    }
  } finally {
    await queries.close()
  }
}

type Work = {
  readonly source: ExportSource
  readonly folder: ExportFolder
  readonly queries: ExportFile
}

async function writePage(
  samples: readonly DatasetSample[],
  { source, folder, queries }: Work,
): Promise<void> {
  await inParallel(samples, painters, async (sample) => {
    source.signal.throwIfAborted()
    await folder.write(maskName(sample), await pngFromMasks(sample.mask, sample.ignore))
  })
  for (const sample of samples) {
    const read = { mask: sample.mask, ignore: ignoreBeside(sample) }
    source.lose(maskLosses(sample, read, 'a pixel of both is target'))
  }
  await queries.append(samples.map((sample) => `${JSON.stringify(queryLine(sample))}\n`).join(''))
}

/** Characters that some file system refuses become `_`; names end at 255 bytes. */
function maskName({ imageName, sampleId }: DatasetSample): string {
  const plain = imageName.replace(/\.[^.]*$/, '').replaceAll(/[^\p{L}\p{M}\p{N}._ ()+-]/gu, '_')
  const stem = Array.from(plain)
  while (Buffer.byteLength(stem.join('')) > longestStem) stem.pop()
  return `${stem.join('')}__${sampleId}.png`
}

function queryLine(sample: DatasetSample) {
  return {
    mask: maskName(sample),
    image: sample.imageName,
    image_id: sample.imageId,
    sample_id: sample.sampleId,
    query: sample.query,
    variants: sample.variants,
    is_sentence: sample.isSentence,
    target: sample.target,
    synonyms: sample.synonyms,
    attributes: sample.attributes,
    sgdr:
      sample.category === null
        ? null
        : { category: sample.category, components: sample.components },
    split: sample.split,
    answer: sample.answer,
    rationale: sample.rationale,
    no_target: sample.noTarget || isEmptyRle(sample.mask),
  }
}
