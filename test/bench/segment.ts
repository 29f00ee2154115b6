import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { imagePoint } from '#core/geometry/point'
import type { Size } from '#core/geometry/size'
import { isEmptyRle } from '#core/mask/rle-ops'
import { homeAt } from '#electron/files/home'
import { readScenes } from '#electron/usecases/demo-scenes'
import { unwrap } from '#models/failure'
import { readImageSource } from '#models/image/open-image'
import type { SegmenterCard } from '#models/ports'
import { openSegmenter } from '#models/segmenter'
import { startBackend, type BackendProcess } from '../soak/backend-process.ts'
import { timeBareRuns, type BareRuns } from './bare-runs.ts'
import { benchModels, type BenchModel } from './bench-models.ts'
import { ms, undisturbed, type BenchRow } from './table.ts'

const sizes = [
  { width: 960, height: 640 },
  { width: 4000, height: 2667 },
]
const rounds = 50
/** What the way through HTTP, the host and the run lengths may add. */
const allowance = { ratio: 1.25, milliseconds: 15 }

/** Click → RLE mask as the window gets it: a real backend over HTTP, embedding ready, over the decoder's bare `run()`. */
export async function benchSegment(): Promise<BenchRow[]> {
  const home = await mkdtemp(path.join(tmpdir(), 'reaseg-bench-'))
  const models = await benchModels(homeAt(home).models)
  const runs = timeBareRuns()
  const backend = await startBackend(home)
  const rows: BenchRow[] = []
  try {
    await backend.call('project.create', { path: path.join(home, 'bench.reaseg') })
    const photos = await Promise.all(sizes.map((size) => importPhoto(backend, home, size)))
    for (const model of models) {
      await backend.call('project.saveSettings', { segmenter: model.card.id })
      for (const photo of photos) rows.push(await measure(backend, runs, model, photo))
    }
  } finally {
    await backend.stop()
    await rm(home, { recursive: true })
  }
  return rows
}

type Photo = { readonly file: string; readonly sample: number; readonly size: Size }

async function importPhoto(backend: BackendProcess, home: string, size: Size): Promise<Photo> {
  const file = path.join(home, `photo-${size.width}.jpg`)
  const [scene] = await readScenes()
  if (scene === undefined) throw new Error('no shipped scene')
  await sharp(scene.path).resize(size.width, size.height, { fit: 'fill' }).jpeg().toFile(file)
  return { file, sample: await importOne(backend, file), size }
}

async function measure(
  backend: BackendProcess,
  runs: BareRuns,
  model: BenchModel,
  { file, sample, size }: Photo,
): Promise<BenchRow> {
  const bare = await openBare(model.card, file, runs)
  const ours: number[] = []
  const peers: number[] = []
  for (let i = -3; i < rounds; i += 1) {
    const point = imagePoint(size.width * (0.3 + (i % 5) / 10), size.height * (0.4 + (i % 3) / 10))
    const prompt = { points: [{ point, label: 1 as const }] }
    const since = performance.now()
    const { masks } = await backend.call('segment.image', { sample, prompt })
    const took = performance.now() - since
    if (masks.every(({ rle }) => isEmptyRle(rle))) throw new Error('the click found nothing')
    const peer = await bare.decode(point)
    // The first ones warm both up; the very first also encodes.
    if (i < 0) continue
    ours.push(took)
    peers.push(peer)
  }
  await bare.close()
  return rowOf(`${model.name}, ${size.width}×${size.height}`, undisturbed(ours), undisturbed(peers))
}

async function importOne(backend: BackendProcess, file: string): Promise<number> {
  const before = (await backend.call('samples.list', {})).total
  await backend.call('images.import', { files: [file] })
  for (;;) {
    const { rows } = await backend.call('samples.list', { offset: before })
    const [added] = rows
    if (added !== undefined) return added.id
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** The same looks in this process, of which only the time inside `run()` counts. */
async function openBare(card: SegmenterCard, file: string, runs: BareRuns) {
  const segmenter = await openSegmenter(card)
  const image = unwrap(await readImageSource(file))
  const encoding = await segmenter.encode(image, null, { priority: 'click' })
  return {
    async decode(point: ReturnType<typeof imagePoint>): Promise<number> {
      runs.take()
      const prompt = { points: [{ point, label: 1 as const }], box: null, mask: null }
      await segmenter.decode(encoding, [prompt], { priority: 'click', looks: 2 })
      return runs.take()
    },
    close: () => segmenter.close(),
  }
}

function rowOf(what: string, ours: number, bare: number): BenchRow {
  return {
    what: `click to mask, ${what}`,
    ours: ms(ours),
    peer: `${ms(bare)} (bare decoder run())`,
    ratio: ours / bare,
    target: `≤ ${allowance.ratio.toFixed(2)}× + ${allowance.milliseconds} ms`,
    isMet: ours <= allowance.ratio * bare + allowance.milliseconds,
    note: `over HTTP, embedding ready; 20th percentile of ${rounds}`,
  }
}
