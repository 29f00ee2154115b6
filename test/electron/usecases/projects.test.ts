import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import Database from 'better-sqlite3'
import { callerOf, codeOf, tempFolder, testStudio } from './studio-fixture.ts'

describe('projects', () => {
  test('create, info, close, open again, recent', async () => {
    const folder = tempFolder()
    const studio = testStudio(folder)
    const call = callerOf(studio)
    const path = join(folder, 'sub', 'a "b"\n✨.reaseg')
    const made = await call('project.create', { path })
    expect(made).toMatchObject({
      images: 0,
      samples: 0,
      accepted: 0,
      integrity: 'ok',
      isReadOnly: false,
    })
    expect(statSync(`${path}.lock`).mode & 0o777).toBe(0o600)
    expect(JSON.parse(readFileSync(`${path}.lock`, 'utf8'))).toMatchObject({ pid: process.pid })
    await call('project.close')
    expect(existsSync(`${path}.lock`)).toBe(false)
    expect(await call('project.info')).toBeNull()
    expect((await call('project.open', { path })).path).toBe(path)
    expect(await call('project.recent')).toMatchObject([{ path, exists: true }])
  })

  test('no project is open', async () => {
    const call = callerOf(testStudio(tempFolder()))
    expect(await codeOf(call('project.settings'))).toBe('no_project')
  })

  test('a project opened twice is busy, read-only works beside', async () => {
    const folder = tempFolder()
    const path = join(folder, 'p.reaseg')
    const first = callerOf(testStudio(folder))
    await first('project.create', { path })
    const other = callerOf(testStudio(folder))
    expect(await codeOf(other('project.open', { path }))).toBe('project_busy')
    expect((await other('project.open', { path, readOnly: true })).isReadOnly).toBe(true)
    const settings = await other('project.settings')
    expect(await codeOf(other('project.saveSettings', settings))).toBe('project_read_only')
  })

  test('settings of a project come back', async () => {
    const folder = tempFolder()
    const path = join(folder, 'p.reaseg')
    const call = callerOf(testStudio(folder))
    await call('project.create', { path })
    const settings = await call('project.settings')
    await call('project.saveSettings', { ...settings, grid: { ...settings.grid, n: 13 } })
    await call('project.close')
    await call('project.open', { path })
    expect((await call('project.settings')).grid.n).toBe(13)
  })

  test('a project that remembers the first embedded segmenter uses the one of today', async () => {
    const folder = tempFolder()
    const call = callerOf(testStudio(folder))
    await call('project.create', { path: join(folder, 'p.reaseg') })
    await call('project.saveSettings', {
      ...(await call('project.settings')),
      segmenter: 'embedded-1',
    })
    expect((await call('project.settings')).segmenter).toBe('embedded-2')
  })

  test.each([
    ['text', (path: string) => writeFileSync(path, 'hello '.repeat(100)), 'not_a_project'],
    ['empty', (path: string) => writeFileSync(path, ''), 'not_a_project'],
    ['a folder', (path: string) => mkdirSync(path), 'not_a_project'],
    ['nothing', () => undefined, 'file_missing'],
    [
      'a foreign database',
      (path: string) => {
        const db = new Database(path)
        db.exec('create table t (a)')
        db.close()
      },
      'not_a_project',
    ],
  ])('%s named .reaseg', async (_, make, code) => {
    const folder = tempFolder()
    const path = join(folder, 'p.reaseg')
    make(path)
    const call = callerOf(testStudio(folder))
    expect(await codeOf(call('project.open', { path }))).toBe(code)
    expect(existsSync(`${path}.lock`)).toBe(false)
  })

  test('a newer schema is refused and left as it is', async () => {
    const folder = tempFolder()
    const path = join(folder, 'p.reaseg')
    const call = callerOf(testStudio(folder))
    await call('project.create', { path })
    await call('project.close')
    const db = new Database(path)
    db.pragma('user_version = 999')
    db.close()
    const before = readFileSync(path)
    expect(await codeOf(call('project.open', { path }))).toBe('schema_newer')
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  test('creating over a file is refused and the open project stays', async () => {
    const folder = tempFolder()
    const call = callerOf(testStudio(folder))
    await call('project.create', { path: join(folder, 'a.reaseg') })
    writeFileSync(join(folder, 'b.reaseg'), 'mine')
    for (const name of ['a', 'b'])
      expect(await codeOf(call('project.create', { path: join(folder, `${name}.reaseg`) }))).toBe(
        'file_exists',
      )
    expect((await call('project.info'))?.name).toBe('a')
  })
})
