import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStatic, resolveStatic } from '#electron/server/static-files'

const root = mkdtempSync(join(tmpdir(), 'static-'))
const secret = join(root, 'secret.txt')
const served = join(root, 'served')

beforeAll(() => {
  mkdirSync(join(served, 'assets'), { recursive: true })
  writeFileSync(secret, 'secret')
  writeFileSync(join(served, 'index.html'), '<p>page')
  writeFileSync(join(served, 'assets', 'a-1.js'), 'script')
  writeFileSync(join(served, '.env'), 'hidden')
  writeFileSync(join(served, 'tool.exe'), 'other kind')
})
afterAll(() => rmSync(root, { recursive: true }))

test.each([
  ['page', '/', 'text/html; charset=utf-8', 'page'],
  ['page by name', '/index.html', 'text/html; charset=utf-8', 'page'],
  ['hashed asset', '/assets/a-1.js', 'text/javascript; charset=utf-8', 'asset'],
])('serves %s', async (_name, path, type, kind) => {
  const file = await openStatic(served, path)
  expect(file).toMatchObject({ type, kind })
  const text = await new Response(file!.body).text()
  expect(Buffer.byteLength(text)).toBe(file!.bytes)
})

test.each([
  ['parent', '/../secret.txt'],
  ['encoded parent', '/%2e%2e/secret.txt'],
  ['encoded slash', '/..%2fsecret.txt'],
  ['backslash', '/..\\secret.txt'],
  ['encoded backslash', '/..%5csecret.txt'],
  ['twice encoded', '/%252e%252e/secret.txt'],
  ['absolute', '//etc/passwd'],
  ['drive', '/C:/secret.txt'],
  ['NUL', '/index.html%00.js'],
  ['half an escape', '/%E0%A4%A'],
  ['hidden file', '/.env'],
  ['folder', '/assets'],
  ['kind not served', '/tool.exe'],
  ['missing', '/assets/b.js'],
])('refuses %s', async (_name, path) => {
  expect(await openStatic(served, path)).toBeNull()
})

test('nothing resolved leaves the folder', () => {
  for (const path of ['/a/../../x.js', '/./../x.js', '/%2e%2e%2fx.js']) {
    expect(resolveStatic(served, path)?.startsWith(served) ?? true).toBe(true)
  }
})
