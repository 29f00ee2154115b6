import { priorSide, type Prior, type PriorSource } from './prior.ts'

export type PriorPart = { readonly source: PriorSource; readonly weights: readonly number[] }

/** `isFallback`: the sources exclude each other, so that only the region (or, without one, the first source) was used. */
export type CombinedPrior = { readonly prior: Prior; readonly isFallback: boolean }

/**
 * Product of the sources, scaled so that its greatest weight is 1. Where nothing is left of it, the region alone;
 * where that too is empty, every place is as likely as the other.
 */
export function combinePriors(parts: readonly PriorPart[]): CombinedPrior {
  const product = parts.reduce<readonly number[]>(
    (weights, part) => weights.map((weight, i) => weight * clampUnit(part.weights[i] ?? 0)),
    evenWeights,
  )
  if (Math.max(...product) > 0)
    return {
      prior: { weights: scaled(product), sources: parts.map((part) => part.source) },
      isFallback: false,
    }
  const fallback = parts.find((part) => part.source === 'region') ?? parts[0]
  const weights = fallback?.weights.map(clampUnit) ?? []
  return Math.max(0, ...weights) > 0 && fallback !== undefined
    ? { prior: { weights: scaled(weights), sources: [fallback.source] }, isFallback: true }
    : { prior: { weights: evenWeights, sources: [] }, isFallback: true }
}

const evenWeights: readonly number[] = Array.from({ length: priorSide * priorSide }, () => 1)

function scaled(weights: readonly number[]): number[] {
  const most = Math.max(...weights)
  return weights.map((weight) => weight / most)
}

function clampUnit(value: number): number {
  return value > 0 ? Math.min(1, value) : 0
}
