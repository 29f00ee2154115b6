import { clampBox, outwardBox, type ImageBox } from '../geometry/box.ts'
import { sizeOfRle, type Rle } from '../mask/mask.ts'
import { fullRle } from '../mask/rle.ts'
import { intersectRles, placeRle, subtractRles, uniteRles } from '../mask/rle-ops.ts'

/**
 * A refined mask where only `area` (whole image where null) was decoded again: inside, what the decoder says; outside,
 * what was there. A pixel cut by the area's edge counts as inside. Both masks have the image's size.
 */
export function mergeRedecoded(current: Rle, redecoded: Rle, area: ImageBox | null): Rle {
  if (area === null) return redecoded
  const size = sizeOfRle(current)
  const box = clampBox(outwardBox(area), size)
  const [width, height] = [box.x1 - box.x0, box.y1 - box.y0]
  if (width === 0 || height === 0) return current
  const inside = placeRle(fullRle({ width, height }), box, size)
  return uniteRles(subtractRles(current, inside), intersectRles(redecoded, inside))
}
