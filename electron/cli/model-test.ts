import type { Command } from 'commander'
import { readScenes } from '#electron/usecases/demo-scenes'
import { findPlaces } from '#electron/files/places'
import { failure, unwrap } from '#models/failure'
import { readImageSource } from '#models/image/open-image'
import { testProviders } from '#models/self-test'
import type { Verdict } from '#models/verdict'
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
  const stop = new AbortController()
  const stopListening = onInterrupt(() => stop.abort())
  try {
    const cards = await client.application.studio.segmenterCards()
    const card = cards.find((one) => one.id === id)
    if (card === undefined)
      throw failure('model_missing', `There is no segmenter ${id}.`, 'See “models list”.')
    const { hostEntry } = findPlaces()
    const verdicts = await testProviders(
      {
        card,
        image: await pictureToTestOn(),
        signal: stop.signal,
        ...(hostEntry === null ? {} : { host: { entry: hostEntry } }),
      },
      options.provider,
    )
    return { json: verdicts, text: textOf(verdicts) }
  } finally {
    stopListening()
    await client.close()
  }
}

/** The first of the scenes that ship. */
async function pictureToTestOn() {
  const [scene] = await readScenes()
  if (scene === undefined) throw new Error('no scene ships')
  return unwrap(await readImageSource(scene.path))
}

function textOf(verdicts: readonly Verdict[]): string {
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
