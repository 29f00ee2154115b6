import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ImageSource } from '#models/ports'
import { testProviders } from '#models/self-test'
import { cardOf, fixtureCard, fixtureFile } from '../fixtures/onnx-cards.ts'
import { discPicture } from '../fixtures/pictures.ts'
import { useSoftwareVulkan } from '../tasks/software-vulkan.ts'

const missing = useSoftwareVulkan()
if (missing !== null) process.stdout.write(`WebGPU is not tried: ${missing}.\n`)

let folder: string
let image: ImageSource

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reaseg-self-test-'))
  image = await discPicture(folder, { width: 400, height: 300 }, [{ x: 140, y: 130, r: 60 }])
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

const verdictOn = async (provider: string, name = 'b1') => {
  const verdicts = await testProviders({ card: fixtureCard(name), image }, [provider])
  expect(verdicts[0]).toMatchObject({ provider: 'cpu', isGood: true, reason: null, iou: 1 })
  return verdicts.at(-1)!
}

it('the CPU is good, with what it costs', async () => {
  const verdict = await verdictOn('cpu')
  for (const cost of [verdict.encode, verdict.decode, verdict.memory])
    expect(cost).toBeGreaterThan(0)
})

it('a provider that this machine lacks is bad, and says why', async () => {
  const verdict = await verdictOn('no-such-gpu')
  expect(verdict).toMatchObject({ isGood: false, iou: null, encode: null })
  expect(verdict.reason).toContain('b1.encoder.onnx')
})

it('a model that fails on the CPU is no verdict on a provider', async () => {
  const card = cardOf('broken', 'sam-hwc', {
    encoder: fixtureFile('a1.encoder'),
    decoder: fixtureFile('broken/a1-nan.decoder'),
  })
  await expect(testProviders({ card, image }, ['webgpu'])).rejects.toMatchObject({
    error: { code: 'model_broken' },
  })
})

it('can be cancelled', async () => {
  const test = { card: fixtureCard('b1'), image, signal: AbortSignal.abort() }
  await expect(testProviders(test)).rejects.toMatchObject({ error: { code: 'cancelled' } })
})

it.skipIf(missing !== null)(
  'an encoder on WebGPU that gives the masks of the CPU is good',
  async () => {
    const verdict = await verdictOn('webgpu', 'a1')
    expect(verdict).toMatchObject({ provider: 'webgpu', isGood: true, reason: null })
    expect(verdict.iou).toBeGreaterThanOrEqual(0.95)
  },
  180_000,
)
