import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { exportResultSchema, type ExportResult } from '#rpc/schemas/project'
import { connect } from './client.ts'
import { finishJob } from './jobs.ts'
import { collectFilter, type SampleFilterParams } from './parsers.ts'
import { reporting, type CommonOptions, type Outcome } from './report.ts'

type ExportOptions = CommonOptions & {
  readonly format: 'coco' | 'masks'
  readonly out: string
  readonly overwrite?: boolean
  readonly segmentation: 'rle' | 'polygon'
  readonly filter: SampleFilterParams
}

export function addExport(program: Command): void {
  program
    .command('export')
    .argument('<project>', 'a .reaseg file')
    .description('write the accepted samples, with a report of what is lost')
    .addOption(
      new Option('--format <name>', 'what to write')
        .choices(['coco', 'masks'])
        .makeOptionMandatory(),
    )
    .requiredOption('--out <path>', 'file (coco) or folder (masks)')
    .option('--overwrite', 'replace what is there')
    .addOption(
      new Option('--segmentation <kind>', 'of COCO').choices(['rle', 'polygon']).default('rle'),
    )
    .option('--filter <name=value>', 'status, category, split or search', collectFilter, {})
    .option('--json', 'print one JSON document')
    .action(reporting(exportFrom))
}

async function exportFrom(project: string, options: ExportOptions): Promise<Outcome> {
  const { segmentation, filter, overwrite = false } = options
  const client = await connect(project, 'export')
  try {
    const params = { out: resolve(options.out), filter, overwrite }
    const { job } =
      options.format === 'coco'
        ? await client.call('transfer.exportCoco', { ...params, segmentation })
        : await client.call('transfer.exportMasks', params)
    const result = exportResultSchema.parse(await finishJob(client, job))
    return { json: result, text: exportText(result) }
  } finally {
    await client.close()
  }
}

function exportText(result: ExportResult): string {
  const losses = result.losses.map(({ sample, what, iou }) => {
    return `  sample ${sample}: ${what}${iou === null ? '' : ` (IoU ${iou.toFixed(4)})`}`
  })
  return [
    `${result.samples} samples → ${result.written.join(', ')}`,
    ...(losses.length > 0 ? [`${losses.length} losses:`, ...losses] : []),
  ].join('\n')
}
