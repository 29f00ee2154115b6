import {
  boundaryDefinitions,
  detectionDefinitions,
  overlapDefinitions,
} from './mask-definitions.ts'
import { usual, type MetricDefinition } from './metric-definition.ts'

const judging = [
  {
    ...usual,
    id: 'judge.error',
    title: 'judge’s error',
    definition: 'mean distance of a candidate’s score from its true IoU, over all candidates',
    emptyRule: 'samples without candidates are left out and counted',
    isHigherBetter: false,
  },
  {
    ...usual,
    id: 'judge.spearman',
    title: 'Spearman’s ρ of the judge',
    definition: 'rank correlation of score and true IoU within a sample; mean over the samples',
    variant: 'ties share the mean of their ranks',
    emptyRule: 'samples where either does not vary are left out and counted',
    unit: 'signed',
  },
  {
    ...usual,
    id: 'judge.regret',
    title: 'top-1 regret',
    definition: 'best IoU among a sample’s candidates less that of the one of highest score; mean',
    emptyRule: 'samples without candidates are left out and counted',
    isHigherBetter: false,
  },
] as const satisfies readonly MetricDefinition[]

const text = [
  {
    ...usual,
    id: 'rougeL',
    title: 'ROUGE-L',
    definition:
      'F of the longest common subsequence of words, β = 1.2, best precision and best recall over the references each by itself; mean over the answers',
    variant: 'coco-caption, a tokeniser after the Penn Treebank’s rules',
    emptyRule: 'no answer or nothing in common: 0',
    ignoreRule: 'samples without a reference answer are left out and counted',
  },
  {
    ...usual,
    id: 'cider',
    title: 'CIDEr',
    definition:
      'likeness in n-grams of 1 to 4 words, rare ones weighing most, lengths compared, times 10; mean over the answers',
    variant: 'coco-caption (CIDEr-D), a tokeniser after the Penn Treebank’s rules',
    emptyRule: 'no answer: 0; a single item: 0 always',
    ignoreRule:
      'samples without a reference answer are left out and counted; subsets have other scores',
    unit: 'score',
  },
  {
    ...usual,
    id: 'coprsReward',
    title: 'CoPRS reward',
    definition:
      '0.7 mask + 0.3 format; mask = 0.5 soft IoU + 0.2 soft Dice + 0.3 hard IoU of 256×256 maps; format by the paper’s rule or by the released code’s, as labelled',
    variant: 'CoPRS, paper and code apart',
    emptyRule: 'both empty: mask 0',
    ignoreRule: 'ignored pixels are background',
    eps: '1e-6 below the line',
  },
] as const satisfies readonly MetricDefinition[]

const agreement = [
  {
    ...usual,
    id: 'pairwiseIou',
    title: 'agreement, IoU',
    definition: 'mean IoU over all pairs of annotators of a sample, then over the samples',
    ignoreRule: 'pixels that either of a pair ignores count for neither',
    emptyRule: 'both empty: 1',
  },
  {
    ...usual,
    id: 'sameTarget',
    title: 'same-target rate',
    definition:
      'share of the pairs of annotators whose masks have an IoU of at least 0.5, or are both empty',
    ignoreRule: 'pixels that either of a pair ignores count for neither',
    emptyRule: 'both empty: the same target',
  },
  {
    ...usual,
    id: 'alpha',
    title: 'Krippendorff’s α',
    definition:
      '1 less observed over expected disagreement; 1: always the same, 0: as by chance, below 0: worse',
    variant: 'nominal for categories and verdicts',
    emptyRule: 'nothing to pair, or one value throughout: none',
    ignoreRule: 'missing ratings are left out',
    unit: 'signed',
  },
  {
    ...usual,
    id: 'fleissKappa',
    title: 'Fleiss’ κ',
    definition: 'agreeing pairs of raters beyond chance, over what is possible beyond chance',
    variant: 'a fixed number of raters a sample',
    emptyRule: 'one category throughout: none',
    ignoreRule: 'samples with another number of ratings are left out',
    unit: 'signed',
  },
] as const satisfies readonly MetricDefinition[]

/** In the order of the tables. */
export const metricDefinitions = [
  ...overlapDefinitions,
  ...boundaryDefinitions,
  ...detectionDefinitions,
  ...judging,
  ...text,
  ...agreement,
] as const

export type MetricId = (typeof metricDefinitions)[number]['id']

export function definitionOf(id: MetricId): MetricDefinition {
  const found = metricDefinitions.find((one) => one.id === id)
  if (found === undefined) throw new Error(`no metric is called ${id}`)
  return found
}
