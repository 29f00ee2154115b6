import type { Command } from 'commander'
import { connect } from './client.ts'
import { infoText } from './info.ts'
import { reporting, type CommonOptions, type Outcome } from './report.ts'

export function addInit(program: Command): void {
  program
    .command('init')
    .argument('<project>', 'the .reaseg file to create')
    .description('create an empty project')
    .option('--json', 'print one JSON document')
    .action(reporting(init))
}

async function init(project: string, _options: CommonOptions): Promise<Outcome> {
  const client = await connect(project, 'create')
  try {
    const info = await client.call('project.info', {})
    return { json: info, text: info === null ? '' : infoText(info) }
  } finally {
    await client.close()
  }
}
