import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isOutdated } from '#electron/packaging/freshness'
import { hasDisplay, isRefusal } from '#electron/packaging/start'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fresh-'))
  mkdirSync(join(root, 'source', 'deep'), { recursive: true })
  write('source/a.ts', 1_000)
  write('source/deep/b.ts', 1_000)
  for (const folder of ['source/deep', 'source']) utimesSync(join(root, folder), 1_000, 1_000)
})
afterEach(() => rmSync(root, { recursive: true }))

function write(name: string, at: number): void {
  writeFileSync(join(root, name), '')
  utimesSync(join(root, name), at, at)
}

const isOld = () => isOutdated(root, 'built.html', ['source', 'missing'])

test('what was never built is outdated', () => expect(isOld()).toBe(true))

test('newer than all its sources is fresh', () => {
  write('built.html', 2_000)
  expect(isOld()).toBe(false)
})

test.each(['source/deep/b.ts', 'source/new.ts'])('a newer %s is seen', (name) => {
  write('built.html', 2_000)
  write(name, 3_000)
  expect(isOld()).toBe(true)
})

test('a deleted source is seen by its folder', () => {
  write('built.html', 2_000)
  rmSync(join(root, 'source/deep/b.ts'))
  expect(isOld()).toBe(true)
})

test.each([
  ['linux', {}, false],
  ['linux', { DISPLAY: '' }, false],
  ['linux', { DISPLAY: ':0' }, true],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
  ['win32', {}, true],
  ['darwin', {}, true],
])('%s with %j: display %s', (platform, env, has) => expect(hasDisplay(platform, env)).toBe(has))

test.each([
  ['aborts at once: the sandbox refused it', { code: null, signal: 'SIGTRAP', lived: 300 }, true],
  ['cannot be run at all', { code: 127, signal: null, lived: 2 }, true],
  ['crashes after an hour', { code: null, signal: 'SIGABRT', lived: 3_600_000 }, false],
  ['is closed at once by hand', { code: 0, signal: null, lived: 900 }, false],
  ['is stopped', { code: null, signal: 'SIGTERM', lived: 900 }, false],
] as const)('Electron that %s', (_name, ended, refused) => expect(isRefusal(ended)).toBe(refused))
