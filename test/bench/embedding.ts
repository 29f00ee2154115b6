import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readScenes } from '#electron/usecases/demo-scenes'
import { unwrap } from '#models/failure'
import { openSegmenterHost, type HostSegmenter } from '#models/host/client'
import { readImageSource } from '#models/image/open-image'
import type { ImageSource } from '#models/ports'
import { benchModels, type BenchModel } from './bench-models.ts'
import { median, ratioRow, type BenchRow } from './table.ts'

const rounds = 9

/** Encoding as the host answers it, with the embedding kept by an earlier process or by this one, over computing it. */
export async function benchEmbedding(): Promise<BenchRow[]> {
  const home = await mkdtemp(path.join(tmpdir(), 'reaseg-bench-'))
  try {
    const image = await firstScene()
    const rows: BenchRow[] = []
    for (const model of await benchModels(path.join(home, 'models')))
      rows.push(...(await measure(model, image, path.join(home, 'cache'))))
    return rows
  } finally {
    await rm(home, { recursive: true })
  }
}

async function measure(
  { name, card }: BenchModel,
  image: ImageSource,
  cacheDir: string,
): Promise<BenchRow[]> {
  // The same picture under digests of its own: to the cache each is another image.
  const images = Array.from({ length: rounds }, (_, i) => withDigest(image, i))
  const spare = [withDigest(image, rounds), withDigest(image, rounds + 1)] as const
  const cold = await openSegmenterHost({ card, cacheDir })
  await cold.encode(spare[0], null, { priority: 'run' })
  const miss = await encodeAll(cold, images, false)
  await cold.close()
  const warm = await openSegmenterHost({ card, cacheDir })
  await warm.encode(spare[1], null, { priority: 'run' })
  const disk = await encodeAll(warm, images, true)
  const memory = await encodeAll(warm, images, true)
  await warm.close()
  const { width, height } = image.size
  const rowOf = (from: string, ours: number, most: number) =>
    ratioRow({
      what: `embedding from ${from}, ${name}, ${width}×${height}`,
      ours,
      peer: miss,
      peerName: 'cache miss: encoded',
      most,
      note: `as the host answers; median of ${rounds}`,
    })
  return [rowOf('disk in a new process', disk, 0.5), rowOf('memory', memory, 0.05)]
}

/** Median milliseconds of a call. Throws unless the cache was of the use that is being measured. */
async function encodeAll(
  host: HostSegmenter,
  images: readonly ImageSource[],
  isExpected: boolean,
): Promise<number> {
  const times: number[] = []
  for (const image of images) {
    const since = performance.now()
    const { isCached } = await host.encode(image, null, { priority: 'run' })
    times.push(performance.now() - since)
    if (isCached !== isExpected)
      throw new Error(`the embedding was ${isCached ? '' : 'not '}in the cache`)
  }
  return median(times)
}

function withDigest(image: ImageSource, i: number): ImageSource {
  return { ...image, digest: `${i}`.padStart(64, '0') }
}

async function firstScene(): Promise<ImageSource> {
  const [scene] = await readScenes()
  if (scene === undefined) throw new Error('no shipped scene')
  return unwrap(await readImageSource(scene.path))
}
