import { Option, type Command } from 'commander'
import { reviewOrders, reviewOrderTitles, type ReviewOrder } from '#core/dataset/review-order'
import { failure } from '#models/failure'
import {
  roles,
  verdicts,
  type Annotator,
  type RatersReport,
  type Role,
  type Verdict,
} from '#rpc/schemas/review'
import { connect, type Access, type Client } from './client.ts'
import {
  collectFilter,
  collectIds,
  parseCount,
  parseId,
  type SampleFilterParams,
} from './parsers.ts'
import { reporting, table, type CommonOptions, type Outcome } from './report.ts'

type ReviewOptions = CommonOptions & {
  readonly order: ReviewOrder
  readonly seed?: number
  readonly scope: 'all' | 'others' | 'assigned'
  readonly filter: SampleFilterParams
  readonly limit: number
  readonly as?: string
  readonly sample: readonly number[]
  readonly verdict?: Verdict
  readonly comment?: string
  readonly agreement?: boolean
  readonly annotators?: boolean
  readonly addAnnotator?: string
  readonly assign?: string
  readonly role: Role
  readonly most?: number
}

export function addReview(program: Command): void {
  const orders = reviewOrders.map((order) => `${order}: ${reviewOrderTitles[order]}`).join('; ')
  program
    .command('review')
    .argument('<project>', 'a .reaseg file')
    .description('accepted masks that wait for a verdict; verdicts, annotators, agreement')
    .addOption(new Option('--order <order>', orders).choices(reviewOrders).default('uncertain'))
    .option('--seed <n>', 'of the random order', parseId)
    .addOption(
      new Option('--scope <scope>', 'of everybody, of others than --as, or assigned to --as')
        .choices(['all', 'others', 'assigned'])
        .default('all'),
    )
    .option(
      '--filter <name=value>',
      'category, split or search; may be repeated',
      collectFilter,
      {},
    )
    .option('--limit <n>', 'how many are listed', parseCount, 20)
    .option('--as <name>', 'who reviews; else the annotator of the settings')
    .option('--sample <id>', 'for --verdict or --assign; may be repeated', collectIds, [])
    .addOption(new Option('--verdict <verdict>', 'on --sample').choices(verdicts))
    .option('--comment <text>', 'said with the verdict')
    .option('--agreement', 'how far annotators agree on masks, categories and verdicts')
    .option('--annotators', 'who works here')
    .option('--add-annotator <name>', 'a profile by name')
    .option('--assign <name>', 'give --sample, or what --filter finds, to this annotator')
    .addOption(new Option('--role <role>', 'for --assign').choices(roles).default('review'))
    .option('--most <n>', 'for --assign: at most so many, evenly spaced', parseCount)
    .option('--json', 'print one JSON document')
    .action(reporting(review))
}

async function review(project: string, options: ReviewOptions): Promise<Outcome> {
  const { verdict, agreement, annotators, addAnnotator, assign } = options
  const tasks: readonly (readonly [boolean, Access, Work])[] = [
    [verdict !== undefined, 'write', judge],
    [addAnnotator !== undefined, 'write', add],
    [assign !== undefined, 'write', assignWork],
    [agreement === true, 'read', agree],
    [annotators === true, 'read', people],
  ]
  const chosen = tasks.filter(([isWanted]) => isWanted)
  if (chosen.length > 1)
    throw failure(
      'wrong_usage',
      'One at a time: --verdict, --agreement, --annotators, --add-annotator or --assign.',
      'See --help.',
    )
  const [, access, work] = chosen[0] ?? [true, 'read', queue]
  const client = await connect(project, access)
  try {
    return await work(client, options)
  } finally {
    await client.close()
  }
}

type Work = (client: Client, options: ReviewOptions) => Promise<Outcome>

async function queue(client: Client, options: ReviewOptions): Promise<Outcome> {
  const { order, seed, scope, filter, limit } = options
  const found = await client.call('review.queue', {
    order,
    ...(seed === undefined ? {} : { seed }),
    scope,
    filter,
    limit,
    reviewer: options.as ?? null,
  })
  const rows = found.rows.map(({ row, annotator, savedAt, isPutOff, ...figures }) => ({
    sample: row.id,
    image: row.imageName,
    text: row.query,
    annotator,
    savedAt,
    isPutOff,
    ...figures,
  }))
  const cells = rows.map((row) => [
    row.sample,
    row.image,
    row.annotator,
    row.lead?.toFixed(3) ?? null,
    row.firstRankIou?.toFixed(3) ?? null,
    row.clicks,
    row.text,
  ])
  const head = ['sample', 'image', 'annotator', 'lead', 'rank-1 IoU', 'clicks', 'query']
  const counts = `${found.total} waiting, ${found.reviewed} reviewed`
  return {
    json: { total: found.total, reviewed: found.reviewed, rows },
    text: rows.length === 0 ? counts : `${table(head, cells)}\n${counts}`,
  }
}

async function judge(client: Client, options: ReviewOptions): Promise<Outcome> {
  const { sample: samples, verdict = 'later', comment = '' } = options
  if (samples.length === 0)
    throw failure('wrong_usage', 'Say what is judged: --sample ID.', 'See --help.')
  const given = []
  for (const sample of samples)
    given.push(
      await client.call('review.verdict', {
        sample,
        verdict,
        comment,
        reviewer: options.as ?? null,
      }),
    )
  return { json: { reviews: given }, text: `${given.length} × ${verdict}` }
}

async function add(client: Client, options: ReviewOptions): Promise<Outcome> {
  const all = await client.call('annotators.add', { name: options.addAnnotator ?? '' })
  return peopleOutcome(all)
}

async function people(client: Client): Promise<Outcome> {
  return peopleOutcome(await client.call('annotators.list', {}))
}

function peopleOutcome(annotators: readonly Annotator[]): Outcome {
  const cells = annotators.map((one) => [
    one.isCurrent ? `${one.name} *` : one.name,
    one.isRetired ? 'retired' : '',
    one.versions,
    one.opinions,
    one.reviews,
    one.open.annotate,
    one.open.opinion,
    one.open.review,
  ])
  const head = ['annotator', '', 'masks', 'opinions', 'verdicts']
  const text = table([...head, 'to annotate', 'opinions to give', 'to review'], cells)
  return {
    json: annotators,
    text: annotators.length === 0 ? 'Nobody yet: --add-annotator NAME' : text,
  }
}

async function assignWork(client: Client, options: ReviewOptions): Promise<Outcome> {
  const { assign = '', role, sample, filter, most } = options
  const found = await client.call('assignments.assign', {
    samples: sample.length === 0 ? null : [...sample],
    filter,
    annotator: assign,
    role,
    most: most ?? null,
  })
  return { json: found, text: `${found.assigned} assigned to ${assign}, ${found.known} before` }
}

async function agree(client: Client, { limit }: ReviewOptions): Promise<Outcome> {
  const report = await client.call('review.agreement', {})
  return { json: report, text: agreementText(report, limit) }
}

/** Overall, who with whom, and the samples they agree on least. */
function agreementText(report: RatersReport, limit: number): string {
  const { overall, pairs, samples, categories, verdicts: said } = report
  const alpha = ({ alpha: value, units }: typeof said) =>
    `${value?.toFixed(3) ?? 'not defined'} (${units} samples)`
  const alphas = [
    `Krippendorff’s alpha of categories: ${alpha(categories)}`,
    `Krippendorff’s alpha of verdicts: ${alpha(said)}`,
  ]
  if (overall === null) return ['No sample has masks of two annotators yet.', ...alphas].join('\n')
  const figures = (one: NonNullable<typeof overall>) => [
    one.iou.toFixed(3),
    one.boundaryIou.toFixed(3),
    one.sameTarget.toFixed(3),
    one.leastIou.toFixed(3),
  ]
  const head = ['IoU', 'boundary IoU', 'same target', 'least IoU']
  return [
    table(
      ['annotators', 'pairs', ...head],
      [
        ['all', overall.pairs, ...figures(overall)],
        ...pairs.map((one) => [one.raters.join(' – '), one.pairs, ...figures(one)]),
      ],
    ),
    ...alphas,
    table(
      ['sample', 'annotators', ...head, 'query'],
      samples
        .slice(0, limit)
        .map((one) => [one.row.id, one.raters.join(', '), ...figures(one), one.row.query]),
    ),
  ].join('\n\n')
}
