import { cocoCategoryName } from '#core/dataset/coco'
import type { DatasetSample } from '#core/dataset/dataset'
import { maskLosses, plainLoss } from '#core/dataset/mask-losses'
import { textLosses } from '#core/dataset/texts'
import { parseYoloRow, rleFromYolo, yoloRing, yoloRow } from '#core/dataset/yolo'
import { isEmptyRle } from '#core/mask/rle-ops'
import { unwrap } from '#models/failure'
import { samplesByImage } from './by-image.ts'
import type { ExportFolder, ExportSource, Format } from './format.ts'
import { createNames, safeName, stemOf } from './names.ts'
import { readYolo } from './yolo-read.ts'

/** YOLO segmentation: a text file an image, a row a sample; targets' names are the classes of `data.yaml`. */
export const yolo: Format = {
  id: 'yolo',
  title: 'YOLO segmentation',
  note:
    'A label file an image and data.yaml, to train on; holes and parts are joined by bridges. It holds the target’s name ' +
    'alone: queries, ignore masks and no-target are lost, and said. Read: each class of an image is a query.',
  import: { takes: 'folder', read: readYolo },
  export: { kind: 'folder', options: ['copyImages'], fill },
}

async function fill(source: ExportSource, folder: ExportFolder): Promise<void> {
  const classes = new Map<string, number>()
  const splits = new Set<string>()
  const free = createNames(folder)
  for await (const samples of samplesByImage(source)) {
    const [first] = samples
    const split = first.split ?? 'train'
    splits.add(split)
    const safe = safeName(first.imageName)
    const stem = stemOf(safe)
    const name = free(`labels/${split}/${stem}`, '.txt')
    const own = stemOf(name).slice('labels/'.length)
    const rows = samples.map((sample) => rowOf(sample, classes, source))
    await folder.write(name, rows.join(''))
    const astray = samples.filter((one) => one.split !== null && one.split !== split)
    source.lose(astray.map((one) => plainLoss(one, `split: its image is in ${split}`)))
    if (own !== `${split}/${stem}`)
      source.lose([plainLoss(first, `image: its labels are ${name}, another image has its stem`)])
    if (source.options.copyImages)
      await folder.copy(await source.imagePath(first), `images/${own}${safe.slice(stem.length)}`)
    source.done(samples.length)
  }
  await folder.write('data.yaml', dataText(classes, splits))
}

/** Its row, nothing for one without target; says what is lost. */
function rowOf(sample: DatasetSample, classes: Map<string, number>, source: ExportSource): string {
  source.lose([
    ...textLosses(sample, ['target', 'split'], 'YOLO'),
    ...(isEmptyRle(sample.ignore) ? [] : [plainLoss(sample, 'ignore mask: YOLO has none')]),
  ])
  if (sample.noTarget || isEmptyRle(sample.mask)) {
    source.lose([plainLoss(sample, 'no target: YOLO cannot say so')])
    return ''
  }
  const name = cocoCategoryName(sample.target)
  const index = classes.get(name) ?? classes.size
  classes.set(name, index)
  const row = yoloRow(index, yoloRing(sample.mask), sample.size)
  const read = parseYoloRow(row)
  const mask = read.kind === 'ring' ? unwrap(rleFromYolo(read.shares, sample.size)) : sample.mask
  source.lose(maskLosses(sample, { mask, ignore: sample.ignore }, 'coordinates have six decimals'))
  return `${row}\n`
}

/** Texts of JSON are texts of YAML. Training wants both splits: the one there is stands for the other. */
function dataText(classes: ReadonlyMap<string, number>, splits: ReadonlySet<string>): string {
  const one = splits.has('train') ? 'train' : ([...splits][0] ?? 'train')
  const places = ['train', 'val', 'test']
    .filter((split) => split !== 'test' || splits.has(split))
    .map((split) => `${split}: images/${splits.has(split) ? split : one}\n`)
  const names = [...classes].map(([name, index]) => `  ${index}: ${JSON.stringify(name)}\n`)
  return `path: .\n${places.join('')}names:${names.length === 0 ? ' {}' : ''}\n${names.join('')}`
}
