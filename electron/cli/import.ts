import { dirname, resolve } from 'node:path'
import type { Command } from 'commander'
import { listFormats } from '#electron/usecases/transfer-formats'
import { failure } from '#models/failure'
import { importResultSchema, type ImportResult } from '#rpc/schemas/project'
import { connect } from './client.ts'
import { finishJob } from './jobs.ts'
import { reporting, shownName, type CommonOptions, type Outcome } from './report.ts'

type ImportOptions = CommonOptions & {
  readonly images?: string
  readonly strict?: boolean
  /** The path of a format, under the name of its option. */
  readonly [option: string]: unknown
}

const readable = listFormats().filter((format) => format.import !== null)

export function addImport(program: Command): void {
  const command = program
    .command('import')
    .argument('<project>', 'a .reaseg file')
    .description('take in images, or a data set with its images')
    .option('--images <dir>', 'folder of the images')
    .option('--strict', 'refuse all if any record is bad')
    .option('--json', 'print one JSON document')
    .action(reporting(importInto))
  for (const { id, import: takes, title } of readable)
    command.option(`--${id} <${takes === 'file' ? 'file' : 'dir'}>`, `${title} of these images`)
}

async function importInto(project: string, options: ImportOptions): Promise<Outcome> {
  const { images, strict = false } = options
  const dataset = chosenDataset(options)
  if (images === undefined && dataset === null)
    throw failure('wrong_usage', 'import needs --images DIR', 'Name the folder of the images.')
  const client = await connect(project, 'write')
  try {
    const folder = resolve(images ?? dataset?.folder ?? '.')
    const { job } =
      dataset === null
        ? await client.call('images.import', { folder, addSamples: false, strict })
        : await client.call('transfer.import', {
            format: dataset.format,
            path: dataset.path,
            images: folder,
            strict,
          })
    const result = importResultSchema.parse(await finishJob(client, job))
    return { json: result, text: importText(result) }
  } finally {
    await client.close()
  }
}

/** The pictures lie with the data unless `--images` says otherwise. */
function chosenDataset(options: ImportOptions) {
  const chosen = readable.filter(({ id }) => typeof options[camelCase(id)] === 'string')
  const [format, other] = chosen
  if (other !== undefined)
    throw failure('wrong_usage', 'import reads one data set at a time', 'Name one format.')
  if (format === undefined) return null
  const path = resolve(String(options[camelCase(format.id)]))
  return { format: format.id, path, folder: format.import === 'file' ? dirname(path) : path }
}

function camelCase(id: string): string {
  return id.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
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
