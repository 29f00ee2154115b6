import { clampBox, imageBox, type ImageBox } from '../geometry/box.ts'
import type { Size } from '../geometry/size.ts'
import type { Region } from '../grid/region.ts'
import { componentsOf } from '../mask/components.ts'
import { priorSide } from './prior.ts'
import { findsNothing } from './text.ts'

/** Of the highest weight: at half of it a blurred spot is about as wide as what it is the blur of. */
const leastShare = 0.5
/** Of the heaviest part's weight: what is lighter is taken for noise. */
const leastPart = 0.5
const mostParts = 4
const cells = { width: priorSide, height: priorSide }

/**
 * Where a heat map made of words (32×32, row-major, 0..1) shows the target, for a reasoning that names no place: the cells
 * of at least half the highest weight, joined over sides and corners; of each such part that weighs at least half as much
 * as the heaviest, heaviest first and at most four, the box in image coordinates, a cell wider on each side, for a cell
 * that the target fills in part weighs less. Empty where the words name nothing in the picture. The papers leave the step
 * from a heat map to a box open; CoPRS cuts its own at 0.5, where
 * the highest weight is 1.
 */
export function textRegions(
  prior: { readonly weights: readonly number[]; readonly peak: number },
  size: Size,
): Region[] {
  const { weights } = prior
  const highest = Math.max(0, ...weights)
  if (findsNothing(prior) || highest === 0) return []
  const bits = Uint8Array.from(weights, (weight) => (weight >= leastShare * highest ? 1 : 0))
  const { count, labels, boxes } = componentsOf({ size: cells, bits }, 8)
  const sums = Array.from({ length: count }, () => 0)
  for (const [cell, label] of labels.entries())
    if (label > 0) sums[label - 1] = (sums[label - 1] as number) + (weights[cell] as number)
  const heaviest = Math.max(...sums)
  return boxes
    .map((box, part) => ({ box, sum: sums[part] as number }))
    .filter(({ sum }) => sum >= leastPart * heaviest)
    .toSorted((a, b) => b.sum - a.sum)
    .slice(0, mostParts)
    .map(({ box }) => ({ kind: 'box', box: onImage(box, size) }))
}

/** From cells to pixels, a cell wider on each side. */
function onImage(box: ImageBox, size: Size): ImageBox {
  const x = size.width / priorSide
  const y = size.height / priorSide
  const wider = imageBox((box.x0 - 1) * x, (box.y0 - 1) * y, (box.x1 + 1) * x, (box.y1 + 1) * y)
  return clampBox(wider, size)
}
