import type { Command } from 'commander'
import { barTitle, figureTexts, numberText } from '#core/dataset/figure-texts'
import { failure } from '#models/failure'
import type { DatasetSummary } from '#rpc/schemas/dataset'
import type { ProjectInfo } from '#rpc/schemas/project'
import { connect, type Client } from './client.ts'
import { reporting, table, type CommonOptions, type Outcome } from './report.ts'

export function addInfo(program: Command): void {
  program
    .command('info')
    .argument('<project>', 'a .reaseg file')
    .description('counts, schema version and integrity of a project')
    .option('--stats', 'also what the samples are like: queries, masks, time, ranks')
    .option('--json', 'print one JSON document')
    .action(reporting(info))
}

type InfoOptions = CommonOptions & { readonly stats?: boolean }

async function info(project: string, options: InfoOptions): Promise<Outcome> {
  const client = await connect(project, 'read')
  try {
    const found = await client.call('project.info', {})
    if (found === null) throw failure('no_project', `${project} was closed meanwhile`, 'Try again.')
    // How it was opened just now says nothing about the project.
    const problems = found.integrity === 'ok' ? [] : [`${project} is damaged: ${found.integrity}`]
    const { isReadOnly: _isReadOnly, ...json } = found
    if (options.stats !== true) return { json, text: infoText(found), problems }
    const stats = await wholeSummary(client)
    const text = `${infoText(found)}\n\n${statsText(stats)}`
    return { json: { ...json, stats }, text, problems }
  } finally {
    await client.close()
  }
}

/** A project's figures, one a line. */
export function infoText(found: ProjectInfo): string {
  const categories = Object.entries(found.byCategory).map(
    ([name, count]) => [`  ${name}`, count] as const,
  )
  return table(
    [found.name, ''],
    [
      ['file', found.path],
      ['schema version', found.schemaVersion],
      ['integrity', found.integrity],
      ['images', found.images],
      ['images missing', found.missingImages],
      ['samples', found.samples],
      ...Object.entries(found.byStatus).map(([name, count]) => [`  ${name}`, count] as const),
      ...(categories.length > 0 ? [['categories', categories.length] as const, ...categories] : []),
    ],
  )
}

/** Masks take a while to be measured, once: a call for each stretch of them. */
async function wholeSummary(client: Client): Promise<DatasetSummary> {
  for (;;) {
    const summary = await client.call('dataset.summary', {})
    if (summary.pending === 0) return summary
  }
}

function statsText({ figures }: DatasetSummary): string {
  return figures
    .filter(({ n }) => n > 0)
    .map(({ id, n, without, mean, median, bars }) => {
      const middle =
        mean === null || median === null
          ? ''
          : `, mean ${numberText(id, mean)}, median ${numberText(id, median)}`
      const unknown = without === 0 ? '' : `, unknown ${without}`
      return table(
        [`${figureTexts[id].title}: n ${n}${middle}${unknown}`, '', ''],
        bars.map((bar) => [`  ${barTitle(id, bar.key)}`, bar.n, `${bar.accepted} accepted`]),
      )
    })
    .join('\n\n')
}
