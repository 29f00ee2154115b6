import type { Rle } from '#core/mask/mask'
import { isEmptyRle, subtractRles } from '#core/mask/rle-ops'
import { boundaryIou } from '#core/metrics/boundary'
import { iouOf } from '#core/metrics/overlap'
import type { GoldMask } from '#electron/store/gold'
import type { Feedback } from '#rpc/schemas/annotation'

/** How a mask stands to the truth. */
export function feedbackOn(target: Rle, gold: GoldMask): Feedback {
  const ignore = isEmptyRle(gold.ignore) ? null : gold.ignore
  const without = (rle: Rle) => (ignore === null ? rle : subtractRles(rle, ignore))
  const { iou } = iouOf(target, gold.target, ignore)
  return {
    iou,
    boundaryIou: boundaryIou(without(target), without(gold.target)),
    leastIou: gold.leastIou,
    isPassed: iou >= gold.leastIou,
  }
}
