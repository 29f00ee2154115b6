import { expect, it } from 'vitest'
import { joinPath, withEnding } from '../../../renderer/dialogs/path-text.ts'

it.each([
  ['/data', 'a.json', '/data/a.json'],
  ['/', 'a.json', '/a.json'],
  ['C:\\data', 'a.json', 'C:\\data\\a.json'],
  ['C:\\', 'a.json', 'C:\\a.json'],
])('%s and %s', (folder, name, path) => {
  expect(joinPath(folder, name)).toBe(path)
})

it.each([
  ['demo', 'project', 'demo.reaseg'],
  ['demo.REASEG', 'project', 'demo.REASEG'],
  ['out.json', 'json', 'out.json'],
  ['out', 'any', 'out'],
  ['', 'json', ''],
] as const)('the ending of %s as %s', (name, kind, expected) => {
  expect(withEnding(name, kind)).toBe(expected)
})
