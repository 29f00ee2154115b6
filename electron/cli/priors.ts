import { resolve } from 'node:path'
import type { Command } from 'commander'
import { connect } from './client.ts'
import { parseId } from './parsers.ts'
import { reporting, shownName, type CommonOptions, type Outcome } from './report.ts'

type PriorsOptions = CommonOptions & { readonly sample?: number }

export function addPriors(program: Command): void {
  program
    .command('priors')
    .argument('<project>', 'a .reaseg file')
    .argument(
      '<path>',
      'a folder of .npy files or grey PNGs named <image>, <image>__<sample> or <sample>; with --sample one file',
    )
    .description('lay priors beside the samples they are for')
    .option('--sample <id>', 'the sample that the file is for', parseId)
    .option('--json', 'print one JSON document')
    .action(reporting(importPriors))
}

async function importPriors(
  project: string,
  path: string,
  { sample }: PriorsOptions,
): Promise<Outcome> {
  const client = await connect(project, 'write')
  try {
    const params = { sample: sample ?? null, path: resolve(path) }
    const result = await client.call('priors.import', params)
    const { imported, leftOut } = result
    const problems = leftOut.map(({ file, reason }) => `${shownName(file)}: ${shownName(reason)}`)
    const text = `${imported} ${imported === 1 ? 'sample has its' : 'samples have their'} prior`
    return { json: result, text, problems }
  } finally {
    await client.close()
  }
}
