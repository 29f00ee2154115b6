import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { createMask } from '#core/mask/mask'
import { countsFromRle, rleFromMask } from '#core/mask/rle'

const size = { width: 120, height: 80 }

/** A red disc on green, 120×80, and its true mask. */
export async function paintDisc(file: string) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80"><rect width="120" height="80" fill="#108010"/><circle cx="40" cy="40" r="24" fill="#d01010"/></svg>`
  await sharp(Buffer.from(svg)).png().toFile(file)
  const mask = createMask(size)
  for (let i = 0; i < mask.bits.length; i++) {
    const [x, y] = [(i % size.width) + 0.5, Math.floor(i / size.width) + 0.5]
    mask.bits[i] = Math.hypot(x - 40, y - 40) <= 24 ? 1 : 0
  }
  return rleFromMask(mask)
}

export type BenchFixture = { readonly coco: string; readonly images: string }

/**
 * Two objects that can be measured, the disc as run lengths in a list and the background's right as a polygon, and six
 * annotations that cannot: an image that is not there, a crowd, a size that differs, an empty mask, an unknown image.
 */
export async function writeBenchSet(folder: string): Promise<BenchFixture> {
  const images = join(folder, 'images')
  mkdirSync(images, { recursive: true })
  const disc = await paintDisc(join(images, 'disc.png'))
  const counts = [...countsFromRle(disc)]
  const list = { size: disc.size, counts }
  const annotation = (id: number, segmentation: unknown, more = {}) => {
    return { id, image_id: 1, category_id: 1, iscrowd: 0, segmentation, ...more }
  }
  const coco = join(folder, 'set.json')
  const set = {
    images: [
      { id: 1, file_name: 'disc.png', ...size },
      { id: 2, file_name: 'gone.png', ...size },
    ],
    categories: [{ id: 1, name: 'thing' }],
    annotations: [
      annotation(1, list),
      annotation(2, list, { image_id: 2 }),
      annotation(3, disc, { iscrowd: 1 }),
      annotation(4, { size: [2, 2], counts: [1, 3] }),
      annotation(5, { size: disc.size, counts: [size.width * size.height] }),
      annotation(6, disc, { image_id: 9 }),
      annotation(1, disc),
      annotation(7, [[70, 4, 116, 4, 116, 76, 70, 76]]),
    ],
  }
  writeFileSync(coco, JSON.stringify(set))
  return { coco, images }
}
