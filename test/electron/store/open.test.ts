import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { inTransaction } from '#electron/store/database'
import { openStore } from '#electron/store/open'
import { getSetting, putSetting } from '#electron/store/settings'
import { codeOf, tempFolder } from '../usecases/studio-fixture.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

describe('opening a project file', () => {
  test('writes ahead, flushes every commit and checks references', async () => {
    const store = await openStore(join(tempFolder(), 'p.reaseg'), { create: true })
    const pragma = async (name: string) =>
      Object.values((await sql<object>`${sql.raw(`pragma ${name}`)}`.execute(store.db)).rows[0]!)[0]
    expect(await pragma('journal_mode')).toBe('wal')
    expect(await pragma('synchronous')).toBe(2)
    expect(await pragma('foreign_keys')).toBe(1)
    await store.close()
    const again = await openStore(store.path)
    expect(
      (await sql<{ synchronous: number }>`pragma synchronous`.execute(again.db)).rows[0],
    ).toEqual({ synchronous: 2 })
    await again.close()
  })

  test('a crash while it is made leaves no half project', async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'blocked'), '')
    const path = join(folder, 'blocked', 'p.reaseg')
    await expect(openStore(path, { create: true })).rejects.toThrow()
    expect(readdirSync(folder)).toEqual(['blocked'])
  })

  test('a full disk changes nothing and says so', async () => {
    const store = await openStore(join(tempFolder(), 'p.reaseg'), { create: true })
    const db = store.writer()
    await putSetting(db, 'a', 1)
    const pages = await sql<{ pageCount: number }>`pragma page_count`.execute(db)
    await sql`${sql.raw(`pragma max_page_count = ${pages.rows[0]!.pageCount + 2}`)}`.execute(db)
    const writing = inTransaction(db, async (inside) => {
      await putSetting(inside, 'a', 2)
      for (let i = 0; i < 100; i++) await putSetting(inside, `k${i}`, 'x'.repeat(10_000))
    })
    await expect(writing).rejects.toMatchObject({
      error: { code: 'disk_full', message: expect.stringContaining(store.path) },
    })
    expect(await getSetting(db, 'a')).toBe(1)
    expect(await getSetting(db, 'k0')).toBeUndefined()
    expect(store.checkIntegrity()).toBe('ok')
    await store.close()
  })

  test('for reading beside a writer', async () => {
    const path = join(tempFolder(), 'p.reaseg')
    const writer = await openStore(path, { create: true })
    await putSetting(writer.writer(), 'a', 1)
    const reader = await openStore(path, { readOnly: true })
    expect(await getSetting(reader.db, 'a')).toBe(1)
    expect(await codeOf(Promise.resolve().then(() => reader.writer()))).toBe('project_read_only')
    await reader.close()
    await writer.close()
  })
})

const probe = `
import { openStore } from './electron/store/open.ts'
const [, , path, how] = process.argv
try {
  const store = await openStore(path, { readOnly: how === 'read' })
  console.log(store.isReadOnly ? 'reads ' + store.checkIntegrity() : 'writes')
  await store.close()
} catch (error) {
  console.log(error.error?.code ?? String(error))
}
`

/** As a user without rights: root may write anywhere. */
describe.runIf(process.platform === 'linux' && process.getuid?.() === 0)('without rights', () => {
  function open(path: string, how: 'read' | 'write'): string {
    return execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        probe.replace(
          'const [, , path, how] = process.argv',
          `const [path, how] = ${JSON.stringify([path, how])}`,
        ),
      ],
      {
        cwd: root,
        uid: 65_534,
        gid: 65_534,
        encoding: 'utf8',
        env: { ...process.env, TMPDIR: '/tmp' },
      },
    ).trim()
  }

  test.each([
    ['the file', 0o444, 0o777],
    ['the folder', 0o666, 0o555],
  ])('to %s it can be opened for reading alone', async (_, fileMode, folderMode) => {
    const path = join(tempFolder(), 'p.reaseg')
    const store = await openStore(path, { create: true })
    await putSetting(store.writer(), 'a', 1)
    await store.close()
    const before = readFileSync(path)
    chmodSync(path, fileMode)
    chmodSync(dirname(path), folderMode)
    expect(open(path, 'write')).toBe('project_read_only')
    expect(open(path, 'read')).toBe('reads ok')
    chmodSync(dirname(path), 0o777)
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(existsSync(`${path}.lock`)).toBe(false)
  })
})
