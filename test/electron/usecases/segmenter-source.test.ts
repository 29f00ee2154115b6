import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openVerdictsFile } from '#electron/files/verdicts-file'
import { createProviderChoice } from '#electron/usecases/provider-choice'
import { createSegmenterSource } from '#electron/usecases/segmenter-source'
import type { HostSegmenter } from '#models/host/client'
import type { HostNotice } from '#models/host/supervisor'
import { defaultWeightsDir, embeddedSegmenter } from '#models/registry'
import { tempFolder } from './studio-fixture.ts'

const hostEntry = fileURLToPath(new URL('../../fakes/model-host.ts', import.meta.url))

function setUp(folder = tempFolder(), driver = 'one') {
  const notices: HostNotice[] = []
  const choice = createProviderChoice({
    verdicts: openVerdictsFile(join(folder, 'verdicts.json')),
    useGpu: () => true,
    machine: async () => ({ runtime: '1', driver }),
  })
  const source = createSegmenterSource({
    places: { weights: defaultWeightsDir, hostEntry },
    modelsDir: join(folder, 'models'),
    cacheDir: join(folder, 'cache'),
    cacheBytes: () => 1e6,
    choice,
    onNotice: (notice) => notices.push(notice),
  })
  const remember = (provider: string) => {
    const good = { isGood: true, reason: null, iou: 1, decode: 1, memory: 1 }
    return choice.remember(embeddedSegmenter(), [
      { provider: 'cpu', encode: 100, ...good },
      { provider, encode: 10, ...good },
    ])
  }
  /** What it runs on when it is opened now. */
  const openedOn = async () => {
    const segmenter = (await source.open('embedded-2')) as HostSegmenter
    const [provider] = await segmenter.providers({ priority: 'run' })
    await segmenter.close()
    return provider
  }
  return { folder, source, choice, notices, remember, openedOn }
}

test('a model that was never tested runs on the CPU', async () => {
  const { openedOn, notices } = setUp()
  expect(await openedOn()).toBe('cpu')
  expect(notices).toEqual([])
})

test('a GPU that a test found good is used', async () => {
  const { openedOn, remember, notices } = setUp()
  await remember('some-gpu')
  expect(await openedOn()).toBe('some-gpu')
  expect(notices).toEqual([])
})

test('a GPU that fails now: the CPU takes over, it is said, and remembered', async () => {
  const { openedOn, remember, notices, choice } = setUp()
  await remember('broken-gpu')
  expect(await openedOn()).toBe('cpu')
  expect(notices).toMatchObject([
    { kind: 'problem', error: { message: expect.stringMatching(/on the CPU: broken-gpu failed/) } },
  ])
  const known = await choice.testOf(embeddedSegmenter())
  expect(known?.test.verdicts.find(({ provider }) => provider === 'broken-gpu')).toMatchObject({
    isGood: false,
    reason: 'broken-gpu has no device',
  })
  expect(await openedOn()).toBe('cpu')
  expect(notices).toHaveLength(1)
})

test('another driver: the CPU until it is tested again, and it is said', async () => {
  const before = setUp()
  await before.remember('some-gpu')
  const { openedOn, notices } = setUp(before.folder, 'two')
  expect(await openedOn()).toBe('cpu')
  expect(notices).toMatchObject([
    { kind: 'problem', error: { message: expect.stringContaining('the driver') } },
  ])
})

test('one that is not there names those that are', async () => {
  const { source } = setUp()
  await expect(source.open('nonsense')).rejects.toMatchObject({
    error: { code: 'model_missing', hint: expect.stringContaining('embedded-2') },
  })
})
