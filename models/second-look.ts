import { isInBox, type ImageBox } from '#core/geometry/box'
import type { Size } from '#core/geometry/size'
import { resampleLogits } from '#core/mask/logit-resample'
import { rleFromLogits, type LogitPlace, type Logits } from '#core/mask/logits'
import { rleBox } from '#core/mask/rle-ops'
import { secondWindow } from '#core/prompt/second-look'
import type { Prompt } from './ports.ts'
import type { Judged } from './sieve.ts'

/** What one decode of a prompt found, and where it looked. */
export type Look = { readonly judged: Judged; readonly place: LogitPlace }

/**
 * The window to look at again, whole pixels of an image of that size; null where it would show no more, or nothing of
 * the prompt (what is not the target may be clicked far from what was found). `earlier`: where the prompt's kept logits
 * come from.
 */
export function windowAfter(
  { judged, place }: Look,
  { box, points, mask }: Prompt,
  { size, earlier }: { readonly size: Size; readonly earlier: ImageBox | null },
): ImageBox | null {
  const best = bestOf(judged)
  const found = best === null ? null : rleBox(rleFromLogits(best, size))
  const window = secondWindow({ view: place.view, found, box, points, earlier })
  if (window === null) return null
  const isAsked = box !== null || mask !== null
  return isAsked || points.some(({ point }) => isInBox(point, window)) ? window : null
}

/**
 * What the second decode of a prompt without a mask starts from, at its place; null: from nothing. Clicks start from
 * what the first look found; a box says more than it.
 */
export function maskAfter(
  { judged }: Look,
  { box, points }: Prompt,
  to: LogitPlace,
): Float32Array | null {
  const best = bestOf(judged)
  const isClicks = box === null && points.length > 0
  return isClicks && best !== null ? resampleLogits(best, to) : null
}

function bestOf({ masks }: Judged): Logits | null {
  return masks.toSorted((a, b) => b.predictedIou - a.predictedIou)[0]?.logits ?? null
}
