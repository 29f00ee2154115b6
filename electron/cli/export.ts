import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { listFormats } from '#electron/usecases/transfer-formats'
import { exportResultSchema, type ExportResult } from '#rpc/schemas/project'
import { connect } from './client.ts'
import { finishJob } from './jobs.ts'
import { collectFilter, parseCount, type SampleFilterParams } from './parsers.ts'
import { reporting, type CommonOptions, type Outcome } from './report.ts'

type ExportOptions = CommonOptions & {
  readonly format: string
  readonly out: string
  readonly overwrite?: boolean
  readonly segmentation: 'rle' | 'polygon'
  readonly copyImages?: boolean
  readonly groupSize: number
  readonly padGroups?: boolean
  readonly trueMask?: boolean
  readonly thinking: 'with' | 'without' | 'mixed'
  readonly seed: number
  readonly filter: SampleFilterParams
}

const writable = listFormats().filter((format) => format.export !== null)

export function addExport(program: Command): void {
  program
    .command('export')
    .argument('<project>', 'a .reaseg file')
    .description('write the accepted samples, with a report of what is lost')
    .addOption(
      new Option('--format <name>', 'what to write')
        .choices(writable.map(({ id }) => id))
        .makeOptionMandatory(),
    )
    .requiredOption('--out <path>', 'file or folder, as the format has it')
    .option('--overwrite', 'replace what is there')
    .addOption(
      new Option('--segmentation <kind>', 'of COCO and RefCOCO')
        .choices(['rle', 'polygon'])
        .default('rle'),
    )
    .option('--copy-images', 'take the pictures along, where the format is a folder')
    .option('--group-size <n>', 'of mask scoring: candidates a group', parseCount, 5)
    .option('--pad-groups', 'of mask scoring: fill a short last group with empty masks')
    .option('--true-mask', 'of mask scoring: show the true mask, too, in test groups as well')
    .addOption(
      new Option('--thinking <how>', 'of mask scoring: whether answers think aloud first')
        .choices(['with', 'without', 'mixed'])
        .default('mixed'),
    )
    .option('--seed <n>', 'of mask scoring: order of the candidates', parseCount, 0)
    .option('--filter <name=value>', 'status, category, split or search', collectFilter, {})
    .option('--json', 'print one JSON document')
    .action(reporting(exportFrom))
}

async function exportFrom(project: string, options: ExportOptions): Promise<Outcome> {
  const { segmentation, filter, overwrite = false, copyImages = false } = options
  const { groupSize, padGroups = false, trueMask = false, thinking, seed } = options
  const client = await connect(project, 'export')
  try {
    const { job } = await client.call('transfer.export', {
      format: options.format,
      out: resolve(options.out),
      filter,
      overwrite,
      options: { segmentation, copyImages, groupSize, padGroups, trueMask, thinking, seed },
    })
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
