import type { Command } from 'commander'
import type { ProviderVerdict } from '#rpc/schemas/models'
import { openLocal } from './client.ts'
import { onInterrupt } from './progress.ts'
import { reporting, table, type CommonOptions, type Outcome } from './report.ts'

type TestOptions = CommonOptions & { readonly provider?: readonly string[] }

export function addModelTest(models: Command): void {
  models
    .command('test')
    .argument('<id>', 'a segmenter, see “models list”')
    .description('whether its encoder gives the same masks on this machine’s GPU as on the CPU')
    .option('--provider <names...>', 'such as webgpu, cuda, dml, coreml; all unless given')
    .option('--json', 'print one JSON document')
    .action(reporting(test))
}

async function test(id: string, options: TestOptions): Promise<Outcome> {
  const client = openLocal()
  const stopListening = onInterrupt(() => client.application.studio.models.cancelTest())
  try {
    const providers = options.provider === undefined ? null : [...options.provider]
    const { verdicts } = await client.call('models.test', { id, providers })
    return { json: verdicts, text: textOf(verdicts) }
  } finally {
    stopListening()
    await client.close()
  }
}

function textOf(verdicts: readonly ProviderVerdict[]): string {
  const rows = verdicts.map(({ provider, isGood, reason, iou, encode, decode, memory }) => [
    provider,
    isGood ? 'good' : 'not used',
    iou === null ? '' : iou.toFixed(3),
    encode === null ? '' : encode.toFixed(0),
    decode === null ? '' : decode.toFixed(0),
    memory === null ? '' : (memory / 1e6).toFixed(0),
    reason ?? '',
  ])
  return table(['provider', 'verdict', 'IoU', 'encode ms', 'decode ms', 'MB', 'why'], rows)
}
