import type { Command } from 'commander'
import type { CorpusMetrics } from '#core/metrics/corpus'
import { definitionOf, type MetricId } from '#core/metrics/definitions'
import type { Comparison, Evaluation, EvaluatedRow } from '#rpc/schemas/predictions'
import { connect, type Client } from './client.ts'
import { collectFilter, type SampleFilterParams } from './parsers.ts'
import { findPredictions } from './predictions.ts'
import { reporting, table, type CommonOptions, type Outcome } from './report.ts'

type EvaluateOptions = CommonOptions & {
  readonly predictions: string
  readonly against?: string
  readonly dropMissing?: boolean
  readonly filter: SampleFilterParams
}

export function addEvaluate(program: Command): void {
  program
    .command('evaluate')
    .argument('<project>', 'a .reaseg file')
    .description('how far predictions are from the accepted masks')
    .requiredOption('--predictions <name>', 'which, see “studio predictions --list”')
    .option('--against <name>', 'compare with these on the same samples')
    .option('--drop-missing', 'leave out samples without a prediction; else they count as empty')
    .option(
      '--filter <name=value>',
      'category, split or search; may be repeated',
      collectFilter,
      {},
    )
    .option('--json', 'print one JSON document')
    .action(reporting(evaluate))
}

async function evaluate(project: string, options: EvaluateOptions): Promise<Outcome> {
  const client = await connect(project, 'export')
  try {
    const set = await findPredictions(client, options.predictions)
    const scope = { filter: options.filter, dropMissing: options.dropMissing === true }
    const found = await client.call('predictions.evaluate', { set: set.id, ...scope })
    const rows = await allRows(client, { set: set.id, ...scope })
    const other =
      options.against === undefined ? null : await findPredictions(client, options.against)
    const comparison =
      other === null
        ? null
        : await client.call('predictions.compare', { a: set.id, b: other.id, ...scope })
    return {
      json: jsonOf(found, rows, comparison),
      text: textOf(found, comparison),
    }
  } finally {
    await client.close()
  }
}

type Scope = {
  readonly set: number
  readonly filter: SampleFilterParams
  readonly dropMissing: boolean
}

const page = 5000

/** By sample. */
async function allRows(client: Client, scope: Scope): Promise<EvaluatedRow[]> {
  const rows: EvaluatedRow[] = []
  for (;;) {
    const params = { ...scope, order: 'sample', offset: rows.length, limit: page } as const
    const found = await client.call('predictions.samples', params)
    rows.push(...found.rows)
    if (found.rows.length === 0 || rows.length >= found.total) return rows
  }
}

const defined = [
  'gIoU',
  'cIoU',
  'lisa.gIoU',
  'lisa.cIoU',
  'dice',
  'precision',
  'categoryMean',
  'gref.gIoU',
  'gref.cIoU',
  'noTargetAccuracy',
  'targetAccuracy',
] as const satisfies readonly MetricId[]

function jsonOf(
  { set, unlabelled, missing, ...found }: Evaluation,
  rows: readonly EvaluatedRow[],
  comparison: Comparison | null,
): unknown {
  const { metrics, intervals, rounds, level, categoryMean, noTarget } = found
  const groupsBy = (by: Evaluation['groups'][number]['by']) =>
    Object.fromEntries(
      found.groups
        .filter((group) => group.by === by)
        .map((group) => [group.tag, { ...flat(group.metrics), intervals: group.intervals }]),
    )
  return {
    predictions: set.name,
    ...flat(metrics),
    nMissing: missing,
    nUnlabelled: unlabelled,
    intervals,
    bootstrap: { rounds, level },
    byCategory: groupsBy('category'),
    byComponent: groupsBy('component'),
    byLength: groupsBy('length'),
    byArea: groupsBy('area'),
    categoryMean,
    noTarget,
    samples: rows.map((row) => ({
      sample: row.sample,
      image: row.imageName,
      iou: row.iou,
      intersection: row.intersection,
      union: row.union,
      prediction: row.prediction,
      truth: row.truth,
      isMissing: row.isMissing,
      score: row.score,
      category: row.category,
    })),
    ...(comparison === null ? {} : { comparison }),
    definitions: defined.map((id) => definitionOf(id)),
  }
}

/** As the design prints them: the exact ones, LISA's beside them; null where no sample counts. */
function flat(metrics: CorpusMetrics | null) {
  if (metrics === null) {
    const none = { gIoU: null, cIoU: null }
    return { n: 0, nMissing: 0, nEmpty: 0, ...none, lisa: none, dice: null, precision: [] }
  }
  const { n, nMissing, nEmpty, exact, lisa, dice, precision } = metrics
  return { n, nMissing, nEmpty, ...exact, lisa, dice, precision }
}

function textOf(found: Evaluation, comparison: Comparison | null): string {
  const { metrics, set, missing, unlabelled } = found
  const counts = [
    `${set.name}: ${metrics?.n ?? 0} samples`,
    `${missing} without a prediction`,
    ...(unlabelled > 0 ? [`${unlabelled} predictions without an accepted mask`] : []),
  ].join(', ')
  if (metrics === null) return counts
  const rows = [
    ['all', metrics, found.intervals] as const,
    ...found.groups.map((one) => [`${one.by} ${one.tag}`, one.metrics, one.intervals] as const),
  ].map(([title, figures, intervals]) => [
    title,
    figures.n,
    withInterval(figures.exact.gIoU, intervals?.gIoU),
    withInterval(figures.exact.cIoU, intervals?.cIoU),
    figures.lisa.gIoU.toFixed(5),
    figures.lisa.cIoU.toFixed(5),
    figures.dice.toFixed(4),
    ...figures.precision.map((share) => share.toFixed(3)),
  ])
  const precision = ['P@0.5', 'P@0.6', 'P@0.7', 'P@0.8', 'P@0.9']
  const head = ['', 'n', 'gIoU', 'cIoU', 'gIoU (LISA)', 'cIoU (LISA)', 'Dice', ...precision]
  return [
    counts,
    table(head, rows),
    `[low, high]: ${100 * found.level} % of ${found.rounds} bootstrap rounds`,
    ...(comparison === null ? [] : [comparisonText(comparison)]),
    ...defined.map(definitionText),
  ].join('\n')
}

function withInterval(
  value: number,
  interval: { readonly low: number; readonly high: number } | null | undefined,
): string {
  if (interval === null || interval === undefined) return value.toFixed(4)
  return `${value.toFixed(4)} [${interval.low.toFixed(3)}, ${interval.high.toFixed(3)}]`
}

function comparisonText({ a, b, n, gIoU, cIoU, better }: Comparison): string {
  const line = (title: string, one: Comparison['gIoU']) =>
    one === null
      ? []
      : [
          `  ${title}: ${withInterval(one.difference.value, one.difference)}, p = ${one.p.toFixed(4)}` +
            (one.isSignificant ? ' (significant)' : ''),
        ]
  return [
    `${a.name} less ${b.name} on ${n} samples; higher IoU in ${better.a} and ${better.b}, the same in ${better.same}`,
    ...line('gIoU', gIoU),
    ...line('cIoU', cIoU),
  ].join('\n')
}

function definitionText(id: MetricId): string {
  const { title, definition, variant, emptyRule, ignoreRule, eps } = definitionOf(id)
  return `${title}: ${definition} (${variant}; ${emptyRule}; ${ignoreRule}; eps ${eps})`
}
