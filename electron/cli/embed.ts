import type { Command } from 'commander'
import { z } from 'zod'
import { leftOutSchema } from '#rpc/schemas/project'
import { connect } from './client.ts'
import { finishJob } from './jobs.ts'
import { reporting, shownName, type CommonOptions, type Outcome } from './report.ts'

export function addEmbed(program: Command): void {
  program
    .command('embed')
    .argument('<project>', 'a .reaseg file')
    .description('embed every image ahead of time')
    .option('--json', 'print one JSON document')
    .action(reporting(embed))
}

const resultSchema = z.object({ images: z.int(), leftOut: z.array(leftOutSchema) })

async function embed(project: string, _options: CommonOptions): Promise<Outcome> {
  const client = await connect(project, 'write')
  try {
    const { job } = await client.call('models.embedAll', {})
    const result = resultSchema.parse(await finishJob(client, job))
    const leftOut = result.leftOut.map(({ file, reason }) => `  ${shownName(file)}: ${reason}`)
    const problems = leftOut.length === 0 ? [] : [`${leftOut.length} left out:`, ...leftOut]
    return { json: result, text: [`${result.images} images embedded`, ...problems].join('\n') }
  } finally {
    await client.close()
  }
}
