import type { ScoreTermName } from '#core/candidate/candidate'
import { scoreTermNames } from '#core/candidate/candidate'
import { geometricFit } from '#core/candidate/geometric-fit'
import { scoreTermDefinitions } from '#core/candidate/score'
import type { Run } from '#rpc/schemas/pipeline'

type Candidate = Run['candidates'][number]

export const termTitles: Readonly<Record<ScoreTermName, string>> = {
  predictedIou: 'predicted IoU',
  stability: 'stability',
  priorInside: 'prior inside',
  priorCovered: 'prior covered',
  areaSanity: 'area',
  borderFree: 'border',
}

const colours: Readonly<Record<ScoreTermName, string>> = {
  predictedIou: 'var(--term-predicted)',
  stability: 'var(--term-stability)',
  priorInside: 'var(--term-inside)',
  priorCovered: 'var(--term-covered)',
  areaSanity: 'var(--term-area)',
  borderFree: 'var(--term-border)',
}

export type TermRow = {
  readonly name: ScoreTermName
  readonly title: string
  readonly definition: string
  readonly colour: string
  readonly value: number
  readonly weight: number
  /** Share of the longest possible bar, 0..1. */
  readonly share: number
}

const weightSum = scoreTermNames.reduce((sum, name) => sum + geometricFit.weights[name], 0)

/** The terms of the score in their fixed order, each with its weight and its part of the bar. */
export function termRows(candidate: Candidate): readonly TermRow[] {
  return scoreTermNames.map((name) => {
    const value = candidate.terms[name]
    const weight = geometricFit.weights[name]
    return {
      name,
      title: termTitles[name],
      definition: scoreTermDefinitions[name],
      colour: colours[name],
      value,
      weight,
      share: (value * weight) / weightSum,
    }
  })
}

export const scoreDefinition =
  'Estimated IoU with the target, 0 to 1: the weighted sum of the terms, read off a fitted curve.'

/** `weight`: the judge's share. */
export function judgedScoreDefinition(weight: number): string {
  if (weight >= 1) return 'The judge’s estimate of the IoU with the target: it ranks.'
  if (weight <= 0) return 'Nobody judged it: the terms together stand for it.'
  const percent = Math.round(100 * weight)
  return `${percent} % of the judge’s estimate and ${100 - percent} % of the terms together.`
}

export const sourceTitles: Readonly<Record<Candidate['source'], string>> = {
  multimask: 'multi',
  semantic: 'semantic',
  seed: 'seed',
  crop: 'crop',
  'text-mask': 'words',
  'text-box': 'word box',
  box: 'box',
  union: 'union',
}

export const sourceDefinitions: Readonly<Record<Candidate['source'], string>> = {
  multimask: 'One of the three masks the segmenter gives for the region’s box.',
  semantic: 'Decoded again from seed points that look alike.',
  seed: 'Decoded from one point where the prior is strong.',
  crop: 'Decoded from the region cut out, with a margin, and looked at by itself.',
  'text-mask': 'What a model that reads words found for the target’s name and attributes.',
  'text-box': 'Decoded from a box that a model found for the target’s name and attributes.',
  box: 'Decoded from a tighter box within the region’s rows and columns.',
  union: 'Joined from other candidates by hand.',
}

export const flagTitles: Readonly<Record<Candidate['flags'][number], readonly [string, string]>> = {
  'below-thresholds': ['weak', 'Under the model’s own thresholds; kept because too few passed.'],
  'no-box': ['box as points', 'The model takes no box: decoded from five points inside it.'],
  'no-mask-prompt': ['points only', 'The model takes no earlier mask: decoded from points alone.'],
  'no-core': ['no core', 'The seeds did not agree on a core; the strongest one was used.'],
  'host-restarted': ['restarted', 'The model host was restarted during this run.'],
}
