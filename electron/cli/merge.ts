import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { conflictChoices, mergeResultSchema, type MergeResult } from '#rpc/schemas/merge'
import { connect } from './client.ts'
import { finishJob } from './jobs.ts'
import { reporting, shownName, type CommonOptions, type Outcome } from './report.ts'

type MergeOptions = CommonOptions & {
  readonly copyImages?: boolean
  readonly dryRun?: boolean
  readonly keep: (typeof conflictChoices)[number]
}

export function addMerge(program: Command): void {
  program
    .command('merge')
    .argument('<project>', 'a .reaseg file, which grows')
    .argument('<other>', 'a .reaseg file, which stays as it is')
    .description(
      'take in images, samples, masks with all versions, runs and reviews of another project',
    )
    .option('--copy-images', 'copy its pictures into a folder beside the project')
    .addOption(
      new Option('--keep <which>', 'of samples of the same picture and query that differ')
        .choices(conflictChoices)
        .default('both'),
    )
    .option('--dry-run', 'say what would be done')
    .option('--json', 'print one JSON document')
    .action(reporting(merge))
}

async function merge(project: string, other: string, options: MergeOptions): Promise<Outcome> {
  const { copyImages = false, dryRun = false, keep } = options
  const client = await connect(project, dryRun ? 'export' : 'write')
  try {
    const params = { path: resolve(other), copyImages, conflicts: keep, dryRun }
    const { job } = await client.call('project.merge', params)
    const result = mergeResultSchema.parse(await finishJob(client, job))
    return { json: result, text: mergeText(result) }
  } finally {
    await client.close()
  }
}

const choiceTexts = {
  both: 'both are kept, each with a comment',
  mine: 'mine is kept',
  theirs: 'theirs is kept, mine is in its history',
} as const

function mergeText(result: MergeResult): string {
  const { images, samples, conflicts, leftOut } = result
  const shown = conflicts.map(({ sample, image, query, differs }) => {
    return `  sample ${sample}, ${shownName(image)}, “${shownName(query)}”: ${differs.join(', ')}`
  })
  return [
    ...(result.dryRun ? ['Nothing was changed. This would be done:'] : []),
    `images: ${images.added} added, ${images.same} the same, ${images.copied} copied`,
    `samples: ${samples.added} added, ${samples.same} the same; ${result.versions} saved masks, ${result.runs} runs`,
    ...(samples.conflicts > 0
      ? [`${samples.conflicts} differ (${choiceTexts[result.kept]}):`, ...shown]
      : []),
    ...(leftOut.length > 0 ? [`${leftOut.length} left out:`] : []),
    ...leftOut.map(({ file, reason }) => `  ${shownName(file)}: ${shownName(reason)}`),
  ].join('\n')
}
