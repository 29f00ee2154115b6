import { boxArea, boxHeight, boxWidth, type ImageBox } from '../geometry/box.ts'
import { areaOf } from '../geometry/size.ts'
import { sizeOfRle, type Rle } from '../mask/mask.ts'
import { rleArea, rleBox } from '../mask/rle-ops.ts'
import { cellAreas } from '../prior/coverage.ts'
import { priorSide } from '../prior/prior.ts'
import { borderContact } from './border.ts'
import type { CandidateDraft, ScoreTermName, ScoreTerms } from './candidate.ts'

/** One sentence a term, for the reader who points at its bar. */
export const scoreTermDefinitions: Readonly<Record<ScoreTermName, string>> = {
  predictedIou:
    'How well the segmenter expects this mask to fit some object, by its own estimate of the IoU, cut to 0..1.',
  stability:
    'Share of the mask that stays when its outline is drawn a little tighter or looser (logit ±1); 0 where undefined, the predicted IoU for a mask made of words.',
  priorInside:
    'Mean weight of the prior under the mask: 1 if the mask lies only on the likeliest places.',
  priorCovered: 'Share of all prior weight that the mask covers.',
  areaSanity:
    'Whether the size is plausible: 1 from a 16th to a third of the region’s area, a half at all of it, falling to 0 at a 512th and at three times it, and lower for masks that fill nearly the whole image.',
  borderFree:
    'One minus the share of the mask’s frame that runs along image borders where the region does not reach them.',
}

/** What the terms are measured against: weights of the prior (32×32) and the region's padded box. */
export type ScoreContext = {
  readonly weights: readonly number[]
  readonly box: ImageBox
}

/** The terms of a draft, each in 0..1. Read off the run lengths; the mask is never decoded. */
export function scoreTerms(draft: CandidateDraft, context: ScoreContext): ScoreTerms {
  const { rle } = draft
  return {
    predictedIou: clampUnit(draft.predictedIou),
    stability: clampUnit(draft.stability ?? stabilityInstead(draft)),
    ...priorTerms(rle, context.weights),
    areaSanity: areaSanity(rle, context.box),
    borderFree: borderFree(rle, context.box),
  }
}

/** A model of masks that knows no stability is not punished for that. */
function stabilityInstead({ source, predictedIou }: CandidateDraft): number {
  return source === 'text-mask' ? predictedIou : 0
}

function priorTerms(
  rle: Rle,
  weights: readonly number[],
): Pick<ScoreTerms, 'priorInside' | 'priorCovered'> {
  const areas = cellAreas(rle)
  const cellArea = areaOf(sizeOfRle(rle)) / (priorSide * priorSide)
  const area = areas.reduce((sum, cell) => sum + cell, 0)
  const mass = weights.reduce((sum, weight) => sum + weight, 0) * cellArea
  const under = areas.reduce((sum, cell, i) => sum + cell * (weights[i] ?? 0), 0)
  return {
    priorInside: area > 0 ? clampUnit(under / area) : 0,
    priorCovered: mass > 0 ? clampUnit(under / mass) : 0,
  }
}

/**
 * Rises and falls smoothly in the logarithm of mask area over box area; the last tenth of the image halves it. Things
 * seldom fill the padded region around them, and a mask as large as the region is often what lies behind them.
 */
function areaSanity(rle: Rle, box: ImageBox): number {
  const area = rleArea(rle)
  const room = boxArea(box)
  if (area === 0 || room === 0) return 0
  const size = Math.log2(area / room)
  const share = area / areaOf(sizeOfRle(rle))
  return (
    smoothStep((size + 9) / 5) *
    (1 - smoothStep((size + 1.5) / 3)) *
    (1 - smoothStep((share - 0.9) * 10) / 2)
  )
}

function borderFree(rle: Rle, box: ImageBox): number {
  const bounds = rleBox(rle)
  if (bounds === null) return 0
  const frame = 2 * (boxWidth(bounds) + boxHeight(bounds))
  return clampUnit(1 - borderContact(rle, box) / frame)
}

/** 0 below 0, 1 above 1, 3t² − 2t³ between. */
function smoothStep(t: number): number {
  const inside = clampUnit(t)
  return inside * inside * (3 - 2 * inside)
}

function clampUnit(value: number): number {
  return value > 0 ? Math.min(1, value) : 0
}
