import type { ImageBox } from '../geometry/box.ts'
import { sizeOfRle, type Rle } from '../mask/mask.ts'
import { countsFromRle } from '../mask/rle.ts'

type Stretch = { readonly from: number; readonly to: number }

const nothing: Stretch = { from: 0, to: 0 }

/**
 * Length in pixels of the mask's contact with the four image borders, without what lies along the box where the box
 * itself touches that border. A corner pixel counts on both its sides. O(runs).
 */
export function borderContact(rle: Rle, box: ImageBox): number {
  const { width, height } = sizeOfRle(rle)
  const columns = { from: box.x0, to: box.x1 }
  const rows = { from: box.y0, to: box.y1 }
  const top = box.y0 <= 0 ? columns : nothing
  const bottom = box.y1 >= height ? columns : nothing
  const left = box.x0 <= 0 ? rows : nothing
  const right = box.x1 >= width ? rows : nothing
  const lastColumn = (width - 1) * height
  let contact = 0
  for (const { from, to } of foregroundRuns(rle)) {
    const firstRow = { from: Math.ceil(from / height), to: Math.ceil(to / height) }
    const lastRow = { from: Math.floor(from / height), to: Math.floor(to / height) }
    contact += lengthOutside(firstRow, top) + lengthOutside(lastRow, bottom)
    contact += lengthOutside({ from, to: Math.min(to, height) }, left)
    contact += lengthOutside({ from: Math.max(0, from - lastColumn), to: to - lastColumn }, right)
  }
  return contact
}

function* foregroundRuns(rle: Rle): Generator<Stretch> {
  const runs = countsFromRle(rle)
  let position = 0
  for (let i = 0; i + 1 < runs.length; i += 2) {
    const from = position + (runs[i] as number)
    position = from + (runs[i + 1] as number)
    yield { from, to: position }
  }
}

function lengthOutside(part: Stretch, hole: Stretch): number {
  const length = Math.max(0, part.to - part.from)
  return length - Math.min(length, Math.max(0, overlap(part, hole)))
}

function overlap(a: Stretch, b: Stretch): number {
  return Math.min(a.to, b.to) - Math.max(a.from, b.from)
}
