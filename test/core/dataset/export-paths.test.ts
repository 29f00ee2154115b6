import { expect, test } from 'vitest'
import { createExportPaths } from '#core/dataset/export-paths'

const rows = [
  ['a/b.png', 'a/b.png'],
  ['蝸牛 🐌.jpg', '蝸牛 🐌.jpg'],
  ['a:b?*|"<>\\.png', 'a_b_______.png'],
  ['../../etc/passwd', '__/__/etc/passwd'],
  ['/absolute//x.png', 'absolute/x.png'],
  ['end. /x', 'end__/x'],
  ['CON.png', '_CON.png'],
  ['com1/nul', '_com1/_nul'],
  ['console.png', 'console.png'],
  ['a\nb\u{0}.png', 'a_b_.png'],
  ['', '_'],
  [`${'🐌'.repeat(200)}.jpeg`, `${'🐌'.repeat(55)}.jpeg`],
] as const

test.each(rows)('%j becomes %j', (name, path) => {
  expect(createExportPaths()(name)).toBe(path)
})

test('no name is given twice', () => {
  const pathOf = createExportPaths()
  const names = ['a/x.png', 'a/X.PNG', 'a/x.png', 'a/x:.png', 'a/x_.png', 'b/x.png', '.x', '.x']
  expect(names.map(pathOf)).toEqual([
    'a/x.png',
    'a/X-2.PNG',
    'a/x-3.png',
    'a/x_.png',
    'a/x_-2.png',
    'b/x.png',
    '.x',
    '.x-2',
  ])
})
