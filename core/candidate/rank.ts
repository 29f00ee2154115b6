import type { Size } from '../geometry/size.ts'
import type { Rle } from '../mask/mask.ts'
import { maskIou, rleArea, uniteAll } from '../mask/rle-ops.ts'
import {
  candidateSources,
  type Candidate,
  type CandidateDraft,
  type CandidateSettings,
  type ScoreTerms,
} from './candidate.ts'

/** A draft with its verdict, from the terms or from a judge. */
export type ScoredDraft = CandidateDraft & {
  readonly terms: ScoreTerms
  readonly score: number
  readonly reason: string | null
}

/**
 * Best first: score, then predicted IoU, stability (undefined last), source, order found; the sources as `candidateSources` lists them. `scored` come in the order
 * found, which names them (`c01`, `c02`…): later ones are added at the end, and ranking again keeps every name.
 * A mask that nearly equals a better-ranked one stands right behind it and says so in `alikeOf`.
 */
export function rankCandidates(
  scored: readonly ScoredDraft[],
  settings: Pick<CandidateSettings, 'alikeIou'>,
): Candidate[] {
  const sorted = scored
    .map((draft, i) => ({ ...draft, id: candidateId(i) }))
    .toSorted(compareDrafts)
  return twinsBehind(sorted, settings.alikeIou)
}

/**
 * Ranks from 1 for what comes best first, without its order but for twins: a mask whose IoU with a better-ranked one is
 * at least `alikeIou` stands right behind it and names it in `alikeOf`.
 */
export function twinsBehind<T extends { readonly id: string; readonly rle: Rle }>(
  sorted: readonly T[],
  alikeIou: number,
): (T & { readonly alikeOf: string | null; readonly rank: number })[] {
  const families: { readonly one: T; readonly area: number }[][] = []
  for (const one of sorted) {
    const entry = { one, area: rleArea(one.rle) }
    const family = families.find(([leader]) => {
      if (leader === undefined) return false
      const most = Math.min(leader.area, entry.area) / Math.max(leader.area, entry.area, 1)
      return most >= alikeIou && maskIou(leader.one.rle, one.rle) >= alikeIou
    })
    if (family) family.push(entry)
    else families.push([entry])
  }
  return families
    .flatMap((family) =>
      family.map(({ one }, i) => ({
        ...one,
        alikeOf: i === 0 ? null : (family[0]?.one.id ?? null),
      })),
    )
    .map((one, i) => ({ ...one, rank: i + 1 }))
}

/**
 * The union of several candidates as a draft of its own. Its numbers are those of its weakest part;
 * `token` is −1, for no decoder output is this mask.
 */
export function joinCandidates(
  candidates: readonly [CandidateDraft, ...CandidateDraft[]],
  size: Size,
): CandidateDraft {
  const stabilities = candidates.flatMap(({ stability }) => (stability === null ? [] : [stability]))
  return {
    source: 'union',
    region: candidates[0].region,
    rle: uniteAll(
      candidates.map(({ rle }) => rle),
      size,
    ),
    predictedIou: Math.min(...candidates.map(({ predictedIou }) => predictedIou)),
    stability: stabilities.length === candidates.length ? Math.min(...stabilities) : null,
    token: -1,
    seed: null,
    flags: [...new Set(candidates.flatMap(({ flags }) => flags))],
  }
}

/** `c01` for the first found. */
function candidateId(order: number): string {
  return `c${String(order + 1).padStart(2, '0')}`
}

function compareDrafts(a: ScoredDraft, b: ScoredDraft): number {
  return (
    b.score - a.score ||
    b.predictedIou - a.predictedIou ||
    (b.stability ?? -1) - (a.stability ?? -1) ||
    candidateSources.indexOf(a.source) - candidateSources.indexOf(b.source)
  )
}
