import type { Command } from 'commander'
import { failure } from '#models/failure'
import { connect, type Client } from './client.ts'
import { listSamples } from './listing.ts'
import { collectIds, parseId, parseScore } from './parsers.ts'
import { reporting, type CommonOptions, type Outcome } from './report.ts'

type AcceptOptions = CommonOptions & {
  readonly sample: readonly number[]
  readonly all?: boolean
  readonly rank?: number
  readonly minScore?: number
  readonly target: boolean
}

export function addAccept(program: Command): void {
  program
    .command('accept')
    .argument('<project>', 'a .reaseg file')
    .description('save a candidate of the last run as the mask')
    .option('--sample <id>', 'a sample; may be repeated', collectIds, [])
    .option('--all', 'every open sample that has a run')
    .option('--rank <k>', 'which candidate', parseId)
    .option('--min-score <s>', 'leave those below alone', parseScore)
    .option('--no-target', 'nothing in the image answers the query')
    .option('--json', 'print one JSON document')
    .action(reporting(accept))
}

async function accept(project: string, options: AcceptOptions): Promise<Outcome> {
  const { all = false, rank, target } = options
  if (all === options.sample.length > 0 || (rank === undefined) === target || (all && !target))
    throw failure(
      'wrong_usage',
      'Say what to accept: --sample ID --rank K, --sample ID --no-target, or --all --rank K',
      'See --help.',
    )
  const client = await connect(project, 'write')
  try {
    const samples = all ? await openSamples(client) : options.sample
    let accepted = 0
    for (const sample of samples) {
      const isDone = target
        ? await acceptRank(client, sample, { rank: rank ?? 1, all, minScore: options.minScore })
        : await acceptNone(client, sample)
      if (isDone) accepted++
    }
    return { json: { accepted }, text: `${accepted} accepted` }
  } finally {
    await client.close()
  }
}

/** What is accepted or rejected already stays as somebody left it. */
async function openSamples(client: Client): Promise<readonly number[]> {
  const rows = await listSamples(client, {})
  return rows.filter(({ status }) => status === 'todo' || status === 'draft').map(({ id }) => id)
}

async function acceptNone(client: Client, sample: number): Promise<boolean> {
  await client.call('annotations.noTarget', { sample })
  return true
}

type Choice = {
  readonly rank: number
  /** One of many: what does not fit is passed over instead of refused. */
  readonly all: boolean
  readonly minScore: number | undefined
}

async function acceptRank(client: Client, sample: number, choice: Choice): Promise<boolean> {
  const { run } = await client.call('samples.get', { sample })
  if (run === null || (choice.all && run.isStale)) {
    if (choice.all) return false
    throw failure('not_found', `Sample ${sample} has no run`, 'Run “propose” for it first.')
  }
  if (run.reasoning.kind === 'absent') return acceptNone(client, sample)
  const candidate = run.candidates.find((known) => known.rank === choice.rank)
  if (candidate === undefined) {
    if (choice.all) return false
    const count = run.candidates.length
    throw failure(
      'not_found',
      `Sample ${sample} has no candidate of rank ${choice.rank}`,
      `Its last run has ${count}.`,
    )
  }
  if (choice.minScore !== undefined && candidate.score < choice.minScore) return false
  await client.call('annotations.accept', {
    sample,
    runId: run.id,
    candidateIds: [candidate.id],
  })
  return true
}
