import { describe, expect, it } from 'vitest'
import type { ModelEntry, ProviderVerdict } from '#rpc/schemas/models'
import {
  abilitiesOf,
  fastestOf,
  providerReason,
  providerTitle,
} from '../../../../renderer/pages/models/texts.ts'
import { segmenterCard } from '../../model-entries.ts'

const verdict = (provider: string, encode: number | null, isGood = true): ProviderVerdict => ({
  provider,
  isGood,
  reason: isGood ? null : 'It differs.',
  iou: 1,
  encode,
  decode: 12,
  memory: 1e8,
})
const cpu = verdict('cpu', 400)

describe('the fastest provider', () => {
  it.each([
    ['the GPU', [cpu, verdict('webgpu', 40)], 'webgpu'],
    ['a fast one that is not good', [cpu, verdict('webgpu', 4, false)], 'cpu'],
    ['one without a figure', [cpu, verdict('cuda', null)], 'cpu'],
    ['none', [], null],
  ])('%s', (_, verdicts, provider) => {
    expect(fastestOf(verdicts)).toBe(provider)
  })
})

describe('why an encoder runs on what it runs on', () => {
  const tested = (verdicts: ProviderVerdict[], isCurrent = true): ModelEntry['test'] => ({
    verdicts,
    testedAt: '2026-01-01T00:00:00Z',
    isCurrent,
  })
  it.each([
    ['the GPU', 'webgpu', tested([cpu, verdict('webgpu', 40)]), true, /faster than the CPU/],
    ['the GPU is off', 'cpu', tested([cpu, verdict('webgpu', 40)]), false, /settings/],
    ['never tested', 'cpu', null, true, /nothing else has been tested/],
    ['an old test', 'cpu', tested([cpu], false), true, /does not count/],
    ['nothing else good', 'cpu', tested([cpu, verdict('webgpu', 4, false)]), true, /nothing else/],
    ['a slower GPU', 'cpu', tested([cpu, verdict('webgpu', 900)]), true, /fastest/],
  ] as const)('%s', (_, provider, test, useGpu, text) => {
    expect(providerReason({ provider, test }, useGpu)).toMatch(text)
  })
})

it('says of every lack what it means', () => {
  const { capabilities } = segmenterCard('x', {
    box: false,
    negativePoints: false,
    maskPrompt: false,
    promptBatch: false,
    embeddingMap: false,
    mostPoints: 6,
  })
  const abilities = abilitiesOf(capabilities)
  expect(abilities.every(({ has }) => !has)).toBe(true)
  expect(abilities.filter(({ text }) => text.length < 30)).toEqual([])
  expect(abilitiesOf(segmenterCard('y').capabilities).every(({ has }) => has)).toBe(true)
})

it('names providers it does not know by their own name', () => {
  expect(providerTitle('cpu')).toBe('CPU')
  expect(providerTitle('xnnpack')).toBe('xnnpack')
})
