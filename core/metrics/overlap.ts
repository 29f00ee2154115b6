import type { Rle } from '../mask/mask.ts'
import { rleOverlap, subtractRles } from '../mask/rle-ops.ts'

export type PairOverlap = {
  readonly iou: number
  readonly intersection: number
  readonly union: number
}

/**
 * Intersection over union of a prediction and its truth in exact float64, without a term against division by zero:
 * 1 where both are empty, 0 where one is. Pixels of `ignore` count for neither side. Throws where the sizes differ.
 */
export function iouOf(prediction: Rle, truth: Rle, ignore: Rle | null): PairOverlap {
  const { intersection, union } =
    ignore === null
      ? rleOverlap(prediction, truth)
      : rleOverlap(subtractRles(prediction, ignore), subtractRles(truth, ignore))
  return { iou: union === 0 ? 1 : intersection / union, intersection, union }
}

/** Twice the shared pixels over the sum of both areas (Dice, F1); 1 where both masks are empty. */
export function diceOf(intersection: number, areas: number): number {
  return areas === 0 ? 1 : (2 * intersection) / areas
}
