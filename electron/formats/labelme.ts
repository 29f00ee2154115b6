import type { DatasetSample } from '#core/dataset/dataset'
import { labelmeDrawing, labelmeRaster, paintLabelmePatch } from '#core/dataset/labelme'
import { ignoreBeside, maskLosses } from '#core/dataset/mask-losses'
import { recordFromTexts } from '#core/dataset/texts'
import type { ImageBox } from '#core/geometry/box'
import type { Size } from '#core/geometry/size'
import { createMask, sizeOfRle, type Rle } from '#core/mask/mask'
import { maskFromRle, rleFromMask } from '#core/mask/rle'
import { cropRle } from '#core/mask/rle-ops'
import { labelPng, readLabelPng } from '#electron/files/label-png'
import { unwrap } from '#models/failure'
import type { ExportFolder, ExportSource, Format } from './format.ts'
import { readLabelme } from './labelme-read.ts'
import { createNames, lastPart, stemOf } from './names.ts'
import { createPictures } from './pictures.ts'

/**
 * One JSON file a sample, beside its picture: `<stem>.json` where the picture has one sample, else
 * `<stem>__<sample>.json`. Polygons where PIL gives the mask back from them, else a mask shape.
 */
export const labelme: Format = {
  id: 'labelme',
  title: 'LabelMe',
  note:
    'A JSON file a sample, for LabelMe and readers of ReasonSeg’s keys; masks are exact, all texts are kept at the top ' +
    'level. Read: with a text it is one sample, without one each label (or description) is a query.',
  import: { takes: 'folder', read: readLabelme },
  export: { kind: 'folder', options: ['copyImages'], fill },
}

async function fill(source: ExportSource, folder: ExportFolder): Promise<void> {
  const perImage = new Map<number, number>()
  for await (const page of source.pages())
    for (const { imageId } of page) perImage.set(imageId, (perImage.get(imageId) ?? 0) + 1)
  const pictures = createPictures(source, folder)
  const free = createNames(folder)
  for await (const page of source.pages()) {
    for (const sample of page) {
      source.signal.throwIfAborted()
      const picture = await pictures.nameOf(sample)
      const suffix = perImage.get(sample.imageId) === 1 ? '' : `__${sample.sampleId}`
      const name = free(stemOf(picture) + suffix, '.json')
      await folder.write(name, await writeSample(sample, picture, source))
    }
    source.done(page.length)
  }
}

async function writeSample(
  sample: DatasetSample,
  picture: string,
  source: ExportSource,
): Promise<string> {
  const target = await draw(sample.mask, labelOf(sample.target), sample.annotationId)
  const ignore = await draw(ignoreBeside(sample), 'ignore', sample.annotationId)
  const read = { mask: target.read, ignore: ignore.read }
  source.lose(maskLosses(sample, read, 'ignore counts only outside of the target'))
  const { query, variants = [], ...texts } = recordFromTexts(sample)
  const record = {
    version: '5.5.0',
    flags: {},
    shapes: [...target.shapes, ...ignore.shapes],
    imagePath: lastPart(picture),
    imageData: null,
    imageHeight: sample.size.height,
    imageWidth: sample.size.width,
    text: [query, ...variants],
    ...texts,
    no_target: sample.noTarget,
    image: sample.imageName,
    image_id: sample.imageId,
    annotation_id: sample.annotationId,
    sample_id: sample.sampleId,
  }
  return `${JSON.stringify(record, null, 1)}\n`
}

/** The target's name where that says nothing else to readers of ReasonSeg. */
function labelOf(target: string): string {
  const name = target.trim().replaceAll(/\s+/g, ' ')
  const isTaken = name === '' || name.toLowerCase() === 'flag' || /ignore/i.test(name)
  return isTaken ? 'target' : name
}

type Drawn = { readonly shapes: readonly object[]; readonly read: Rle }

/** The shapes of a mask, and the mask as their reader has it. */
async function draw(mask: Rle, label: string, group: number): Promise<Drawn> {
  const drawing = labelmeDrawing(mask)
  if (drawing === null) return { shapes: [], read: mask }
  const rest = { group_id: group, description: '', flags: {} }
  if (drawing.kind === 'polygons') {
    const shapes = drawing.rings.map((points) => {
      return { label, points, ...rest, shape_type: 'polygon', mask: null }
    })
    return { shapes, read: labelmeRaster(drawing.rings, sizeOfRle(mask)) }
  }
  const { box } = drawing
  const patch = maskFromRle(cropRle(mask, box))
  const png = await labelPng(patch.size, patch.bits)
  const corners = [
    [box.x0, box.y0],
    [box.x1 - 1, box.y1 - 1],
  ]
  const picture = png.toString('base64')
  const shape = { label, points: corners, ...rest, shape_type: 'mask', mask: picture }
  return { shapes: [shape], read: await readBack(png, box, sizeOfRle(mask)) }
}

async function readBack(png: Buffer, box: ImageBox, size: Size): Promise<Rle> {
  const mask = createMask(size)
  paintLabelmePatch(mask, [box.x0, box.y0], unwrap(await readLabelPng(png)))
  return rleFromMask(mask)
}
