import { Option, type Command } from 'commander'
import { writingKinds, type WritingKind } from '#core/dataset/generation'
import { failure } from '#models/failure'
import type { Proposal } from '#rpc/schemas/authoring'
import { connect, type Client } from './client.ts'
import { followPausable } from './jobs.ts'
import { collectFilter, parseCount, parseId, type SampleFilterParams } from './parsers.ts'
import { reporting, table, type CommonOptions, type Outcome } from './report.ts'

type GenerateOptions = CommonOptions & {
  readonly kind?: WritingKind
  readonly writer?: string
  readonly verifier?: string
  readonly finder?: string
  readonly limit: number
  readonly filter: SampleFilterParams
  readonly list?: boolean
  readonly take?: number
  readonly drop?: number
}

export function addGenerate(program: Command): void {
  program
    .command('generate')
    .argument('<project>', 'a .reaseg file')
    .description('have an MLLM write queries for accepted masks; a person takes or drops them')
    .addOption(new Option('--kind <kind>', 'what to write').choices([...writingKinds]))
    .option('--writer <profile>', 'MLLM that writes')
    .option('--verifier <profile>', 'MLLM that verifies and rephrases')
    .option('--finder <model>', 'of questions: text model that finds what an answer names')
    .option('--limit <n>', 'samples, at most', parseCount, 100)
    .option('--filter <name=value>', 'category, split or search', collectFilter, {})
    .option('--list', 'what waits to be decided on')
    .option('--take <id>', 'make a proposal a sample', parseId)
    .option('--drop <id>', 'drop a proposal', parseId)
    .option('--json', 'print one JSON document')
    .action(reporting(generate))
}

async function generate(project: string, options: GenerateOptions): Promise<Outcome> {
  const { take, drop, list, kind, writer } = options
  const client = await connect(project, list === true ? 'read' : 'write')
  try {
    const decided = take ?? drop
    if (decided !== undefined) {
      const state = take === undefined ? ('dropped' as const) : ('taken' as const)
      const proposal = await client.call('proposals.decide', { proposal: decided, state })
      return { json: { proposal }, text: `${proposal.id}: ${proposal.state}` }
    }
    if (list === true) return await listed(client)
    if (kind === undefined || writer === undefined)
      throw failure(
        'wrong_usage',
        'generate needs --kind and --writer',
        'Or --list, --take ID, --drop ID for what was written.',
      )
    return await written(client, { ...options, kind, writer })
  } finally {
    await client.close()
  }
}

type WriteOptions = GenerateOptions & { readonly kind: WritingKind; readonly writer: string }

async function written(client: Client, options: WriteOptions): Promise<Outcome> {
  const { kind, writer, verifier = null, finder = null, filter, limit } = options
  const params = { kind, writer, verifier, finder, filter, limit }
  const { job } = await client.call('generate.start', params)
  const ended = await followPausable(client, job)
  const { failed } = await client.call('jobs.settled', { job })
  const { rows, counts } = await client.call('proposals.list', { limit: 200 })
  return {
    json: { state: ended.state, counts, proposals: rows, failed },
    text: [proposalTable(rows), ...failed.map(({ message }) => message)].join('\n'),
  }
}

async function listed(client: Client): Promise<Outcome> {
  const result = await client.call('proposals.list', { limit: 200 })
  return { json: result, text: proposalTable(result.rows) }
}

function proposalTable(rows: readonly Proposal[]): string {
  const lines = rows.map(({ id, verdict, kind, image, texts }) => {
    return [String(id), verdict, kind, image.name, texts.query || texts.rationale]
  })
  return table(['id', 'verdict', 'kind', 'image', 'text'], lines)
}
