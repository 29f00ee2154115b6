import { InvalidArgumentError, Option, type Command } from 'commander'
import { z } from 'zod'
import { AppFailure } from '#models/failure'
import { leftOutSchema, splits } from '#rpc/schemas/project'
import { splitTies, type SplitParams, type SplitPlanReport } from '#rpc/schemas/splits'
import { connect, type Client } from './client.ts'
import { finishJob } from './jobs.ts'
import { parseWhole } from './parsers.ts'
import { reporting, shownName, table, type CommonOptions, type Outcome } from './report.ts'

type SplitOptions = CommonOptions & {
  readonly ratios: SplitParams['ratios']
  readonly seed: number
  readonly by: SplitParams['by']
  readonly all?: boolean
  readonly keep?: boolean
  readonly sources?: string
  readonly apply?: boolean
  readonly restore?: boolean
}

export function addSplit(program: Command): void {
  program
    .command('split')
    .argument('<project>', 'a .reaseg file')
    .description('divide the accepted samples into train, val and test; says how unless --apply')
    .option(
      '--ratios <a,b,c>',
      'shares of train, val and test',
      parseRatios,
      parseRatios('80,10,10'),
    )
    .option('--seed <n>', 'another one, another split', parseWhole, 0)
    .addOption(
      new Option('--by <tie>', 'what keeps samples together; each means those before it, too')
        .choices(splitTies)
        .default('source'),
    )
    .option('--all', 'all samples, not the accepted ones alone')
    .option('--keep', 'samples that are in a split stay there')
    .option('--sources <pattern>', 'note what images are from, by their names: “{source}_*.jpg”')
    .option('--apply', 'do it')
    .option('--restore', 'put back what the last --apply changed')
    .option('--json', 'print one JSON document')
    .action(reporting(split))
}

async function split(project: string, options: SplitOptions): Promise<Outcome> {
  const { ratios, seed, by, sources, apply = false } = options
  const client = await connect(project, 'export')
  try {
    if (options.restore === true) {
      const { changed } = await client.call('split.restore', {})
      return { json: { changed }, text: `${changed} samples put back` }
    }
    if (sources !== undefined) await client.call('split.sources', { pattern: sources, apply: true })
    const problems = await look(client)
    const params = {
      ratios,
      seed,
      by,
      acceptedOnly: options.all !== true,
      keep: options.keep === true,
    }
    const plan = await client.call('split.plan', params)
    const changed = apply ? (await client.call('split.apply', params)).changed : null
    return { json: { ...plan, applied: apply, changed }, text: planText(plan, changed), problems }
  } finally {
    await client.close()
  }
}

const lookSchema = z.object({ leftOut: z.array(leftOutSchema) })

/** A project that cannot be written to is divided by what is known of its images. */
async function look(client: Client): Promise<string[]> {
  try {
    if ((await client.call('split.state', {})).unhashed === 0) return []
    const { job } = await client.call('split.look', {})
    const { leftOut } = lookSchema.parse(await finishJob(client, job))
    return leftOut.map(({ file, reason }) => `${shownName(file)}: ${shownName(reason)}`)
  } catch (error) {
    const isReadOnly = error instanceof AppFailure && error.error.code === 'project_read_only'
    if (!isReadOnly) throw error
    return []
  }
}

function planText(plan: SplitPlanReport, changed: number | null): string {
  const names = plan.total.splits.map(({ name }) => name)
  const rows = [plan.total, ...plan.strata].map(({ title, samples, splits: counts }) => [
    title,
    samples,
    ...counts.map(({ got, wished }) => `${got} (wished ${wished.toFixed(1)})`),
  ])
  const leaks = plan.listed.map(
    ({ by, splits: where, images }) => `  ${by}: ${images.join(', ')} (${where.join(' and ')})`,
  )
  return [
    table(['', 'samples', ...names], rows),
    `${plan.groups} sets that stay together; off by at most ${(100 * plan.off).toFixed(1)} %`,
    ...(plan.leaks > 0 ? [`${plan.leaks} on both sides:`, ...leaks] : ['nothing on both sides']),
    ...(plan.unhashed > 0 ? [`${plan.unhashed} images were not looked at`] : []),
    changed === null
      ? `${plan.changes} samples would change: --apply`
      : `${changed} samples changed`,
  ].join('\n')
}

function parseRatios(text: string): SplitParams['ratios'] {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)))
  if (numbers.length !== splits.length || !numbers.every((share) => share >= 0 && share <= 1e6))
    throw new InvalidArgumentError('Write three shares with commas, like 80,10,10.')
  const [train = 0, val = 0, test = 0] = numbers
  return { train, val, test }
}
