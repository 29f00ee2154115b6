import type { ScoreTerms } from './candidate.ts'
import { readKnots } from './fit.ts'
import { geometricFit } from './geometric-fit.ts'
import { weightedSum } from './weights.ts'

/** Estimated IoU with the target from the named terms alone, 0..1: the score where no MLLM judges. */
export function scoreGeometric(terms: ScoreTerms): number {
  return readKnots(geometricFit.knots, weightedSum(terms, geometricFit.weights))
}
