import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { findBrowser, provideBrowser } from './browser.ts'

afterEach(() => vi.unstubAllEnvs())

test('CHROMIUM goes before all others', () => {
  const folder = mkdtempSync(join(tmpdir(), 'browser-'))
  const own = join(folder, 'own-browser')
  writeFileSync(own, '')
  vi.stubEnv('CHROMIUM', own)
  expect(findBrowser()).toBe(own)
  rmSync(folder, { recursive: true })
})

test('a wrong CHROMIUM is said, not passed over, and nothing is installed where that is forbidden', () => {
  vi.stubEnv('CHROMIUM', join(tmpdir(), 'no-such-browser'))
  vi.stubEnv('REASEG_NO_INSTALL', '1')
  expect(provideBrowser()).toEqual({
    kind: 'none',
    advice: expect.stringMatching(/install Chrome.*CHROMIUM=/),
  })
})
