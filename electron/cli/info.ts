import type { Command } from 'commander'
import { failure } from '#models/failure'
import type { ProjectInfo } from '#rpc/schemas/project'
import { connect } from './client.ts'
import { reporting, table, type CommonOptions, type Outcome } from './report.ts'

export function addInfo(program: Command): void {
  program
    .command('info')
    .argument('<project>', 'a .reaseg file')
    .description('counts, schema version and integrity of a project')
    .option('--json', 'print one JSON document')
    .action(reporting(info))
}

async function info(project: string, _options: CommonOptions): Promise<Outcome> {
  const client = await connect(project, 'read')
  try {
    const found = await client.call('project.info', {})
    if (found === null) throw failure('no_project', `${project} was closed meanwhile`, 'Try again.')
    // How it was opened just now says nothing about the project.
    const problems = found.integrity === 'ok' ? [] : [`${project} is damaged: ${found.integrity}`]
    const { isReadOnly: _isReadOnly, ...json } = found
    return { json, text: infoText(found), problems }
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
