import type { CandidateDraft } from '#core/candidate/candidate'
import type { ScoredDraft } from '#core/candidate/rank'
import type { Size } from '#core/geometry/size'
import { createMask, type Rle } from '#core/mask/mask'
import { rleFromMask } from '#core/mask/rle'

/** Builders of test values: a filled rectangle as mask, and drafts around it. */
export const size: Size = { width: 64, height: 48 }

export function rectangle(x0: number, y0: number, x1: number, y1: number): Rle {
  const mask = createMask(size)
  for (let y = y0; y < y1; y++) mask.bits.fill(1, y * size.width + x0, y * size.width + x1)
  return rleFromMask(mask)
}

export function draft(rle: Rle, given: Partial<CandidateDraft> = {}): CandidateDraft {
  return {
    source: 'seed',
    region: 0,
    rle,
    predictedIou: 0.95,
    stability: 0.95,
    token: 0,
    seed: null,
    flags: [],
    ...given,
  }
}

export function scored(rle: Rle, score: number, given: Partial<CandidateDraft> = {}): ScoredDraft {
  const terms = {
    predictedIou: 0,
    stability: 0,
    priorInside: 0,
    priorCovered: 0,
    areaSanity: 0,
    borderFree: 0,
  }
  return { ...draft(rle, given), terms, score, reason: null }
}
