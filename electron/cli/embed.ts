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
    .option('--segmenter <id>', 'segmenter, see “models list”; the project’s unless given')
    .option('--json', 'print one JSON document')
    .action(reporting(embed))
}

type EmbedOptions = CommonOptions & { readonly segmenter?: string }

const resultSchema = z.object({ images: z.int(), known: z.int(), leftOut: z.array(leftOutSchema) })

async function embed(project: string, options: EmbedOptions): Promise<Outcome> {
  const client = await connect(project, 'write')
  try {
    const { job } = await client.call('models.embedAll', { segmenter: options.segmenter ?? null })
    const result = resultSchema.parse(await finishJob(client, job))
    const leftOut = result.leftOut.map(({ file, reason }) => `  ${shownName(file)}: ${reason}`)
    const problems = leftOut.length === 0 ? [] : [`${leftOut.length} left out:`, ...leftOut]
    return { json: result, text: [summaryOf(result), ...problems].join('\n') }
  } finally {
    await client.close()
  }
}

function summaryOf({ images, known }: z.infer<typeof resultSchema>): string {
  return `${images} images embedded${known === 0 ? '' : `, ${known} of them before`}`
}
