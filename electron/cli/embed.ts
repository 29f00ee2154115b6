import type { Command } from 'commander'
import { connect } from './client.ts'
import { finishJob } from './jobs.ts'
import { reporting, type CommonOptions, type Outcome } from './report.ts'

export function addEmbed(program: Command): void {
  program
    .command('embed')
    .argument('<project>', 'a .reaseg file')
    .description('embed every image ahead of time')
    .option('--json', 'print one JSON document')
    .action(reporting(embed))
}

async function embed(project: string, _options: CommonOptions): Promise<Outcome> {
  const client = await connect(project, 'write')
  try {
    const { job } = await client.call('models.embedAll', {})
    const result = await finishJob(client, job)
    return { json: result, text: JSON.stringify(result) }
  } finally {
    await client.close()
  }
}
