import { resolve } from 'node:path'
import type { Command } from 'commander'
import { failure } from '#models/failure'
import { bundleResultSchema } from '#rpc/schemas/bundle'
import type { LeftOut } from '#rpc/schemas/project'
import { connect, openLocal } from './client.ts'
import { finishJob } from './jobs.ts'
import { reporting, shownName, type CommonOptions, type Outcome } from './report.ts'

type BundleOptions = CommonOptions & {
  readonly out?: string
  readonly images?: boolean
  readonly overwrite?: boolean
  readonly unpack?: string
}

export function addBundle(program: Command): void {
  program
    .command('bundle')
    .argument('<project>', 'a .reaseg file, or with --unpack a .zip file')
    .description('a project as one .zip to hand over, and back')
    .option('--out <file.zip>', 'write it here')
    .option('--images', 'with its pictures')
    .option('--overwrite', 'replace what is there')
    .option('--unpack <dir>', 'unpack a bundle into a new or empty folder')
    .option('--json', 'print one JSON document')
    .action(reporting((path: string, options: BundleOptions) => run(path, options)))
}

async function run(path: string, options: BundleOptions): Promise<Outcome> {
  if (options.unpack !== undefined) return unpack(path, options.unpack)
  if (options.out === undefined)
    throw failure('wrong_usage', 'bundle needs --out F.zip or --unpack DIR', 'Name one of them.')
  const { out, images = false, overwrite = false } = options
  const client = await connect(path, 'export')
  try {
    const { job } = await client.call('project.bundle', { out: resolve(out), images, overwrite })
    const result = bundleResultSchema.parse(await finishJob(client, job))
    const text = `${result.images} images → ${shownName(result.written)}, ${result.bytes} bytes`
    return { json: result, text, problems: problemsOf(result.leftOut) }
  } finally {
    await client.close()
  }
}

async function unpack(path: string, folder: string): Promise<Outcome> {
  const client = openLocal()
  try {
    const params = { path: resolve(path), folder: resolve(folder) }
    const result = await client.call('project.unpack', params)
    const text = `${result.images} images, project ${shownName(result.project)}`
    return { json: result, text, problems: problemsOf(result.leftOut) }
  } finally {
    await client.close()
  }
}

function problemsOf(leftOut: readonly LeftOut[]): string[] {
  return leftOut.map(({ file, reason }) => `${shownName(file)}: ${shownName(reason)}`)
}
