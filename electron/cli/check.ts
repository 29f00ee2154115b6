import type { Command } from 'commander'
import { connect } from './client.ts'
import { collectFilter, parseId, type SampleFilterParams } from './parsers.ts'
import { reporting, table, type CommonOptions, type Outcome } from './report.ts'

type CheckOptions = CommonOptions & {
  readonly filter: SampleFilterParams
  readonly warn?: boolean
  readonly sample?: number
  readonly ask?: string
}

export function addCheck(program: Command): void {
  program
    .command('check')
    .argument('<project>', 'a .reaseg file')
    .description('what is wrong with queries: names its target, duplicate, length, ambiguous, …')
    .option('--sample <id>', 'all checks of one sample', parseId)
    .option('--ask <profile>', 'of one sample: also ask an MLLM (blind, unique)')
    .option('--warn', 'list warnings too, not only what is bad')
    .option('--filter <name=value>', 'status, category, split or search', collectFilter, {})
    .option('--json', 'print one JSON document')
    .action(reporting(check))
}

async function check(project: string, options: CheckOptions): Promise<Outcome> {
  const { sample, ask, filter, warn = false } = options
  const client = await connect(project, ask === undefined ? 'read' : 'write')
  try {
    if (sample === undefined) {
      const least = warn ? ('warn' as const) : ('bad' as const)
      const result = await client.call('checks.list', { filter, least })
      const rows = result.found.flatMap(({ sample: id, query, checks }) =>
        checks.map((one) => [String(id), one.check, one.verdict, one.why, query]),
      )
      const head = `${result.found.length} of ${result.checked} samples`
      const titles = ['sample', 'check', 'verdict', 'why', 'query']
      return { json: result, text: rows.length === 0 ? head : `${head}\n${table(titles, rows)}` }
    }
    if (ask !== undefined)
      for (const name of ['blind', 'unique'] as const)
        await client.call('checks.ask', { sample, check: name, profile: ask })
    const checks = await client.call('checks.get', { sample })
    const rows = checks.map((one) => [one.check, one.verdict, one.note?.text ?? one.why])
    return { json: { sample, checks }, text: table(['check', 'verdict', 'why'], rows) }
  } finally {
    await client.close()
  }
}
