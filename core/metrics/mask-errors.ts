import { imageBox, uniteBoxes } from '../geometry/box.ts'
import { componentsOf, fillHoles } from '../mask/components.ts'
import type { Mask, Rle } from '../mask/mask.ts'
import { maskFromRle } from '../mask/rle.ts'
import { cropRle, rleBox, subtractRles } from '../mask/rle-ops.ts'
import { boundaryIou } from './boundary.ts'
import { pairAreas } from './overlap.ts'

/** In what way a predicted mask differs from its truth. */
export type MaskErrors = {
  readonly iou: number
  readonly boundaryIou: number
  /** Share of the prediction that lies on the truth; null where there is no prediction. */
  readonly inside: number | null
  /** Share of the truth that is predicted; null where there is no target. */
  readonly covered: number | null
  /** Share of the truth that lies in holes of the prediction; 0 without a target. */
  readonly holes: number
  /** Share of the prediction in parts that touch no pixel of the truth; 0 without a prediction. */
  readonly islands: number
  /** Parts of the truth, 8-connected, without a predicted pixel, and how many there are. */
  readonly missedParts: number
  readonly parts: number
}

/** Ignored pixels count for neither side. Throws where the sizes differ. */
export function maskErrors(prediction: Rle, truth: Rle, ignore: Rle | null): MaskErrors {
  const [given, wanted] = [prediction, truth].map((rle) =>
    ignore === null ? rle : subtractRles(rle, ignore),
  ) as [Rle, Rle]
  const areas = pairAreas(given, wanted, null)
  const [here, there] = croppedMasks(given, wanted)
  const ofTruth = untouchedParts(there, here)
  return {
    iou: areas.union === 0 ? 1 : areas.intersection / areas.union,
    boundaryIou: boundaryIou(given, wanted),
    inside: areas.prediction === 0 ? null : areas.intersection / areas.prediction,
    covered: areas.truth === 0 ? null : areas.intersection / areas.truth,
    holes: areas.truth === 0 ? 0 : pixelsInHoles(here, there) / areas.truth,
    islands: areas.prediction === 0 ? 0 : untouchedParts(here, there).pixels / areas.prediction,
    missedParts: ofTruth.count,
    parts: ofTruth.of,
  }
}

/** Both masks within a ring of clear pixels around them. */
function croppedMasks(a: Rle, b: Rle): [Mask, Mask] {
  const boxes = [rleBox(a), rleBox(b)].flatMap((box) => box ?? [])
  const tight = boxes.reduce(uniteBoxes, boxes[0] ?? imageBox(0, 0, 0, 0))
  const box = imageBox(tight.x0 - 1, tight.y0 - 1, tight.x1 + 1, tight.y1 + 1)
  return [maskFromRle(cropRle(a, box)), maskFromRle(cropRle(b, box))]
}

/** Pixels of the other mask in holes of one. */
function pixelsInHoles(mask: Mask, other: Mask): number {
  const filled = fillHoles(mask).bits
  return other.bits.reduce(
    (sum, bit, i) => sum + (bit & (filled[i] as number) & ~(mask.bits[i] as number)),
    0,
  )
}

/** Parts of one mask that share no pixel with another. */
function untouchedParts(
  mask: Mask,
  other: Mask,
): { readonly count: number; readonly of: number; readonly pixels: number } {
  const parts = componentsOf(mask, 8)
  const isTouched = new Uint8Array(parts.count + 1)
  for (let i = 0; i < other.bits.length; i++)
    if (other.bits[i] === 1) isTouched[parts.labels[i] as number] = 1
  const left = parts.areas.filter((_, k) => isTouched[k + 1] === 0)
  return { count: left.length, of: parts.count, pixels: left.reduce((sum, one) => sum + one, 0) }
}
