import { boxIou, type ImageBox } from '../geometry/box.ts'
import { rleBox } from '../mask/rle-ops.ts'
import type { CandidateDraft, CandidateSettings } from './candidate.ts'

/** A model's own filters, from its registry entry. */
export type SeedThresholds = { readonly predictedIou: number; readonly stability: number }

type SeedRules = Pick<
  CandidateSettings,
  'minPredictedIou' | 'minStability' | 'nmsIou' | 'seedLimit'
>

/** As many masks stay whatever the filters say. */
const fewest = 3
/** Predicted IoU and stability are recorded, and judged, with five decimals. */
const recorded = 1e-5

/**
 * What a segmenter may leave out beforehand without a change to what `selectSeedMasks` picks: masks that surely fail
 * the filters, once `least` others have passed.
 */
export function seedSieve(
  rules: SeedRules,
  thresholds: SeedThresholds,
): SeedThresholds & { readonly least: number } {
  const { predictedIou, stability } = filtersOf(rules, thresholds)
  return { predictedIou: predictedIou - recorded, stability: stability - recorded, least: fewest }
}

/**
 * Which masks of the single-point prompts become candidates. `drafts` come strongest seed first and so do those chosen.
 * Predicted IoU above and stability at least the thresholds (a setting, else the model's), greedy suppression by
 * predicted IoU of boxes that overlap more than `nmsIou`, then the first `seedLimit`. Where fewer than three pass the
 * filters, the best of the others fill up to three, flagged `below-thresholds`. Source: segment-anything's automatic
 * mask generator.
 */
export function selectSeedMasks(
  drafts: readonly CandidateDraft[],
  rules: SeedRules,
  thresholds: SeedThresholds,
): CandidateDraft[] {
  const masks = drafts
    .flatMap((draft, order) => {
      const box = rleBox(draft.rle)
      return box === null ? [] : [{ draft, order, box }]
    })
    .toSorted((a, b) => compareQuality(a.draft, b.draft))
  const least = filtersOf(rules, thresholds)
  const isGood = ({ draft }: { draft: CandidateDraft }) =>
    draft.predictedIou > least.predictedIou && (draft.stability ?? 0) >= least.stability
  const good = masks.filter(isGood)
  const rest = masks
    .filter((mask) => !isGood(mask))
    .map((mask) => ({ ...mask, draft: flagged(mask.draft) }))
  const chosen =
    good.length >= fewest
      ? suppress(good, rules.nmsIou)
      : suppress([...good, ...rest], rules.nmsIou).slice(0, fewest)
  return chosen
    .toSorted((a, b) => a.order - b.order)
    .slice(0, rules.seedLimit)
    .map(({ draft }) => draft)
}

function filtersOf(rules: SeedRules, thresholds: SeedThresholds): SeedThresholds {
  return {
    predictedIou: rules.minPredictedIou ?? thresholds.predictedIou,
    stability: rules.minStability ?? thresholds.stability,
  }
}

function suppress<T extends { readonly box: ImageBox }>(sorted: readonly T[], above: number): T[] {
  const kept: T[] = []
  for (const mask of sorted)
    if (kept.every((other) => boxIou(mask.box, other.box) <= above)) kept.push(mask)
  return kept
}

function compareQuality(a: CandidateDraft, b: CandidateDraft): number {
  return b.predictedIou - a.predictedIou || (b.stability ?? 0) - (a.stability ?? 0)
}

function flagged(draft: CandidateDraft): CandidateDraft {
  return { ...draft, flags: [...draft.flags, 'below-thresholds'] }
}
