import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { modelPoint } from '#core/geometry/point'
import type { ModelPrompt } from '#models/dialects/dialect'
import { embeddedDialect } from '#models/dialects/embedded/embedded-dialect'
import { readPixels } from '#models/image/open-image'
import { openSession } from '#models/onnx/session'
import { embeddedSegmenter } from '#models/registry'
import { discPicture } from '../fixtures/pictures.ts'
import { useSoftwareVulkan } from '../tasks/software-vulkan.ts'

const missing = useSoftwareVulkan()
if (missing !== null) process.stdout.write(`WebGPU is not tried: ${missing}.\n`)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reaseg-webgpu-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

const prompts: ModelPrompt[] = [
  {
    points: [],
    box: { low: modelPoint(50, 40), high: modelPoint(140, 130) },
    mask: null,
  },
  {
    points: [
      { point: modelPoint(90, 83), label: 1 },
      { point: modelPoint(200, 20), label: 0 },
    ],
    box: null,
    mask: null,
  },
]

/** Logits of the best mask of each prompt. The encoder runs on the CPU: on a software GPU it takes too long. */
async function decodeOn(provider: string): Promise<readonly Float32Array[]> {
  const image = await discPicture(folder, { width: 400, height: 300 }, [{ x: 140, y: 130, r: 60 }])
  const [encoderFile, decoderFile] = embeddedSegmenter().files
  const encoder = await openSession(encoderFile!.path)
  const decoder = await openSession(decoderFile!.path, { providers: [provider], threads: 1 })
  const model = embeddedDialect.open(encoder, decoder)
  const { size, fit } = embeddedDialect.frame
  const decodes = await model.decode(
    await model.encode(await readPixels(image, null, size, fit)),
    prompts,
  )
  await encoder.release()
  await decoder.release()
  return decodes.map(({ tokens, initialToken }) => tokens[initialToken]!.logits)
}

it.skipIf(missing !== null)(
  'the decoder gives the same masks on WebGPU as on the CPU',
  async () => {
    const [cpu, webgpu] = [await decodeOn('cpu'), await decodeOn('webgpu')]
    cpu.forEach((logits, k) => {
      let [shared, either] = [0, 0]
      logits.forEach((logit, i) => {
        const other = webgpu[k]![i]!
        shared += Number(logit > 0 && other > 0)
        either += Number(logit > 0 || other > 0)
      })
      expect(either).toBeGreaterThan(100)
      expect(shared / either).toBeGreaterThan(0.98)
    })
  },
  180_000,
)
