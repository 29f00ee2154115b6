import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Reasoning } from '#core/prompt/reasoning'
import { readScenes } from '#electron/usecases/demo-scenes'
import { runPipeline } from '#electron/usecases/pipeline'
import { unwrap } from '#models/failure'
import { openSegmenterHost, type HostSegmenter } from '#models/host/client'
import { readImageSource } from '#models/image/open-image'
import type { ImageSource } from '#models/ports'
import { pipelineSettingsSchema } from '#rpc/schemas/pipeline'
import { benchModels, type BenchModel } from './bench-models.ts'
import { median, ratioRow, type BenchRow } from './table.ts'

const rounds = 9
/** Its region is small enough for a crop, and every source finds something in it: enough for all 15. */
const sampleId = 'breakfast-smallest'

/** Discovery of 15 candidates by all sources and the crop, in a host process, over the bare runs inside it. */
export async function benchDiscovery(): Promise<BenchRow[]> {
  const home = await mkdtemp(path.join(tmpdir(), 'reaseg-bench-'))
  try {
    const rows: BenchRow[] = []
    for (const model of await benchModels(path.join(home, 'models')))
      rows.push(await measure(model, path.join(home, 'cache')))
    return rows
  } finally {
    await rm(home, { recursive: true })
  }
}

async function measure({ name, card }: BenchModel, cacheDir: string): Promise<BenchRow> {
  let spent = 0
  const segmenter = await openSegmenterHost({
    card,
    cacheDir,
    entry: fileURLToPath(new URL('./timed-host.ts', import.meta.url)),
    onNotice: (notice) => {
      if (notice.kind === 'problem') spent += Number(notice.error.message.replace('run ', ''))
    },
  })
  const { image, reasoning } = await readSample()
  const ours: number[] = []
  const bare: number[] = []
  let count = 0
  for (let i = 0; i < rounds; i += 1) {
    spent = 0
    const since = performance.now()
    // A digest of its own keeps the embedding from being known: the encoder runs in each round.
    const digest = `${i}`.padStart(64, '0')
    count = await discover(segmenter, { ...image, digest }, reasoning)
    ours.push(performance.now() - since)
    bare.push(spent)
  }
  await segmenter.close()
  const ratios = ours.map((value, i) => value / (bare[i] as number))
  const middle = ratios.indexOf(median(ratios))
  return ratioRow({
    what: `discovery of ${count} candidates, ${name}, ${image.size.width}×${image.size.height}`,
    ours: ours[middle] as number,
    peer: bare[middle] as number,
    peerName: 'sum of bare run()',
    most: 1.15,
    note: `all sources, encoding included; median of ${rounds}`,
  })
}

async function readSample(): Promise<{ image: ImageSource; reasoning: Reasoning }> {
  for (const { path: file, samples } of await readScenes()) {
    const found = samples.find(({ id }) => id === sampleId)
    if (found !== undefined)
      return { image: unwrap(await readImageSource(file)), reasoning: found.hint }
  }
  throw new Error(`no shipped scene has the sample ${sampleId}`)
}

async function discover(
  segmenter: HostSegmenter,
  image: ImageSource,
  reasoning: Reasoning,
): Promise<number> {
  const settings = pipelineSettingsSchema.parse({ candidates: { view: 'both' } })
  const { candidates } = await runPipeline(
    { image, reasoning, settings, priors: [] },
    {
      segmenter,
      call: { priority: 'run' },
      now: () => performance.now(),
      onStage: () => undefined,
    },
  )
  return candidates.length
}
