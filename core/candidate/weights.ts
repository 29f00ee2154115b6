import { scoreTermNames, type ScoreTermName, type ScoreTerms } from './candidate.ts'

/** How much each term counts in the score, at least 0. */
export type Weights = Readonly<Record<ScoreTermName, number>>

export function weightedSum(terms: ScoreTerms, weights: Weights): number {
  return scoreTermNames.reduce((sum, name) => sum + weights[name] * terms[name], 0)
}
