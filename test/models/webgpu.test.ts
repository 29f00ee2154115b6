import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { modelPoint } from '#core/geometry/point'
import type { Size } from '#core/geometry/size'
import type { ModelPrompt } from '#models/dialects/dialect'
import { dialectOf } from '#models/dialects/index'
import { readPixels } from '#models/image/open-image'
import { openSession } from '#models/onnx/session'
import type { SegmenterCard } from '#models/ports'
import { embeddedSegmenter } from '#models/registry'
import { fixtureCard } from '../fixtures/onnx-cards.ts'
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

/** A box, and a click with another that is not the target, as shares of a frame. */
function promptsIn({ width, height }: Size): ModelPrompt[] {
  const at = (x: number, y: number) => modelPoint(x * width, y * height)
  return [
    { points: [], box: { low: at(0.2, 0.16), high: at(0.55, 0.5) }, mask: null },
    {
      points: [
        { point: at(0.35, 0.32), label: 1 },
        { point: at(0.78, 0.08), label: 0 },
      ],
      box: null,
      mask: null,
    },
  ]
}

/** Models by name: the one that ships, and tiny ones of the exports that people bring most. */
const cards = [embeddedSegmenter(), ...['a1', 'b1', 'c2'].map(fixtureCard)]

/** Logits of the best mask of each prompt. The encoder runs on the CPU: on a software GPU it takes too long. */
async function decodeOn(provider: string, card: SegmenterCard): Promise<readonly Float32Array[]> {
  const image = await discPicture(folder, { width: 400, height: 300 }, [{ x: 140, y: 130, r: 60 }])
  const [encoderFile, decoderFile] = card.files
  const dialect = dialectOf(card)
  const encoder = await openSession(encoderFile!.path)
  const decoder = await openSession(decoderFile!.path, { providers: [provider], threads: 1 })
  const model = dialect.open(encoder, decoder)
  const { size, fit } = dialect.frame
  const embedding = await model.encode(await readPixels(image, null, size, fit))
  const decodes = []
  for (const prompt of promptsIn(size)) decodes.push(...(await model.decode(embedding, [prompt])))
  await encoder.release()
  await decoder.release()
  return decodes.map(({ tokens, initialToken }) => tokens[initialToken]!.logits)
}

it.skipIf(missing !== null).each(cards.map((card) => [card.id, card] as const))(
  'the decoder of %s gives the same masks on WebGPU as on the CPU',
  async (_id, card) => {
    const [cpu, webgpu] = [await decodeOn('cpu', card), await decodeOn('webgpu', card)]
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
