import { boxArea, boxIou, type ImageBox } from '../geometry/box.ts'
import type { Size } from '../geometry/size.ts'
import type { Rle } from '../mask/mask.ts'
import { isEmptyRle } from '../mask/rle-ops.ts'
import { cellAreas } from '../prior/coverage.ts'
import type { Prior } from '../prior/prior.ts'
import { regionPrior } from '../prior/region.ts'

/** A box that a model of words found, and how sure it is, 0..1. */
type FoundBox = { readonly box: ImageBox; readonly score: number }
/** A mask of the image's size that a model of words found, and how sure it is, 0..1. */
type FoundMask = { readonly rle: Rle; readonly score: number }

/**
 * Which boxes become prompts, at most `limit`, strongest first: score times the prior's mean weight within, boxes beside
 * the prior last by score alone. Of boxes that overlap more than `nmsIou` the surest stays.
 */
export function chooseTextBoxes<T extends FoundBox>(
  boxes: readonly T[],
  prior: Prior,
  settings: { readonly size: Size; readonly limit: number; readonly nmsIou: number },
): T[] {
  const { size, limit, nmsIou } = settings
  const kept: T[] = []
  for (const one of boxes.toSorted((a, b) => b.score - a.score)) {
    const isNew = kept.every(({ box }) => boxIou(box, one.box) <= nmsIou)
    if (boxArea(one.box) > 0 && isNew) kept.push(one)
  }
  return strongest(kept, limit, ({ box }) => meanUnder(regionPrior([box], size), prior))
}

/** Which masks become candidates, at most `limit`: as `chooseTextBoxes`, the prior's mean weight taken under the mask. */
export function chooseTextMasks<T extends FoundMask>(
  masks: readonly T[],
  prior: Prior,
  limit: number,
): T[] {
  const real = masks.filter(({ rle }) => !isEmptyRle(rle))
  return strongest(real, limit, ({ rle }) => meanUnder(cellAreas(rle), prior))
}

/** Index of the region whose prior has most weight under the mask; 0 where none has any. */
export function regionUnder(rle: Rle, priors: readonly Prior[]): number {
  const areas = cellAreas(rle)
  const under = priors.map((prior) => sumUnder(areas, prior))
  return Math.max(0, under.indexOf(Math.max(...under)))
}

function strongest<T extends { readonly score: number }>(
  found: readonly T[],
  limit: number,
  weigh: (one: T) => number,
): T[] {
  return found
    .map((one) => ({ one, strength: one.score * weigh(one) }))
    .toSorted((a, b) => b.strength - a.strength || b.one.score - a.one.score)
    .slice(0, limit)
    .map(({ one }) => one)
}

/** Mean weight where something lies; `areas` says how much of it lies in each cell. */
function meanUnder(areas: readonly number[], prior: Prior): number {
  const all = areas.reduce((sum, area) => sum + area, 0)
  return all > 0 ? sumUnder(areas, prior) / all : 0
}

function sumUnder(areas: readonly number[], { weights }: Prior): number {
  return areas.reduce((sum, area, cell) => sum + area * (weights[cell] ?? 0), 0)
}
