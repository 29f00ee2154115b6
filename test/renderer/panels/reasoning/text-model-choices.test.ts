import { describe, expect, it } from 'vitest'
import { pipelineSettingsSchema } from '#rpc/schemas/pipeline'
import {
  choosingTextModel,
  chosenTextModel,
  textModelChoices,
} from '../../../../renderer/panels/reasoning/text-model-choices.ts'
import { embedded, modelEntry } from '../../model-entries.ts'

const clipseg = modelEntry({ id: 'clipseg', title: 'CLIPSeg', kind: 'text-prior' })
const here = { ...clipseg, state: 'installed' as const }
const boxes = modelEntry({ id: 'boxes', title: 'Boxes', kind: 'text-boxes', state: 'installed' })
const option = { value: 'clipseg', label: 'CLIPSeg' }

describe('what can be chosen', () => {
  it.each([
    [
      'none is here: the first that can be fetched',
      [embedded, boxes, clipseg],
      null,
      { options: [], offer: clipseg },
    ],
    [
      'damaged is not here',
      [{ ...clipseg, state: 'damaged' as const }],
      null,
      { options: [], offer: { id: 'clipseg' } },
    ],
    ['those here', [embedded, here, boxes], null, { options: [option], offer: null }],
    ['the chosen one is here', [here], 'clipseg', { options: [option], offer: null }],
    [
      'the chosen one was removed',
      [clipseg],
      'clipseg',
      { options: [{ value: 'clipseg', label: 'clipseg (not on this computer)' }], offer: null },
    ],
    ['nothing is known of the kind', [embedded], null, { options: [], offer: null }],
  ])('%s', (_name, models, chosen, expected) => {
    expect(textModelChoices(models, 'text-prior', chosen)).toMatchObject(expected)
  })
})

describe('choosing', () => {
  const before = pipelineSettingsSchema.parse({ text: { boxLimit: 5 } })

  it('a model for the prior makes words a source of it, once', () => {
    const once = { ...before, ...choosingTextModel(before, 'text-prior', 'clipseg') }
    expect(chosenTextModel(once, 'text-prior')).toBe('clipseg')
    expect(once.text.boxLimit).toBe(5)
    expect(once.prior.sources).toEqual(['region', 'drawn', 'text'])
    const twice = { ...once, ...choosingTextModel(once, 'text-prior', 'other') }
    expect(twice.prior.sources).toEqual(['region', 'drawn', 'text'])
    const none = { ...twice, ...choosingTextModel(twice, 'text-prior', null) }
    expect(none).toEqual(before)
  })

  it.each([
    ['text-boxes', 'boxModel'],
    ['text-masks', 'maskModel'],
  ] as const)('a model of %s leaves the prior alone', (kind, field) => {
    expect(choosingTextModel(before, kind, 'some')).toEqual({
      text: { ...before.text, [field]: 'some' },
    })
  })
})
