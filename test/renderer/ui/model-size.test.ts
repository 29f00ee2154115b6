import { expect, it } from 'vitest'
import { modelSizeText } from '../../../renderer/ui/model-size.ts'
import { modelEntry } from '../model-entries.ts'

const file = (bytes: number | null) => ({
  role: 'data',
  name: 'x',
  bytes,
  sha256: null,
  vouchedBy: null,
})

it.each([
  ['all of it is known', 44_653_652, [], '45 MB'],
  ['some files are known', null, [file(null), file(1_869_466_624)], 'over 1.9 GB'],
  ['no file is known', null, [file(null)], 'size unknown'],
])('%s', (_, bytes, files, text) => {
  expect(modelSizeText(modelEntry({ bytes, files }))).toBe(text)
})
