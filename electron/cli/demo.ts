import type { Command } from 'commander'
import { runDemo, type DemoResult } from '#electron/usecases/demo'
import { openLocal } from './client.ts'
import { reporting, table, type CommonOptions, type Outcome } from './report.ts'

type DemoCommandOptions = CommonOptions & { readonly out: string }

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('the whole job on the sample scenes: propose, accept, compare, export')
    .requiredOption('--out <dir>', 'a new or empty folder')
    .option('--json', 'print one JSON document')
    .action(reporting(demo))
}

async function demo(options: DemoCommandOptions): Promise<Outcome> {
  const client = openLocal()
  const onProgress = (note: string) => void process.stderr.write(`${note}…\n`)
  try {
    const result = await runDemo(client.application.studio, { out: options.out, onProgress })
    return { json: result, text: demoText(result) }
  } finally {
    await client.close()
  }
}

function demoText(result: DemoResult): string {
  const share = (value: number | null) => (value === null ? null : value.toFixed(3))
  const rows = result.rows.map((row) => {
    return [row.sample, row.candidates, share(row.score), share(row.iou), row.category, row.query]
  })
  return [
    table(['sample', 'candidates', 'score', 'IoU', 'category', 'query'], rows),
    '',
    `mean IoU ${result.meanIou.toFixed(3)} over ${result.rows.filter(({ iou }) => iou !== null).length} samples with a true mask`,
    `project ${result.project}`,
    `COCO    ${result.coco}`,
    `sheet   ${result.sheet}`,
  ].join('\n')
}
