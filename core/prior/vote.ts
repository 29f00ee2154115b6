import type { Grid } from '../grid/grid.ts'
import { unpaddedBox } from '../grid/lines.ts'
import type { Region } from '../grid/region.ts'
import { priorSide } from './prior.ts'
import { regionPrior } from './region.ts'

/** What one call of the vote named, on the grid it was shown. No region at all: the target is absent. */
export type VoteReply = { readonly grid: Grid; readonly regions: readonly Region[] }

/** All weights are 32×32, row-major. */
export type Vote = {
  /** Mean of the replies' priors, 0..1: the share of the replies that have the target there. Not scaled. */
  readonly weights: readonly number[]
  /**
   * How much the replies name the same places, 0..1: mean over all pairs of Σ min / Σ max of their two priors. Two that
   * both say absent agree (1), absent and a region do not (0). A single reply agrees with itself (1); without any, 0.
   */
  readonly agreement: number
  /** Share of the replies that say absent, 0..1. */
  readonly absentShare: number
  /** Standard deviation of the replies' priors in each cell, 0..0.5: where they are at odds. */
  readonly spread: readonly number[]
}

/**
 * The reasoning repeated over grids as one prior. Each reply counts alike, absent ones as a prior of zeros. Regions are
 * taken without padding: what one grid's strip adds around the target the other grids' strips cut off, and padding would
 * undo that (28 targets of the sample scenes, every sixth strip named one off, six grids: soft IoU 0.158 without, 0.132
 * with a fifth of a strip; no pixel of a target gets weight zero either way). Unreadable replies are no replies: leave
 * them out. Ids must be checked.
 */
export function votePrior(replies: readonly VoteReply[]): Vote {
  const priors = replies.map(({ grid, regions }) =>
    regionPrior(
      regions.map((region) => unpaddedBox(region, grid)),
      grid.size,
    ),
  )
  const weights = cellsOf((cell) => mean(priors.map((prior) => prior[cell] ?? 0)))
  return {
    weights,
    agreement: meanOfPairs(priors),
    absentShare: mean(replies.map(({ regions }) => (regions.length === 0 ? 1 : 0))),
    spread: cellsOf((cell) =>
      Math.sqrt(mean(priors.map((prior) => ((prior[cell] ?? 0) - (weights[cell] ?? 0)) ** 2))),
    ),
  }
}

/** Σ min / Σ max over the cells of two priors, 0..1; 1 where both are empty. Equal to the IoU where weights are 0 or 1. */
export function priorOverlap(a: readonly number[], b: readonly number[]): number {
  let shared = 0
  let union = 0
  for (const [cell, weight] of a.entries()) {
    const other = b[cell] ?? 0
    shared += Math.min(weight, other)
    union += Math.max(weight, other)
  }
  return union > 0 ? shared / union : 1
}

function meanOfPairs(priors: readonly (readonly number[])[]): number {
  if (priors.length < 2) return priors.length
  return mean(priors.flatMap((a, i) => priors.slice(i + 1).map((b) => priorOverlap(a, b))))
}

function cellsOf(value: (cell: number) => number): number[] {
  return Array.from({ length: priorSide * priorSide }, (_, cell) => value(cell))
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
