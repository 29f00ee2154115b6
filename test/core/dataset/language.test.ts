import fc from 'fast-check'
import { expect, test } from 'vitest'
import { languageOf } from '#core/dataset/language'

test.each([
  ['What in the picture could protect the snail from its enemies?', 'en'],
  ['Welcher Gegenstand schützt die Schnecke und ist nicht aus Holz?', 'de'],
  ['Quel objet est sur la table et qui peut protéger les escargots ?', 'fr'],
  ['¿Cuál de los objetos que están en la mesa es el más frágil?', 'es'],
  ['Quale degli oggetti che sono sul tavolo può proteggere la lumaca?', 'it'],
  ['Qual dos objetos que não estão na mesa pode proteger uma lesma?', 'pt'],
  ['Welk voorwerp op de tafel kan het dier niet zien en wat is dat?', 'nl'],
  ['Что на картинке может защитить улитку от птиц?', 'ru'],
  ['Що на цій картинці може захистити равлика від птахів і хто це?', 'uk'],
  ['カタツムリを守るものはどれですか', 'ja'],
  ['图中什么东西可以保护蜗牛', 'zh'],
  ['달팽이를 보호하는 것은 무엇입니까', 'ko'],
  ['Τι προστατεύει το σαλιγκάρι;', 'el'],
  ['อะไรปกป้องหอยทาก', 'th'],
  ['red cup', null],
  ['12 × 4 !', null],
  ['', null],
  ['ما الذي يحمي الحلزون', null],
  ['la casa', null],
])('%s → %s', (text, code) => expect(languageOf(text)).toBe(code))

test('any text has an answer, the same in capitals', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect([null, languageOf(text)]).toContain(languageOf(text))
    }),
  )
  expect(languageOf('WHAT IS ON THE TABLE OF THE KITCHEN')).toBe('en')
})
