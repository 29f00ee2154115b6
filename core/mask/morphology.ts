import { clampBox, imageBox, type ImageBox } from '../geometry/box.ts'
import type { Size } from '../geometry/size.ts'
import { createMask, type Mask } from './mask.ts'

/** Sets every pixel whose centre is at most `radius` pixels from that of a set one. Beyond the image all is background. */
export function growMask(mask: Mask, radius: number): Mask {
  const bits = mask.bits.slice()
  const box = boxOfBits(mask)
  if (box !== null && radius > 0) spread({ mask, bits, seed: 1, radius }, around(box, radius, mask))
  return { size: mask.size, bits }
}

/**
 * Clears every pixel whose centre is at most `radius` pixels from that of a clear one. Only clear pixels inside the
 * image eat: a mask that ends at the image's border keeps it.
 */
export function shrinkMask(mask: Mask, radius: number): Mask {
  const bits = mask.bits.slice()
  const box = boxOfBits(mask)
  // Of the clear pixels outside the box those beside it are the nearest to anything inside.
  if (box !== null && radius > 0) spread({ mask, bits, seed: 0, radius }, around(box, 1, mask))
  return { size: mask.size, bits }
}

/**
 * Opening then closing with a disc: drops spurs and specks narrower than it, then fills such cracks and pits. The
 * image's border neither eats a mask that ends there nor draws one that ends close to it.
 */
export function smoothMask(mask: Mask, radius: number): Mask {
  const opened = growMask(shrinkMask(mask, radius), radius)
  const margin = Math.ceil(radius)
  const roomy = moved(opened, margin, {
    width: mask.size.width + 2 * margin,
    height: mask.size.height + 2 * margin,
  })
  return moved(shrinkMask(growMask(roomy, radius), radius), -margin, mask.size)
}

/** The mask moved by as many pixels right and down onto a canvas of `size`. */
function moved(mask: Mask, by: number, size: Size): Mask {
  const { width, height } = mask.size
  const onto = createMask(size)
  const from = Math.max(0, -by)
  const to = Math.min(width, size.width - by)
  for (let y = from; y < Math.min(height, size.height - by); y++)
    onto.bits.set(
      mask.bits.subarray(y * width + from, y * width + to),
      (y + by) * size.width + from + by,
    )
  return onto
}

type Spread = {
  readonly mask: Mask
  readonly bits: Uint8Array
  readonly seed: 0 | 1
  readonly radius: number
}

/**
 * Gives `seed` to all pixels of the box within the radius of a seed in it. Exact: down each column the distance to the
 * nearest seed, then along each row the stretch that a seed at that distance covers.
 */
function spread({ mask, bits, seed, radius }: Spread, box: ImageBox): void {
  const { width } = mask.size
  const columns = box.x1 - box.x0
  const far = Math.floor(radius) + 1
  const halfWidths = Array.from({ length: far }, (_, dy) =>
    Math.floor(Math.sqrt(radius ** 2 - dy ** 2)),
  )
  const distances = distancesDown(mask, box, seed, far)
  const starts = new Int32Array(columns + 1)
  for (let y = box.y0; y < box.y1; y++) {
    const line = (y - box.y0) * columns
    starts.fill(0)
    for (let x = 0; x < columns; x++) {
      const distance = distances[line + x] as number
      if (distance >= far) continue
      const half = halfWidths[distance] as number
      const from = Math.max(0, x - half)
      const to = Math.min(columns, x + half + 1)
      starts[from] = (starts[from] as number) + 1
      starts[to] = (starts[to] as number) - 1
    }
    let covering = 0
    for (let x = 0; x < columns; x++) {
      covering += starts[x] as number
      if (covering > 0) bits[y * width + box.x0 + x] = seed
    }
  }
}

/** Rows to the nearest seed in the same column, within the box; `far` at most. */
function distancesDown(mask: Mask, box: ImageBox, seed: 0 | 1, far: number): Int32Array {
  const columns = box.x1 - box.x0
  const rows = box.y1 - box.y0
  const distances = new Int32Array(columns * rows).fill(far)
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const at = y * columns + x
      const isSeed = mask.bits[(y + box.y0) * mask.size.width + box.x0 + x] === seed
      const above = y > 0 ? (distances[at - columns] as number) + 1 : far
      distances[at] = isSeed ? 0 : Math.min(above, far)
    }
  for (let y = rows - 2; y >= 0; y--)
    for (let x = 0; x < columns; x++) {
      const at = y * columns + x
      const below = (distances[at + columns] as number) + 1
      if (below < (distances[at] as number)) distances[at] = below
    }
  return distances
}

function around(box: ImageBox, margin: number, mask: Mask): ImageBox {
  const m = Math.ceil(margin)
  return clampBox(imageBox(box.x0 - m, box.y0 - m, box.x1 + m, box.y1 + m), mask.size)
}

function boxOfBits({ size, bits }: Mask): ImageBox | null {
  const first = bits.indexOf(1)
  if (first < 0) return null
  const y0 = Math.floor(first / size.width)
  const y1 = Math.floor(bits.lastIndexOf(1) / size.width) + 1
  let x0 = size.width
  let x1 = 0
  for (let y = y0; y < y1; y++) {
    const row = bits.subarray(y * size.width, (y + 1) * size.width)
    const left = row.indexOf(1)
    if (left < 0) continue
    x0 = Math.min(x0, left)
    x1 = Math.max(x1, row.lastIndexOf(1) + 1)
  }
  return imageBox(x0, y0, x1, y1)
}
