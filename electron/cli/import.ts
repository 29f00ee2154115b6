import { resolve } from 'node:path'
import type { Command } from 'commander'
import { failure } from '#models/failure'
import { importResultSchema, type ImportResult } from '#rpc/schemas/project'
import { connect } from './client.ts'
import { finishJob } from './jobs.ts'
import { reporting, shownName, type CommonOptions, type Outcome } from './report.ts'

type ImportOptions = CommonOptions & {
  readonly images?: string
  readonly coco?: string
  readonly strict?: boolean
}

export function addImport(program: Command): void {
  program
    .command('import')
    .argument('<project>', 'a .reaseg file')
    .description('take in images, or a data set with its images')
    .option('--images <dir>', 'folder of the images')
    .option('--coco <file>', 'COCO annotations of these images')
    .option('--strict', 'refuse all if any record is bad')
    .option('--json', 'print one JSON document')
    .action(reporting(importInto))
}

async function importInto(project: string, options: ImportOptions): Promise<Outcome> {
  const { images, coco, strict = false } = options
  if (images === undefined)
    throw failure('wrong_usage', 'import needs --images DIR', 'Name the folder of the images.')
  const client = await connect(project, 'write')
  try {
    const folder = resolve(images)
    const { job } =
      coco === undefined
        ? await client.call('images.import', { folder, addSamples: false, strict })
        : await client.call('transfer.importCoco', { file: resolve(coco), images: folder, strict })
    const result = importResultSchema.parse(await finishJob(client, job))
    return { json: result, text: importText(result) }
  } finally {
    await client.close()
  }
}

function importText(result: ImportResult): string {
  const leftOut = result.leftOut.map(({ file, line, reason }) => {
    return `  ${shownName(file)}${line === null ? '' : `:${line}`}: ${shownName(reason)}`
  })
  return [
    `${result.images} images, ${result.samples} samples, ${result.known} known already`,
    ...(leftOut.length > 0 ? [`${leftOut.length} left out:`, ...leftOut] : []),
  ].join('\n')
}
