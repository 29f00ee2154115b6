import type { CandidateDraft, CandidateFlag, CandidateSource } from '#core/candidate/candidate'
import type { ImagePoint } from '#core/geometry/point'
import { pointsForBox } from '#core/prompt/box-points'
import type { ImageBox } from '#core/geometry/box'
import type { DecodedMask, Prompt, SegmenterCard } from '#models/ports'

export type DraftOrigin = {
  readonly source: CandidateSource
  readonly region: number
  readonly seed?: ImagePoint | null
  readonly flags?: readonly CandidateFlag[]
}

/** A decoder's mask before ranking. */
export function draftFrom(mask: DecodedMask, origin: DraftOrigin): CandidateDraft {
  return {
    source: origin.source,
    region: origin.region,
    rle: mask.rle,
    predictedIou: rounded(mask.predictedIou),
    stability: mask.stability === null ? null : rounded(mask.stability),
    token: mask.token,
    seed: origin.seed ?? null,
    flags: origin.flags ?? [],
  }
}

/** A box as the segmenter takes it: five points inside it where it takes no boxes, which is flagged. */
export function promptForBox(
  box: ImageBox,
  { capabilities }: Pick<SegmenterCard, 'capabilities'>,
): { readonly prompt: Prompt; readonly flags: readonly CandidateFlag[] } {
  if (capabilities.box) return { prompt: { points: [], box, mask: null }, flags: [] }
  const points = pointsForBox(box).map((point) => ({ point, label: 1 as const }))
  return { prompt: { points, box: null, mask: null }, flags: ['no-box'] }
}

/** What is recorded is what is decided from: five decimals, so that a run decides the same again from its record. */
export function rounded(value: number): number {
  return Math.round(value * 1e5) / 1e5
}
