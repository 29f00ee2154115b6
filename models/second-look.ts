import { isInBox, type ImageBox } from '#core/geometry/box'
import type { Size } from '#core/geometry/size'
import { resampleLogits } from '#core/mask/logit-resample'
import { rleFromLogits, type LogitPlace, type Logits } from '#core/mask/logits'
import { rleBox } from '#core/mask/rle-ops'
import { secondWindow } from '#core/prompt/second-look'
import type { Prompt } from './ports.ts'
import { bestMask, type Judged, type JudgedMask } from './sieve.ts'

/**
 * The window to look at again where the first look found something, whole pixels of an image of that size; null where
 * it would show no more, or nothing of the prompt (what is not the target may be clicked far from what was found).
 * `earlier`: where the prompt's kept logits come from.
 */
export function windowAfter(
  found: Logits,
  { box, points, mask }: Prompt,
  { size, earlier }: { readonly size: Size; readonly earlier: ImageBox | null },
): ImageBox | null {
  const around = rleBox(rleFromLogits(found, size))
  const window = secondWindow({ view: found.view, found: around, box, points, earlier })
  if (window === null) return null
  const isAsked = box !== null || mask !== null
  return isAsked || points.some(({ point }) => isInBox(point, window)) ? window : null
}

/** Clicks and nothing else: part, object and whole may differ much in extent, so each is looked at in its own window. */
export function isClicksAlone({ box, points, mask }: Prompt): boolean {
  return box === null && mask === null && points.length > 0
}

/**
 * What the second decode of a prompt without a mask starts from, at its place; null: from nothing. Clicks start from
 * what the first look found; a box says more than it.
 */
export function maskAfter(found: Logits, prompt: Prompt, to: LogitPlace): Float32Array | null {
  return isClicksAlone(prompt) ? resampleLogits(found, to) : null
}

/**
 * The first look with each mask replaced by the best of the look at it, under its own token, where there was one. A look
 * that starts from a mask is too sure of it, so its predicted IoU is the mean of both looks' (models/weights/README.md).
 */
export function joinLooks(first: Judged, looks: ReadonlyMap<number, Judged>): Judged {
  const again = (token: number): JudgedMask | null => bestMask(looks.get(token)?.masks ?? [])
  const masks = first.masks.map((mask) => {
    const best = again(mask.token)
    if (best === null) return mask
    const predictedIou = (mask.predictedIou + best.predictedIou) / 2
    return { ...best, predictedIou, token: mask.token }
  })
  return {
    kept: first.kept.map(({ token, logits }) => ({
      token,
      logits: again(token)?.logits ?? logits,
    })),
    masks,
    single: first.single,
    initialToken: bestMask(masks)?.token ?? first.initialToken,
  }
}
