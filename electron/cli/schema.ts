import type { Command } from 'commander'
import { z } from 'zod'
import { pipelineSettingsSchema } from '#rpc/schemas/pipeline'
import { reporting, type CommonOptions, type Outcome } from './report.ts'

export function addSchema(program: Command): void {
  program
    .command('schema')
    .description('the JSON schema of the pipeline’s settings, for --settings')
    .option('--json', 'print one JSON document')
    .action(reporting(schema))
}

async function schema(_options: CommonOptions): Promise<Outcome> {
  const json = z.toJSONSchema(pipelineSettingsSchema, { io: 'input' })
  return { json, text: JSON.stringify(json, null, 2) }
}
