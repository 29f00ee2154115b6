import type { ImagePoint } from '../geometry/point.ts'
import { deepestPixel } from '../mask/depth.ts'
import type { Rle } from '../mask/mask.ts'
import { subtractRles } from '../mask/rle-ops.ts'

/** Label 1 = the target, 0 = not the target. */
export type Click = { readonly point: ImagePoint; readonly label: 0 | 1 }

/**
 * The click a careful person would make next: where the prediction misses the truth or runs over it, at the place
 * deepest inside either error; of equals where something is missed. A pixel is clicked once only. null where nothing is
 * left to click at. On an empty prediction: the deepest place of the object, as first click.
 * Source: the protocol behind published numbers of clicks, SamsungLabs/ritm_interactive_segmentation
 * isegm/inference/clicker.py (which of equals takes the pixel too many).
 */
export function nextClick(prediction: Rle, truth: Rle, clicks: readonly Click[]): Click | null {
  const clicked = clicks.map(({ point }) => point)
  const missed = deepestPixel(subtractRles(truth, prediction), clicked)
  const extra = deepestPixel(subtractRles(prediction, truth), clicked)
  if (missed !== null && missed.depth >= (extra?.depth ?? 0))
    return { point: missed.point, label: 1 }
  return extra === null ? null : { point: extra.point, label: 0 }
}
