import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseSourcePattern } from '#core/dataset/source-pattern'

test.each([
  ['{source}_*', 'shots/clip7_0012.jpg', 'clip7'],
  ['{source}_#.jpg', 'clip_7_0012.jpg', 'clip_7'],
  ['{source}_#.jpg', 'clip7_a.jpg', null],
  ['{source}#.png', 'frame0001.png', 'frame'],
  ['{source}/*', 'movie 1/0001.png', 'movie 1'],
  ['*/{source}-*.png', 'a/b/über-1.png', 'über'],
  ['IMG_{source} (*).jpg', 'IMG_12 (2).jpg', '12'],
  ['{source}.orig*', 'a.origXjpg', 'a'],
  ['{source}.orig.jpg', 'aXorig.jpg', null],
])('%s in %s', (pattern, path, source) => {
  const read = parseSourcePattern(pattern)
  expect(read.ok && read.value(path)).toBe(source)
})

test.each(['*', '', '{source}', '{source}_{source}', '{source}*#*#*'])('refuses %j', (pattern) => {
  const read = parseSourcePattern(pattern)
  expect(read.ok ? 'ok' : read.error.code).toBe('bad_input')
})

test('whatever stands around it is taken as it is written', () => {
  const plain = fc.string({ maxLength: 8 }).filter((text) => !/[*#/{}\p{Cc}\p{Cs}]/u.test(text))
  fc.assert(
    fc.property(plain, plain, fc.stringMatching(/^[a-z]{1,6}$/), (before, after, source) => {
      fc.pre(before + after !== '')
      const read = parseSourcePattern(`${before}{source}${after}`)
      const found = read.ok ? read.value(`${before}${source}${after}`) : null
      expect(`${before}${found}${after}`).toBe(`${before}${source}${after}`)
    }),
  )
})
