import { Option, type Command } from 'commander'
import { sampleStatuses } from '#rpc/schemas/project'
import { connect } from './client.ts'
import { listSamples } from './listing.ts'
import { reporting, table, type CommonOptions, type Outcome } from './report.ts'

type SamplesOptions = CommonOptions & {
  readonly status?: (typeof sampleStatuses)[number]
  readonly category?: string
}

export function addSamples(program: Command): void {
  program
    .command('samples')
    .argument('<project>', 'a .reaseg file')
    .description('list samples')
    .addOption(new Option('--status <status>', 'only these').choices(sampleStatuses))
    .option('--category <name>', 'only these')
    .option('--json', 'print one JSON document')
    .action(reporting(samples))
}

async function samples(project: string, options: SamplesOptions): Promise<Outcome> {
  const client = await connect(project, 'read')
  try {
    const { status = null, category = null } = options
    const rows = await listSamples(client, { status, category })
    const json = rows.map((row) => ({
      sample: row.id,
      image: row.imageName,
      text: row.query,
      category: row.category,
      status: row.status,
    }))
    const cells = json.map((row) => [row.sample, row.status, row.image, row.category, row.text])
    return { json, text: table(['sample', 'status', 'image', 'category', 'query'], cells) }
  } finally {
    await client.close()
  }
}
