import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { listFolder } from '#electron/files/folder-listing'
import { walkFolder } from '#electron/files/folder-walk'
import { defaultHomeDir } from '#electron/files/home'
import { fullPath, storedPath } from '#electron/files/image-paths'
import { codeOf, tempFolder } from '../usecases/studio-fixture.ts'

describe('where an image is stored to be', () => {
  test.each([
    ['beside', '/a/b/p.reaseg', '/a/b/x.png', 'x.png'],
    ['below', '/a/b/p.reaseg', '/a/b/c/d/x.png', 'c/d/x.png'],
    ['two folders up', '/a/b/c/p.reaseg', '/a/photos/x.png', '../../photos/x.png'],
    ['far away', '/a/b/c/d/p.reaseg', '/photos/x.png', '/photos/x.png'],
    ['a name with dots', '/a/p.reaseg', '/a/..x..png', '..x..png'],
  ])('%s', (_, project, file, stored) => {
    expect(storedPath(project, file)).toBe(stored)
    expect(fullPath(project, stored)).toBe(file)
  })
})

async function walked(folder: string, recursive = true) {
  const all = []
  for await (const entry of walkFolder(folder, { recursive })) all.push(entry)
  return all
}

describe('walking a folder', () => {
  test('ten thousand files, while other work gets its turn', async () => {
    const folder = tempFolder()
    for (let d = 0; d < 20; d++) {
      mkdirSync(join(folder, `d${d}`))
      for (let i = 0; i < 500; i++) writeFileSync(join(folder, `d${d}`, `${i}.png`), '')
    }
    let turns = 0
    const timer = setInterval(() => turns++, 0)
    expect(await walked(folder)).toHaveLength(10_000)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(5)
  })

  test('a folder that cannot be read is told of', async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'a.png'), '')
    expect(await walked(join(folder, 'a.png'))).toMatchObject([
      { kind: 'problem', path: join(folder, 'a.png') },
    ])
  })
})

test('a dialog’s listing by kind', async () => {
  const folder = tempFolder()
  for (const name of ['b10.reaseg', 'b9.reaseg', 'c.json', '.hidden'])
    writeFileSync(join(folder, name), '')
  mkdirSync(join(folder, 'sub'))
  symlinkSync(join(folder, 'sub'), join(folder, 'zlink'))
  expect(await listFolder(folder, 'project')).toMatchObject({
    path: folder,
    folders: ['sub', 'zlink'],
    files: ['b9.reaseg', 'b10.reaseg'],
  })
  expect((await listFolder(folder, 'json')).files).toEqual(['c.json'])
  expect((await listFolder(folder, 'folder')).files).toEqual([])
  expect(await codeOf(listFolder(join(folder, 'no'), 'any'))).toBe('file_missing')
})

test('REASEG_HOME moves the home', () => {
  expect(defaultHomeDir({ REASEG_HOME: '/x/y' })).toBe(join('/x/y'))
  expect(defaultHomeDir({ XDG_DATA_HOME: '/data' })).toContain('reaseg-studio')
})
