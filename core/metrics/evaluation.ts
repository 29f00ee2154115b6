import {
  corpusMetrics,
  meanOverCategories,
  metricsByTag,
  noTargetMetrics,
  type CorpusMetrics,
  type EvaluatedPair,
} from './corpus.ts'

/** A sample's prediction beside its truth, with what the sample is grouped by. */
export type GroupedPair = EvaluatedPair & {
  readonly category: string | null
  readonly components: readonly string[]
  readonly isSentence: boolean
  readonly isNoTarget: boolean
  /** null: the model does not say. */
  readonly saysAbsent: boolean | null
}

export const evaluationGroups = ['category', 'component', 'length', 'area'] as const
export type EvaluationGroup = (typeof evaluationGroups)[number]

/**
 * The groups a sample is in: its category, its components, `short` (a phrase) or `long` (a sentence), and its truth's area
 * by COCO's bounds: `none`, `small` below 32² pixels, `medium` up to 96², `large`.
 */
export function groupsOf(pair: GroupedPair, by: EvaluationGroup): readonly string[] {
  switch (by) {
    case 'category':
      return pair.category === null ? [] : [pair.category]
    case 'component':
      return pair.components
    case 'length':
      return [pair.isSentence ? 'long' : 'short']
    case 'area':
      return [areaGroup(pair.truth)]
  }
}

function areaGroup(pixels: number): string {
  if (pixels === 0) return 'none'
  if (pixels < 32 ** 2) return 'small'
  return pixels <= 96 ** 2 ? 'medium' : 'large'
}

/** All figures that need no more than areas, without their intervals. */
export function evaluatePairs(pairs: readonly GroupedPair[]) {
  const groups = evaluationGroups.flatMap((by) =>
    metricsByTag(pairs, (pair) => groupsOf(pair, by)).map((group) => ({ by, ...group })),
  )
  const categories = groups.flatMap(({ by, metrics }): CorpusMetrics[] =>
    by === 'category' ? [metrics] : [],
  )
  const noTarget = noTargetMetrics(
    pairs.map((pair) => ({ ...pair, saysNoTarget: pair.saysAbsent ?? pair.prediction === 0 })),
  )
  return {
    metrics: corpusMetrics(pairs),
    groups,
    categoryMean: meanOverCategories(categories),
    noTarget,
  }
}
