import { expect, test } from 'vitest'
import { parsePickle } from '#core/dataset/pickle'
import { randomFrom } from '../../soak/random.ts'
import { report, rounds } from '../../soak/scale.ts'
import pickles from '../../fixtures/pickles.json' with { type: 'json' }

const bytesOf = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'))

test.each(pickles.data)('protocol $protocol of $by', ({ base64 }) => {
  expect(parsePickle(bytesOf(base64))).toEqual({ ok: true, value: pickles.value })
})

test.each(pickles.refused)('$what is refused by name', ({ base64, words }) => {
  const read = parsePickle(bytesOf(base64))
  expect(!read.ok && read.error.message).toContain(words)
})

test.each([
  ['nothing', '', 'cut off'],
  ['no stop', ']', 'cut off'],
  ['no value', '.', 'stack is empty'],
  ['a text that is too short', 'X\u0009\u0000\u0000\u0000ab', 'cut off'],
  ['a line without end', 'I12', 'cut off'],
  ['a text without quotes', 'Sab\n.', 'no quotes'],
  ['what was never kept', 'h\u0003.', 'never kept'],
  ['a mark that is missing', 'l.', 'mark is missing'],
  ['an entry for no list', 'NI1\na.', 'no list'],
  ['an entry for no dict', 'NI1\nI2\ns.', 'no dict'],
  ['a key that is no text', '}]Ns.', 'key that is no text'],
  ['no number', 'Fnan\n.', 'not usable'],
  ['a huge number', 'L99999999999999999999L\n.', 'not usable'],
  ['no instruction', '\u00ff.', 'no instruction'],
  ['an instance', '(iposix\nsystem\n.', 'INST posix.system'],
])('%s is said', (_, text, words) => {
  const read = parsePickle(Uint8Array.from(text, (letter) => letter.charCodeAt(0)))
  expect(!read.ok && read.error.message).toContain(words)
})

test('keys harm nothing', () => {
  const read = parsePickle(Uint8Array.from('(S"__proto__"\n(ld.', (letter) => letter.charCodeAt(0)))
  expect(read.ok && Object.keys(read.value as object)).toEqual(['__proto__'])
  expect(({} as { length?: number }).length).toBeUndefined()
})

test('damaged pickles are data or said', () => {
  const random = randomFrom(71)
  const total = rounds(20_000)
  let taken = 0
  for (let i = 0; i < total; i++) {
    const bytes = bytesOf(random.pick(pickles.data).base64)
    for (let k = random.below(4); k >= 0; k--) bytes[random.below(bytes.length)] = random.below(256)
    if (parsePickle(bytes).ok) taken++
  }
  report(`pickles: ${total} damaged (seed 71), ${taken} still data`)
})
