import { boxHeight, boxWidth, imageBox, type ImageBox } from '#core/geometry/box'
import type { Size } from '#core/geometry/size'
import { sizeOfRle, type Rle } from '#core/mask/mask'
import { countsFromRle } from '#core/mask/rle'
import { rleBox } from '#core/mask/rle-ops'

/**
 * The mask sampled at the centres of `size` pixels laid over `box`: row-major, 0 or 1.
 * Reads the runs once, whatever the image's size; what lies outside the image is 0.
 */
export function rasterOfBox(rle: Rle, box: ImageBox, size: Size): Uint8Array {
  const image = sizeOfRle(rle)
  const runs = countsFromRle(rle)
  const out = new Uint8Array(size.width * size.height)
  let run = 0
  let end = runs[0] ?? 0
  let before = -1
  for (let i = 0; i < size.width; i++) {
    const x = Math.floor(box.x0 + ((i + 0.5) * boxWidth(box)) / size.width)
    if (x < 0 || x >= image.width) continue
    if (x === before) {
      // Enlarged: the runs of this column are behind us, the column itself is beside.
      for (let j = 0; j < size.height; j++)
        out[j * size.width + i] = out[j * size.width + i - 1] ?? 0
      continue
    }
    before = x
    for (let j = 0; j < size.height; j++) {
      const y = Math.floor(box.y0 + ((j + 0.5) * boxHeight(box)) / size.height)
      if (y < 0 || y >= image.height) continue
      const at = x * image.height + y
      while (at >= end && run + 1 < runs.length) end += runs[++run] ?? 0
      out[j * size.width + i] = run & 1
    }
  }
  return out
}

/** What a card shows of a mask: its surroundings with some air, in the card's proportions, inside the image where possible. */
export function cropAround(rle: Rle, ratio: number): ImageBox {
  const image = sizeOfRle(rle)
  const bounds = rleBox(rle) ?? imageBox(0, 0, image.width, image.height)
  const air = 1.35
  const width = Math.max(boxWidth(bounds) * air, boxHeight(bounds) * air * ratio, 8)
  const height = width / ratio
  const x0 = placed((bounds.x0 + bounds.x1) / 2, width, image.width)
  const y0 = placed((bounds.y0 + bounds.y1) / 2, height, image.height)
  return imageBox(x0, y0, x0 + width, y0 + height)
}

/** Start of a span of `length` around `centre`, kept inside `whole`; centred where it is longer. */
function placed(centre: number, length: number, whole: number): number {
  if (length >= whole) return (whole - length) / 2
  return Math.min(Math.max(0, centre - length / 2), whole - length)
}
