import type { Rle } from '../mask/mask.ts'
import { rleArea, sharedAreas, subtractRles } from '../mask/rle-ops.ts'

export type PairOverlap = {
  readonly iou: number
  readonly intersection: number
  readonly union: number
}

/** A prediction beside its truth, counted in pixels that are not ignored. */
export type PairAreas = {
  readonly intersection: number
  readonly union: number
  readonly prediction: number
  readonly truth: number
}

/**
 * Intersection over union of a prediction and its truth in exact float64, without a term against division by zero:
 * 1 where both are empty, 0 where one is. Pixels of `ignore` count for neither side. Throws where the sizes differ.
 */
export function iouOf(prediction: Rle, truth: Rle, ignore: Rle | null): PairOverlap {
  const { intersection, union } = pairAreas(prediction, truth, ignore)
  return { iou: union === 0 ? 1 : intersection / union, intersection, union }
}

/** Throws where the sizes differ. */
export function pairAreas(prediction: Rle, truth: Rle, ignore: Rle | null): PairAreas {
  const isKept = ignore === null
  const { intersection, a, b } = sharedAreas(
    isKept ? prediction : subtractRles(prediction, ignore),
    isKept ? truth : subtractRles(truth, ignore),
  )
  return { intersection, union: a + b - intersection, prediction: a, truth: b }
}

/** Twice the shared pixels over the sum of both areas (Dice, F1); 1 where both masks are empty. */
export function diceOf(intersection: number, areas: number): number {
  return areas === 0 ? 1 : (2 * intersection) / areas
}

/** Share of the pixels that are not ignored on which both agree; null where all are ignored. */
export function pixelAccuracy(prediction: Rle, truth: Rle, ignore: Rle | null): number | null {
  const pixels = truth.size[0] * truth.size[1] - (ignore === null ? 0 : rleArea(ignore))
  const { intersection, union } = pairAreas(prediction, truth, ignore)
  return pixels === 0 ? null : (pixels - union + intersection) / pixels
}
