import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openVerdictsFile } from '#electron/files/verdicts-file'
import { createProviderChoice } from '#electron/usecases/provider-choice'
import { chooseProvider, type Verdict } from '#models/verdict'
import { tempFolder } from './studio-fixture.ts'

const verdict = (provider: string, encode: number | null, isGood = true): Verdict => {
  return { provider, isGood, reason: null, iou: 1, encode, decode: 1, memory: 1 }
}

describe('the provider is the fastest of the good ones', () => {
  test.each([
    ['nothing known', [], true, 'cpu'],
    ['the CPU alone', [verdict('cpu', 100)], true, 'cpu'],
    ['a faster GPU', [verdict('cpu', 100), verdict('webgpu', 20)], true, 'webgpu'],
    ['a slower GPU', [verdict('cpu', 100), verdict('webgpu', 2000)], true, 'cpu'],
    ['a fast one that is wrong', [verdict('cpu', 100), verdict('webgpu', 5, false)], true, 'cpu'],
    ['one without a time', [verdict('cpu', 100), verdict('dml', null)], true, 'cpu'],
    [
      'two good ones',
      [verdict('cpu', 100), verdict('webgpu', 20), verdict('cuda', 10)],
      true,
      'cuda',
    ],
    ['a GPU that is not wanted', [verdict('cpu', 100), verdict('cuda', 10)], false, 'cpu'],
  ])('%s', (_name, verdicts, useGpu, provider) => {
    expect(chooseProvider(verdicts, useGpu)).toBe(provider)
  })
})

const model = { id: 'm', digest: 'd1' }

function setUp(machine = { runtime: '1.30.0', driver: 'linux; nvidia 1' }) {
  const file = join(tempFolder(), 'verdicts.json')
  let now = machine
  const open = () =>
    createProviderChoice({
      verdicts: openVerdictsFile(file),
      useGpu: () => true,
      machine: async () => now,
    })
  return { file, open, become: (next: typeof machine) => void (now = next) }
}

test('a verdict is remembered by the next start', async () => {
  const { open } = setUp()
  await open().remember(model, [verdict('cpu', 100), verdict('cuda', 9)])
  expect(await open().providerFor(model)).toBe('cuda')
  expect((await open().testOf(model))?.test.testedAt).toMatch(/^\d{4}-.*Z$/)
})

test('one more provider joins those that were tested before', async () => {
  const { open } = setUp()
  await open().remember(model, [verdict('cpu', 100)])
  await open().remember(model, [verdict('webgpu', 9, false)])
  const known = await open().testOf(model)
  expect(known?.test.verdicts.map(({ provider }) => provider)).toEqual(['webgpu', 'cpu'])
})

test.each([
  ['the driver', { runtime: '1.30.0', driver: 'linux; nvidia 2' }, model],
  ['the runtime', { runtime: '1.31.0', driver: 'linux; nvidia 1' }, model],
  ['the files', { runtime: '1.30.0', driver: 'linux; nvidia 1' }, { id: 'm', digest: 'd2' }],
])('%s changed: it counts no more, and is still shown', async (_name, machine, changed) => {
  const { open, become } = setUp()
  await open().remember(model, [verdict('cpu', 100), verdict('cuda', 9)])
  become(machine)
  expect(await open().providerFor(changed)).toBe('cpu')
  expect(await open().testOf(changed)).toMatchObject({ isCurrent: false })
})

test.each([['{'], ['[]'], ['{"version":1,"tests":{"m":{"verdicts":5}}}']])(
  'a damaged file (%s) counts as no tests',
  async (text) => {
    const { file, open } = setUp()
    writeFileSync(file, text)
    expect(await open().testOf(model)).toBeNull()
    await open().remember(model, [verdict('cpu', 1)])
    expect(await open().testOf(model)).toMatchObject({ isCurrent: true })
  },
)

test('a model that is removed is forgotten', async () => {
  const { open } = setUp()
  const choice = open()
  await choice.remember(model, [verdict('cpu', 1)])
  await choice.forget('m')
  expect(await choice.testOf(model)).toBeNull()
})
