import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { imageBox, type ImageBox } from '#core/geometry/box'
import { imagePoint, type ImagePoint } from '#core/geometry/point'
import { createMask, type Mask } from '#core/mask/mask'
import { maskFromRle, rleFromCounts } from '#core/mask/rle'
import { unwrap } from '#models/failure'
import { readImageSource } from '#models/image/open-image'
import type { Encoding, Prompt, Segmenter } from '#models/ports'
import { listSegmenters } from '#models/registry'
import { openSegmenter } from '#models/segmenter'

/*
 * How well a segmenter follows its prompts on photographs with masks drawn by people:
 *   npx node models/embedded/evaluate.ts --photos DIR [--segmenter ID]
 * DIR holds images/ and instances.json (COCO, run lengths as lists). One box prompt and one click prompt a mask; the
 * box is the mask's own, the click its most inner pixel.
 */

type Annotation = {
  readonly image_id: number
  readonly segmentation: { readonly size: readonly [number, number]; readonly counts: number[] }
}
type Instances = {
  readonly images: readonly { readonly id: number; readonly file_name: string }[]
  readonly annotations: readonly Annotation[]
}

const { values } = parseArgs({
  options: { photos: { type: 'string' }, segmenter: { type: 'string', default: 'embedded-1' } },
})
if (values.photos === undefined) throw new Error('--photos DIR is needed')
process.stdout.write(await evaluate(values.photos, values.segmenter))

async function evaluate(folder: string, id: string): Promise<string> {
  const card = listSegmenters().find((one) => one.id === id)
  if (card === undefined) throw new Error(`no segmenter ${id}`)
  const segmenter = await openSegmenter(card)
  const text = readFileSync(join(folder, 'instances.json'), 'utf8')
  const { images, annotations } = JSON.parse(text) as Instances
  const rows: Row[] = []
  const times = { encode: 0, decode: 0 }
  for (const image of images) {
    const source = unwrap(await readImageSource(join(folder, 'images', image.file_name)))
    const encoding = await segmenter.encode(source, null, { priority: 'run' })
    times.encode += encoding.milliseconds
    const started = performance.now()
    for (const annotation of annotations.filter(({ image_id }) => image_id === image.id))
      rows.push(await evaluateOne(segmenter, encoding, maskOf(annotation)))
    times.decode += performance.now() - started
  }
  await segmenter.close()
  return `${table(rows)}\nencode ${(times.encode / images.length).toFixed(0)} ms an image, decode ${(times.decode / rows.length).toFixed(0)} ms a mask (two prompts)\n`
}

type Tried = {
  readonly best: number
  readonly top: number
  readonly ious: readonly number[]
  readonly predicted: readonly number[]
}
type Row = { readonly filled: number; readonly box: Tried; readonly click: Tried }

async function evaluateOne(segmenter: Segmenter, encoding: Encoding, truth: Mask): Promise<Row> {
  const box = boxOf(truth)
  const prompts: Prompt[] = [
    { points: [], box, mask: null },
    { points: [{ point: innerPoint(truth), label: 1 }], box: null, mask: null },
  ]
  const decoded = await segmenter.decode(encoding, prompts, { priority: 'run' })
  const [byBox, byClick] = decoded.map(({ masks }): Tried => {
    const ious = masks.map(({ rle }) => iouOf(maskFromRle(rle), truth))
    const predicted = masks.map(({ predictedIou }) => predictedIou)
    const top = ious[predicted.indexOf(Math.max(...predicted))] ?? 0
    return { best: Math.max(...ious), top, ious, predicted }
  })
  if (byBox === undefined || byClick === undefined) throw new Error('two prompts, two results')
  return { filled: iouOf(filled(truth, box), truth), box: byBox, click: byClick }
}

function table(rows: readonly Row[]): string {
  const lines = [
    ['filled box', mean(rows.map(({ filled: iou }) => iou))],
    ...(['box', 'click'] as const).flatMap((kind) => [
      [`${kind}, best of three`, mean(rows.map((row) => row[kind].best))],
      [`${kind}, top by predicted IoU`, mean(rows.map((row) => row[kind].top))],
      ...[0, 1, 2].map((k) => [
        `${kind}, mask ${String(k)}`,
        mean(rows.map((row) => row[kind].ious[k] ?? 0)),
      ]),
      [
        `${kind}, correlation of predicted and true IoU`,
        correlation(
          rows.flatMap((row) => row[kind].predicted),
          rows.flatMap((row) => row[kind].ious),
        ),
      ],
      [`${kind}, mean predicted IoU`, mean(rows.flatMap((row) => row[kind].predicted))],
    ]),
  ] as const
  return lines.map(([name, value]) => `${Number(value).toFixed(3)}  ${String(name)}`).join('\n')
}

function maskOf({ segmentation: { size, counts } }: Annotation): Mask {
  return maskFromRle(rleFromCounts({ width: size[1], height: size[0] }, counts))
}

function boxOf({ size, bits }: Mask): ImageBox {
  let [x0, y0, x1, y1] = [size.width, size.height, 0, 0]
  bits.forEach((bit, i) => {
    if (bit === 0) return
    const x = i % size.width
    const y = Math.floor(i / size.width)
    x0 = Math.min(x0, x)
    y0 = Math.min(y0, y)
    x1 = Math.max(x1, x + 1)
    y1 = Math.max(y1, y + 1)
  })
  return imageBox(x0, y0, x1, y1)
}

/** The middle of the longest horizontal or vertical way inside the mask: deep inside whatever its shape. */
function innerPoint({ size, bits }: Mask): ImagePoint {
  const { width, height } = size
  const depth = Int32Array.from(bits, (bit) => (bit === 1 ? width + height : 0))
  const at = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : (depth[y * width + x] as number)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      depth[y * width + x] = Math.min(at(x, y), at(x - 1, y) + 1, at(x, y - 1) + 1)
  for (let y = height - 1; y >= 0; y--)
    for (let x = width - 1; x >= 0; x--)
      depth[y * width + x] = Math.min(at(x, y), at(x + 1, y) + 1, at(x, y + 1) + 1)
  const deepest = depth.reduce((best, d, i) => (d > (depth[best] as number) ? i : best), 0)
  return imagePoint((deepest % width) + 0.5, Math.floor(deepest / width) + 0.5)
}

function filled(truth: Mask, box: ImageBox): Mask {
  const mask = createMask(truth.size)
  for (let y = box.y0; y < box.y1; y++)
    mask.bits.fill(1, y * truth.size.width + box.x0, y * truth.size.width + box.x1)
  return mask
}

function iouOf(a: Mask, b: Mask): number {
  let shared = 0
  let either = 0
  a.bits.forEach((bit, i) => {
    const other = b.bits[i] as number
    shared += bit & other
    either += bit | other
  })
  return either === 0 ? 0 : shared / either
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)]
  const joint = mean(a.map((one, i) => (one - ma) * ((b[i] as number) - mb)))
  const spread = (of: readonly number[], m: number): number =>
    Math.sqrt(mean(of.map((one) => (one - m) ** 2)))
  return joint / (spread(a, ma) * spread(b, mb))
}
