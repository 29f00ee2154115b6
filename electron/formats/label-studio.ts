import type { DatasetSample } from '#core/dataset/dataset'
import { brushFromRle, rleFromBrush } from '#core/dataset/label-studio-rle'
import { maskLosses } from '#core/dataset/mask-losses'
import { recordFromTexts } from '#core/dataset/texts'
import { sizeOfRle, type Rle } from '#core/mask/mask'
import { isEmptyRle } from '#core/mask/rle-ops'
import { unwrap } from '#models/failure'
import type { ExportSource, Format } from './format.ts'
import { readLabelStudio } from './label-studio-read.ts'

/** Label Studio's JSON: a task a sample, its texts in the task's data, its masks as brush regions. */
export const labelStudio: Format = {
  id: 'label-studio',
  title: 'Label Studio',
  note:
    'One JSON file of tasks: exact brush masks, all texts in the task’s data (the query as data.query); images by name, ' +
    'to be put under your storage’s prefix. Read: brushes, polygons and rectangles of the first annotation that counts.',
  import: { takes: 'file', read: readLabelStudio },
  export: { kind: 'file', options: [], extension: '.json', pieces },
}

async function* pieces(source: ExportSource): AsyncGenerator<string> {
  yield '['
  let isFirst = true
  for await (const page of source.pages()) {
    for (const sample of page) {
      source.signal.throwIfAborted()
      yield `${isFirst ? '' : ','}\n${JSON.stringify(taskOf(sample, source))}`
      isFirst = false
    }
    source.done(page.length)
  }
  yield '\n]\n'
}

function taskOf(sample: DatasetSample, source: ExportSource) {
  const target = regionOf(sample, sample.noTarget ? null : sample.mask, 'target')
  const ignore = regionOf(sample, sample.ignore, 'ignore')
  const read = { mask: target.read ?? sample.mask, ignore: ignore.read ?? sample.ignore }
  source.lose(maskLosses(sample, read, 'changed by the brush’s runs'))
  const choice = {
    from_name: 'presence',
    to_name: 'image',
    type: 'choices',
    value: { choices: ['no target'] },
  }
  return {
    id: sample.sampleId,
    data: {
      image: sample.imageName,
      ...recordFromTexts(sample),
      no_target: target.region === null,
      image_id: sample.imageId,
      sample_id: sample.sampleId,
    },
    annotations: [
      {
        id: sample.annotationId,
        completed_by: 1,
        was_cancelled: false,
        ground_truth: true,
        result: [target.region ?? choice, ...(ignore.region === null ? [] : [ignore.region])],
      },
    ],
    predictions: [],
  }
}

/** The brush region of a mask and the mask as its reader has it; none for an empty one. */
function regionOf({ sampleId, size }: DatasetSample, rle: Rle | null, label: string) {
  if (rle === null || isEmptyRle(rle)) return { region: null, read: null }
  const bytes = brushFromRle(rle)
  const region = {
    id: `${label}-${sampleId}`,
    from_name: 'mask',
    to_name: 'image',
    type: 'brushlabels',
    origin: 'manual',
    original_width: size.width,
    original_height: size.height,
    image_rotation: 0,
    value: { format: 'rle', rle: bytes, brushlabels: [label] },
  }
  return { region, read: unwrap(rleFromBrush(bytes, sizeOfRle(rle))) }
}
