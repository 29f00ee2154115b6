import { describe, expect, it } from 'vitest'
import { missingDefault, offeredModel } from '../../../renderer/state/model-offer.ts'
import { defaultModel, embedded, installedDefault, modelEntry } from '../model-entries.ts'

const own = modelEntry({ id: 'mine', origin: 'own', state: 'installed' })
const words = modelEntry({ id: 'clipseg', kind: 'text-prior', state: 'installed' })
const damaged = modelEntry({ isDefault: true, state: 'damaged' })

describe('the offer of the default model', () => {
  it.each([
    { name: 'nothing but the embedded one', models: [embedded, defaultModel], isMade: true },
    { name: 'models not known yet', models: null, isMade: false },
    { name: 'it is here', models: [embedded, installedDefault], isMade: false },
    { name: 'the user’s own is here', models: [embedded, own, defaultModel], isMade: false },
    { name: 'only one that reads words', models: [embedded, words, defaultModel], isMade: true },
    { name: 'no default there is', models: [embedded], isMade: false },
    { name: 'it came once and is damaged', models: [embedded, damaged], isMade: false },
  ])('$name', ({ models, isMade }) => {
    expect(offeredModel(models, false)?.id ?? null).toBe(isMade ? 'mobilesam' : null)
    expect(offeredModel(models, true)).toBeNull()
  })

  it('a damaged default can be fetched again, without being offered', () => {
    expect(missingDefault([embedded, damaged])?.id).toBe('mobilesam')
    expect(missingDefault([embedded, installedDefault])).toBeNull()
  })
})
