import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { imageBox } from '#core/geometry/box'
import { imagePoint } from '#core/geometry/point'
import { areaOf } from '#core/geometry/size'
import { maskFromRle } from '#core/mask/rle'
import { maskIou, rleArea } from '#core/mask/rle-ops'
import { dialects, recogniseDialect } from '#models/dialects/index'
import { findEntry } from '#models/manifest/manifest'
import { openSession } from '#models/onnx/session'
import type { Decoded, ImageSource, Prompt, Segmenter, SegmenterCard } from '#models/ports'
import { openSegmenter } from '#models/segmenter'
import { centroid, discPicture } from '../fixtures/pictures.ts'
import { buildDecoder } from './decoder.ts'
import { buildEncoder } from './encoder.ts'
import { installSyntheticSam, syntheticId } from './install.ts'

const size = { width: 1200, height: 800 }
const run = { priority: 'run' } as const
const entry = findEntry(syntheticId)!

let folder: string
let card: SegmenterCard
let segmenter: Segmenter
let images: ImageSource[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reaseg-synthetic-'))
  card = await installSyntheticSam(folder)
  segmenter = await openSegmenter(card)
  images = [
    await discPicture(folder, size, [{ x: 300, y: 400, r: 180 }]),
    await discPicture(folder, size, [
      { x: 500, y: 420, r: 250 },
      { x: 900, y: 300, r: 90 },
    ]),
  ]
})

afterAll(async () => {
  await segmenter.close()
  await rm(folder, { recursive: true })
})

const prompt = (parts: Partial<Prompt>): Prompt => ({ points: [], box: null, mask: null, ...parts })
const click = (x: number, y: number) =>
  prompt({ points: [{ point: imagePoint(x, y), label: 1 as const }] })

async function ask(image: ImageSource, prompts: readonly Prompt[]): Promise<readonly Decoded[]> {
  return segmenter.decode(await segmenter.encode(image, null, run), prompts, run)
}

describe('the stand-in for MobileSAM', () => {
  it('is as large as MobileSAM and computes as much, within a few per cent', async () => {
    for (const { role, bytes } of entry.files) {
      const file = card.files.find((one) => one.role === role)!
      expect((await stat(file.path)).size / bytes!).toBeCloseTo(1, 1)
    }
    expect(buildEncoder(1).multiplyAdds / 1e9).toBeCloseTo(38.8, 0)
    expect(buildDecoder(2).multiplyAdds / 1e9).toBeCloseTo(1.8, 1)
  })

  it('speaks MobileSAM’s dialect and no other, with the manifest’s thresholds', async () => {
    const [encoder, decoder] = await Promise.all(card.files.map(({ path }) => openSession(path)))
    expect(recogniseDialect(encoder!.ports, decoder!.ports)?.id).toBe(entry.dialect)
    const others = dialects.filter(({ id }) => id !== entry.dialect)
    expect(recogniseDialect(encoder!.ports, decoder!.ports, others)).toBeNull()
    await encoder!.release()
    await decoder!.release()
    expect(card.thresholds).toEqual(entry.thresholds)
  })

  it('answers clicks and boxes with masks of some size around them', async () => {
    const box = imageBox(200, 250, 560, 610)
    const clicked = await ask(images[0]!, [click(300, 400), click(850, 300)])
    const [boxed] = await ask(images[0]!, [prompt({ box })])
    const asked = [
      [clicked[0]!, 300, 400],
      [clicked[1]!, 850, 300],
      [boxed!, 380, 430],
    ] as const
    for (const [{ masks, single }, x, y] of asked)
      for (const { rle, predictedIou, stability } of [...masks, single!]) {
        const share = rleArea(rle) / areaOf(size)
        expect(share).toBeGreaterThan(0.003)
        expect(share).toBeLessThan(0.4)
        const at = centroid(maskFromRle(rle))
        expect(Math.hypot(at.x - x, at.y - y)).toBeLessThan(40)
        expect(predictedIou).toBeGreaterThan(entry.thresholds!.predictedIou - 0.02)
        expect(stability).toBeGreaterThan(entry.thresholds!.stability)
      }
  })

  it('draws edges that depend on the picture', async () => {
    const [one, other] = await Promise.all(images.map((image) => ask(image, [click(600, 400)])))
    const iou = maskIou(one![0]!.masks[2]!.rle, other![0]!.masks[2]!.rle)
    expect(iou).toBeGreaterThan(0.5)
    expect(iou).toBeLessThan(0.99)
  })
})
