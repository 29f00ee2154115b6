import { expect, test } from 'vitest'
import { isSameTarget } from '#core/dataset/target-name'

test.each([
  ['cat', 'Cats', [], true],
  ['the white cat on the sofa', 'cat', [], true],
  ['hose', 'garden hose', [], true],
  ['kitten', 'cat', ['kitten'], true],
  ['dog', 'cat', ['kitten'], false],
  ['category', 'cat', [], false],
  ['', 'cat', [], null],
  ['cat', ' ', [], null],
  ['cat', '', ['cat'], true],
])('%j means %j (%j): %j', (name, target, synonyms, expected) => {
  expect(isSameTarget(name, target, synonyms)).toBe(expected)
})
