import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { imagePoint } from '#core/geometry/point'
import { rleFromMask } from '#core/mask/rle'
import { maskIou } from '#core/mask/rle-ops'
import { segmentSource } from '#electron/usecases/segment'
import type { ImageSource, Segmenter } from '#models/ports'
import { embeddedSegmenter } from '#models/registry'
import { openSegmenter } from '#models/segmenter'
import { discBox, discMask, discPicture } from '../../fixtures/pictures.ts'

const size = { width: 2400, height: 1600 }
const disc = { x: 700, y: 1100, r: 30 }
const truth = rleFromMask(discMask(size, disc))

let folder: string
let segmenter: Segmenter
let image: ImageSource
let encoded = 0

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'reaseg-segment-'))
  image = await discPicture(folder, size, [disc])
  const store = {
    get: () => {
      encoded += 1
      return Promise.resolve(null)
    },
    put: () => Promise.resolve(),
  }
  segmenter = await openSegmenter(embeddedSegmenter(), { store })
})

afterAll(async () => {
  await segmenter.close()
  await rm(folder, { recursive: true })
})

const points = [{ point: imagePoint(disc.x, disc.y), label: 1 as const }]

test.each([
  ['a box', { points: [], box: discBox(disc, 2), mask: null }],
  ['a click', { points, box: null, mask: null }],
])('%s around a small thing is answered closer than the frame shows it', async (_name, asked) => {
  const encoding = await segmenter.encode(image, null, { priority: 'run' })
  const [once] = await segmenter.decode(encoding, [asked], { priority: 'run' })
  const far = once!.masks.toSorted((a, b) => b.predictedIou - a.predictedIou)[0]!.rle
  const [answered] = (await segmentSource(segmenter, image, asked)).masks
  expect(maskIou(answered!.rle, truth)).toBeGreaterThan(Math.max(0.7, maskIou(far, truth)))
})

test('the next click on the answered mask needs no new encoding', async () => {
  const answer = await segmentSource(segmenter, image, { points, box: null, mask: null })
  const before = encoded
  const next = [...points, { point: imagePoint(disc.x + 40, disc.y), label: 0 as const }]
  const mask = answer.masks[0]!.rle
  const again = await segmentSource(segmenter, image, { points: next, box: null, mask })
  expect(encoded).toBe(before)
  expect(maskIou(again.masks[0]!.rle, truth)).toBeGreaterThan(0.5)
  expect(again.milliseconds).toBeGreaterThan(0)
})
