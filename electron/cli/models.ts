import type { Command } from 'commander'
import { addBench } from './bench.ts'
import { openLocal } from './client.ts'
import { reporting, table, type CommonOptions, type Outcome } from './report.ts'

export function addModels(program: Command): void {
  const models = program.command('models').description('the registry of segmenters')
  models
    .command('list')
    .description('every segmenter there is')
    .option('--json', 'print one JSON document')
    .action(reporting(listModels))
  addBench(models)
}

async function listModels(_options: CommonOptions): Promise<Outcome> {
  const client = openLocal()
  try {
    const cards = await client.call('models.list', {})
    const rows = cards.map((card) => {
      const bytes = card.files.reduce((sum, file) => sum + file.bytes, 0)
      return [card.id, card.title, card.dialect, (bytes / 1_000_000).toFixed(1), card.licence]
    })
    return { json: cards, text: table(['id', 'title', 'dialect', 'MB', 'licence'], rows) }
  } finally {
    await client.close()
  }
}
