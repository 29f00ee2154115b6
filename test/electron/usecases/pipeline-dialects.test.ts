import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runPipeline } from '#electron/usecases/pipeline'
import type { ImageSource } from '#models/ports'
import { openSegmenter } from '#models/segmenter'
import { pipelineSettingsSchema } from '#rpc/schemas/pipeline'
import { fixtureCard, fixturePairs } from '../../fixtures/onnx-cards.ts'
import { discPicture } from '../../fixtures/pictures.ts'

let folder: string
let image: ImageSource

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reaseg-dialects-'))
  image = await discPicture(folder, { width: 480, height: 360 }, [{ x: 130, y: 140, r: 40 }])
})
afterAll(() => rm(folder, { recursive: true }))

test.each(fixturePairs)('$name ($dialect): a marked region gives candidates', async ({ name }) => {
  const card = fixtureCard(name)
  const segmenter = await openSegmenter(card)
  try {
    const { candidates } = await runPipeline(
      {
        image,
        reasoning: {
          kind: 'regions',
          target: 'disc',
          attributes: [],
          regions: [{ kind: 'strips', rows: [3, 4], columns: [2, 3] }],
          rationale: '',
        },
        settings: pipelineSettingsSchema.parse({}),
        priors: [],
      },
      { segmenter, call: { priority: 'run' }, now: () => 0, onStage: () => undefined },
    )
    expect(candidates.length).toBeGreaterThan(0)
    const flags = new Set(candidates.flatMap((candidate) => candidate.flags))
    expect(flags.has('no-box')).toBe(!card.capabilities.box)
    expect(flags.has('no-mask-prompt')).toBe(
      !card.capabilities.maskPrompt && candidates.some(({ source }) => source === 'semantic'),
    )
  } finally {
    await segmenter.close()
  }
})
