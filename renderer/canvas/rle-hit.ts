import type { ImagePoint } from '#core/geometry/point'
import type { Rle } from '#core/mask/mask'
import { countsFromRle } from '#core/mask/rle'

/** Where each run ends; kept as long as its mask is. */
const endsOf = new WeakMap<Rle, Uint32Array>()

/** Whether the pixel under the point is set. No decoding to bits: a binary search in the runs. */
export function isInRle(rle: Rle, point: ImagePoint): boolean {
  const [height, width] = rle.size
  const x = Math.floor(point.x)
  const y = Math.floor(point.y)
  if (x < 0 || y < 0 || x >= width || y >= height) return false
  const ends = runEnds(rle)
  const position = x * height + y
  let low = 0
  let high = ends.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ends[middle] as number) > position) high = middle
    else low = middle + 1
  }
  return low % 2 === 1
}

function runEnds(rle: Rle): Uint32Array {
  const known = endsOf.get(rle)
  if (known !== undefined) return known
  const ends = countsFromRle(rle).slice()
  for (let i = 1; i < ends.length; i++) ends[i] = (ends[i] as number) + (ends[i - 1] as number)
  endsOf.set(rle, ends)
  return ends
}
