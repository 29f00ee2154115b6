import type { Command } from 'commander'
import { failure } from '#models/failure'
import { connect, type Client } from './client.ts'
import {
  collectBoxes,
  collectTexts,
  parseIds,
  reasoningFrom,
  type RegionOptions,
} from './parsers.ts'
import { reporting, type CommonOptions, type Outcome } from './report.ts'

type QueryOptions = CommonOptions &
  RegionOptions & {
    readonly image: string
    readonly text: string
    readonly category?: string
    readonly component: readonly string[]
  }

export function addQuery(program: Command): void {
  program
    .command('query')
    .argument('<project>', 'a .reaseg file')
    .description('add a sample: a query about an image')
    .requiredOption('--image <name>', 'name or path of the image')
    .requiredOption('--text <query>', 'the query')
    .option('--category <name>', 'category of the query')
    .option('--component <name>', 'a component of it; may be repeated', collectTexts, [])
    .option('--target <name>', 'what answers it')
    .option('--rows <ids>', 'rows of the grid where it is, like 2-3', parseIds)
    .option('--columns <ids>', 'columns of the grid where it is, like 4,5', parseIds)
    .option('--box <x0,y0,x1,y1>', 'a box where it is; may be repeated', collectBoxes, [])
    .option('--json', 'print one JSON document')
    .action(reporting(addSample))
}

async function addSample(project: string, options: QueryOptions): Promise<Outcome> {
  const client = await connect(project, 'write')
  try {
    const image = await findImage(client, options.image)
    const settings = await client.call('project.settings', {})
    const sample = await client.call('samples.add', {
      image,
      fields: {
        query: options.text,
        target: options.target ?? '',
        category: options.category ?? null,
        components: [...options.component],
      },
      hint: reasoningFrom(options, settings.grid),
    })
    return { json: { sample: sample.id }, text: `sample ${sample.id} on ${sample.imageName}` }
  } finally {
    await client.close()
  }
}

/** By path, else by name; a name that several images have is refused. */
async function findImage(client: Client, name: string): Promise<number> {
  const { rows } = await client.call('images.list', { search: name, limit: 1000 })
  const byPath = rows.filter((row) => row.path === name)
  const found = byPath.length > 0 ? byPath : rows.filter((row) => row.name === name)
  const [only, ...others] = found
  if (only === undefined)
    throw failure('not_found', `There is no image ${name} in the project`, 'Import it first.')
  if (others.length > 0)
    throw failure(
      'bad_input',
      `${found.length} images are named ${name}`,
      `Name one by its path: ${found.map((row) => row.path).join(', ')}`,
    )
  return only.id
}
