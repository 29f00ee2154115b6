import { setImmediate as breathe } from 'node:timers/promises'
import { quotients } from '#core/metrics/ablation'
import {
  bootstrapDefaults,
  bootstrapSteps,
  comparisonSteps,
  type BootstrapOptions,
  type Steps,
} from '#core/metrics/bootstrap'
import { iouOfAreas } from '#core/metrics/corpus'
import { evaluatePairs, groupsOf, type GroupedPair } from '#core/metrics/evaluation'
import { createKeptReads } from '#electron/store/kept-reads'
import { getPredictionSet } from '#electron/store/prediction-sets'
import { throwIfAborted } from '#models/failure'
import type { ParsedParams } from '#rpc/contract'
import type { Comparison, Evaluation } from '#rpc/schemas/predictions'
import type { OpenProject } from './open-project.ts'
import { evaluatedOf, groupedPair, type Evaluated } from './prediction-list.ts'

/** Samples drawn for one interval, in all its rounds: a second or so at the most. */
const mostDraws = 5_000_000
const leastRounds = 200

const keepEvaluations = createKeptReads<Evaluation>(200, () => 1)
const keepComparisons = createKeptReads<Comparison>(200, () => 1)

type EvaluateInput = ParsedParams<'predictions.evaluate'>

/** How far a set is from the truth, over all samples of its scope. Throws AppFailure `not_found`. */
export async function evaluate(project: OpenProject, input: EvaluateInput): Promise<Evaluation> {
  // Read first: it puts new figures on record, after which nothing changes.
  await evaluatedOf(project, { set: input.set, filter: input.filter })
  return keepEvaluations(project.db, JSON.stringify(input), () => evaluateFresh(project, input))
}

async function evaluateFresh(
  project: OpenProject,
  { set, filter, dropMissing, intervals: isWanted }: EvaluateInput,
): Promise<Evaluation> {
  const { rows, unlabelled } = await evaluatedOf(project, { set, filter })
  const counted = countedRows(rows, dropMissing)
  const pairs = counted.map(groupedPair)
  const { groups, ...figures } = evaluatePairs(pairs)
  const options = optionsFor(pairs.length)
  const intervalsOf = async (some: readonly GroupedPair[]) =>
    isWanted ? await intervals(project, some, options) : null
  const withIntervals: Evaluation['groups'] = []
  for (const group of groups) {
    const some = pairs.filter((pair) => groupsOf(pair, group.by).includes(group.tag))
    withIntervals.push({ ...group, intervals: await intervalsOf(some) })
  }
  return {
    ...figures,
    set: await getPredictionSet(project.db, set),
    unlabelled,
    missing: rows.filter(({ isMissing }) => isMissing).length,
    intervals: await intervalsOf(pairs),
    groups: withIntervals,
    rounds: options.rounds,
    level: options.level,
  }
}

/** Without those that have no prediction, where that is asked for. */
export function countedRows(rows: readonly Evaluated[], dropMissing: boolean): Evaluated[] {
  return rows.filter(({ isMissing }) => !dropMissing || !isMissing)
}

function optionsFor(samples: number): BootstrapOptions {
  const rounds = Math.floor(mostDraws / Math.max(1, samples))
  const within = Math.min(bootstrapDefaults.rounds, Math.max(leastRounds, rounds))
  return { ...bootstrapDefaults, rounds: within }
}

async function intervals(
  project: OpenProject,
  pairs: readonly GroupedPair[],
  options: BootstrapOptions,
) {
  const of = (metric: 'gIoU' | 'cIoU') =>
    inTurns(project, bootstrapSteps(pairs.map(quotients[metric]), options))
  return { gIoU: await of('gIoU'), cIoU: await of('cIoU') }
}

async function inTurns<T>(project: OpenProject, steps: Steps<T>): Promise<T> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    throwIfAborted(project.closing)
    await breathe()
  }
}

type CompareInput = ParsedParams<'predictions.compare'>

/** Two sets on the samples that count for both. Throws AppFailure `not_found`. */
export async function compareSets(project: OpenProject, input: CompareInput): Promise<Comparison> {
  for (const set of [input.a, input.b]) await evaluatedOf(project, { set, filter: input.filter })
  return keepComparisons(project.db, JSON.stringify(input), () => compareFresh(project, input))
}

type Both = { readonly a: GroupedPair; readonly b: GroupedPair }

async function compareFresh(
  project: OpenProject,
  { a, b, filter, dropMissing }: CompareInput,
): Promise<Comparison> {
  const both = await pairedRows(project, [a, b], { filter, dropMissing })
  const options = optionsFor(both.length)
  const paired = (some: readonly Both[], metric: 'gIoU' | 'cIoU') => {
    const of = (side: 'a' | 'b') => some.map((one) => quotients[metric](one[side]))
    return inTurns(project, comparisonSteps(of('a'), of('b'), options))
  }
  const categories: Comparison['categories'] = []
  for (const tag of new Set(both.flatMap((one) => groupsOf(one.a, 'category')).toSorted())) {
    const some = both.filter((one) => one.a.category === tag)
    categories.push({ tag, n: some.length, gIoU: await paired(some, 'gIoU') })
  }
  const leads = both.map((one) => iouOfAreas(one.a) - iouOfAreas(one.b))
  const better = {
    a: leads.filter((lead) => lead > 0).length,
    b: leads.filter((lead) => lead < 0).length,
    same: leads.filter((lead) => lead === 0).length,
  }
  return {
    a: await getPredictionSet(project.db, a),
    b: await getPredictionSet(project.db, b),
    n: both.length,
    rounds: options.rounds,
    level: options.level,
    gIoU: await paired(both, 'gIoU'),
    cIoU: await paired(both, 'cIoU'),
    better,
    categories,
  }
}

async function pairedRows(
  project: OpenProject,
  [a, b]: readonly [number, number],
  { filter, dropMissing }: Pick<CompareInput, 'filter' | 'dropMissing'>,
): Promise<Both[]> {
  const rowsOf = async (set: number) =>
    countedRows((await evaluatedOf(project, { set, filter })).rows, dropMissing)
  const others = new Map((await rowsOf(b)).map((row) => [row.sample, row]))
  return (await rowsOf(a)).flatMap((row) => {
    const other = others.get(row.sample)
    return other === undefined ? [] : [{ a: groupedPair(row), b: groupedPair(other) }]
  })
}
