import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { boxHeight, boxWidth, clampBox, imageBox, type ImageBox } from '#core/geometry/box'
import { imagePoint } from '#core/geometry/point'
import type { Size } from '#core/geometry/size'
import { unwrap } from '#models/failure'
import { readImageSource } from '#models/image/open-image'
import type { DecodedMask, Prompt, Segmenter } from '#models/ports'
import { listSegmenters } from '#models/registry'
import { openSegmenter } from '#models/segmenter'

/*
 * Thresholds under which about 9 of 32 seeds pass, fitted on the sample scenes:
 *   npx node models/embedded/fit-thresholds.ts --scenes resources/samples/scenes.json
 * 32 single clicks are laid evenly over each sample's region, widened by a fifth of a strip as the pipeline does; a
 * seed passes when its mask of highest predicted IoU does. Both thresholds are set at the same rank of their numbers.
 */

type Scene = {
  readonly file: string
  readonly width: number
  readonly height: number
  readonly samples: readonly {
    readonly region?: {
      readonly grid: number
      readonly rows: readonly [number, number]
      readonly columns: readonly [number, number]
    } | null
  }[]
}
type Region = NonNullable<Scene['samples'][number]['region']>

const wantedShare = 9 / 32
const { values } = parseArgs({
  options: { scenes: { type: 'string' }, segmenter: { type: 'string', default: 'embedded-2' } },
})
if (values.scenes === undefined) throw new Error('--scenes FILE is needed')
process.stdout.write(await fit(values.scenes, values.segmenter))

async function fit(file: string, id: string): Promise<string> {
  const card = listSegmenters().find((one) => one.id === id)
  if (card === undefined) throw new Error(`no segmenter ${id}`)
  const segmenter = await openSegmenter(card)
  const { scenes } = JSON.parse(readFileSync(file, 'utf8')) as { scenes: readonly Scene[] }
  const seeds: DecodedMask[] = []
  for (const scene of scenes)
    seeds.push(...(await seedsOf(segmenter, join(dirname(file), scene.file), scene)))
  await segmenter.close()
  return report(seeds)
}

async function seedsOf(segmenter: Segmenter, path: string, scene: Scene): Promise<DecodedMask[]> {
  const source = unwrap(await readImageSource(path))
  const encoding = await segmenter.encode(source, null, { priority: 'run' })
  const regions = scene.samples.flatMap(({ region }) => region ?? [])
  const prompts = regions.flatMap((region) => clicksIn(boxOf(region, source.size)))
  const decoded = await segmenter.decode(encoding, prompts, { priority: 'run' })
  return decoded.map(({ masks }) =>
    masks.reduce((a, b) => (b.predictedIou > a.predictedIou ? b : a)),
  )
}

function boxOf({ grid, rows, columns }: Region, size: Size): ImageBox {
  const [w, h] = [size.width / grid, size.height / grid]
  const box = imageBox(
    (columns[0] - 1.2) * w,
    (rows[0] - 1.2) * h,
    (columns[1] + 0.2) * w,
    (rows[1] + 0.2) * h,
  )
  return clampBox(box, size)
}

/** 8 × 4 clicks, one in the middle of each cell of the box. */
function clicksIn(box: ImageBox): Prompt[] {
  return Array.from({ length: 32 }, (_, i) => {
    const x = box.x0 + (((i % 8) + 0.5) / 8) * boxWidth(box)
    const y = box.y0 + ((Math.floor(i / 8) + 0.5) / 4) * boxHeight(box)
    return { points: [{ point: imagePoint(x, y), label: 1 }], box: null, mask: null }
  })
}

function report(seeds: readonly DecodedMask[]): string {
  const ious = seeds.map(({ predictedIou }) => predictedIou).sort((a, b) => a - b)
  const stabilities = seeds.map(({ stability }) => stability ?? 0).sort((a, b) => a - b)
  const at = (sorted: readonly number[], rank: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(rank * sorted.length))] ?? 0
  const passing = (rank: number): number =>
    seeds.filter(
      ({ predictedIou, stability }) =>
        predictedIou >= at(ious, rank) && (stability ?? 0) >= at(stabilities, rank),
    ).length / seeds.length
  const ranks = Array.from({ length: 100 }, (_, i) => i / 100)
  const best = ranks.reduce((a, b) =>
    Math.abs(passing(b) - wantedShare) < Math.abs(passing(a) - wantedShare) ? b : a,
  )
  const lines = [
    `${String(seeds.length)} seeds`,
    `predicted IoU ${at(ious, best).toFixed(3)}`,
    `stability ${at(stabilities, best).toFixed(3)}`,
    `${(passing(best) * 32).toFixed(1)} of 32 pass`,
  ]
  return `${lines.join('\n')}\n`
}
