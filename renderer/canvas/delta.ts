import { boxHeight, boxWidth, type ImageBox } from '#core/geometry/box'
import { copyBits } from '#core/mask/brush'
import type { Mask, Rle } from '#core/mask/mask'
import { maskFromRle, rleFromMask } from '#core/mask/rle'
import { cropRle, isEmptyRle, placeRle, xorRles } from '#core/mask/rle-ops'

/**
 * What changed inside a box of whole pixels since the mask was `before`, as an exclusive-or of the image's size; null
 * when nothing did. Only the box is encoded, whatever the image's size.
 */
export function deltaInBox(before: Rle, after: Mask, box: ImageBox): Rle | null {
  const size = { width: boxWidth(box), height: boxHeight(box) }
  const now = rleFromMask({ size, bits: copyBits(after, box) })
  const changed = xorRles(cropRle(before, box), now)
  return isEmptyRle(changed) ? null : placeRle(changed, box, after.size)
}

/** The bits `rle` has inside a box of whole pixels, row-major. */
export function bitsInBox(rle: Rle, box: ImageBox): Uint8Array {
  return maskFromRle(cropRle(rle, box)).bits
}
