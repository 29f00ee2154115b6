import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createKeySafe } from '#electron/main/key-safe'
import { safeStorage } from '../../fakes/electron.ts'

let folder = ''
const file = () => join(folder, 'keys.json')
const open = () => createKeySafe(safeStorage, file())

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reaseg-keys-'))
  Object.assign(safeStorage, { isThere: true, backend: 'gnome_libsecret', isLocked: false })
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a key comes back at the next start, and lies nowhere in clear', async () => {
  expect(await open().set('remote', 'sk-secret')).toBe(true)
  expect([...(await open().all())]).toEqual([['remote', 'sk-secret']])
  const text = readFileSync(file(), 'utf8')
  expect(text).not.toContain('sk-secret')
  expect(text).not.toContain(Buffer.from('sk-secret').toString('base64'))
})

test('forgotten is gone; others stay', async () => {
  const safe = open()
  await Promise.all([safe.set('a', '1'), safe.set('b', '2')])
  expect(await safe.set('a', null)).toBe(true)
  expect([...(await open().all())]).toEqual([['b', '2']])
})

test('moved to a new name, also while the store is locked; others stay', async () => {
  const safe = open()
  await safe.set('a', '1')
  await safe.set('b', '2')
  safeStorage.isLocked = true
  await safe.move('a', 'c')
  await safe.move('nobody', 'b')
  safeStorage.isLocked = false
  expect(await open().all()).toEqual(
    new Map([
      ['b', '2'],
      ['c', '1'],
    ]),
  )
})

test.each([
  ['no key store', { isThere: false }],
  ['one that only pretends', { backend: 'basic_text' }],
])('%s: nothing is written', async (_name, state) => {
  Object.assign(safeStorage, state)
  expect(await open().set('remote', 'sk-secret')).toBe(false)
  expect(existsSync(file())).toBe(false)
  expect(await open().set('remote', null)).toBe(true)
})

test('a locked store gives no key and loses none', async () => {
  await open().set('a', '1')
  safeStorage.isLocked = true
  expect([...(await open().all())]).toEqual([])
  safeStorage.isLocked = false
  expect([...(await open().all())]).toEqual([['a', '1']])
})

test('what the system wants encrypted anew is written anew', async () => {
  await open().set('a', 'old key')
  const before = readFileSync(file(), 'utf8')
  expect([...(await open().all())]).toEqual([['a', 'old key']])
  expect(readFileSync(file(), 'utf8')).toBe(before)
})

test.each([['{'], ['[]'], ['null'], ['{"a":5}']])(
  'a damaged file (%s) holds no keys',
  async (text) => {
    writeFileSync(file(), text)
    expect([...(await open().all())]).toEqual([])
    expect(await open().set('b', '2')).toBe(true)
    expect([...(await open().all())]).toEqual([['b', '2']])
  },
)
