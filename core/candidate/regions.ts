import { boxArea, type ImageBox } from '../geometry/box.ts'
import type { Size } from '../geometry/size.ts'
import { scoreTermNames, type ScoreTerms } from './candidate.ts'
import { joinCandidates, type ScoredDraft } from './rank.ts'

/**
 * A target of several regions is all of them together. So a candidate of one region can at most cover its share (by
 * area of the padded boxes), and its score, an estimate of the IoU with the whole target, is scaled by that share; the
 * union of each region's best is added as a candidate of its own, its score and terms the shares' weighted means.
 * One region: nothing changes. A region without a candidate: no union, which would lack a part.
 */
export function scoreAcrossRegions(
  scored: readonly ScoredDraft[],
  boxes: readonly ImageBox[],
  size: Size,
): ScoredDraft[] {
  const total = boxes.reduce((sum, box) => sum + boxArea(box), 0)
  if (boxes.length < 2 || total === 0) return [...scored]
  const shares = boxes.map((box) => boxArea(box) / total)
  const scaled = scored.map((draft) => ({
    ...draft,
    score: draft.score * (shares[draft.region] ?? 0),
  }))
  const best = boxes.flatMap((_, region) => bestOf(scored, region) ?? [])
  const [first, ...others] = best
  if (first === undefined || best.length < boxes.length) return scaled
  const mean = (pick: (draft: ScoredDraft) => number) =>
    best.reduce((sum, draft, region) => sum + pick(draft) * (shares[region] ?? 0), 0)
  const terms = Object.fromEntries(
    scoreTermNames.map((name) => [name, mean((draft) => draft.terms[name])]),
  ) as ScoreTerms
  const union = joinCandidates([first, ...others], size)
  return [...scaled, { ...union, terms, score: mean((draft) => draft.score), reason: null }]
}

/** The first of the best score among the candidates of one region. */
function bestOf(scored: readonly ScoredDraft[], region: number): ScoredDraft | undefined {
  return scored
    .filter((draft) => draft.region === region)
    .reduce<ScoredDraft | undefined>(
      (best, draft) => (best === undefined || draft.score > best.score ? draft : best),
      undefined,
    )
}
