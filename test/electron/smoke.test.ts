import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildBundles, buildRenderer } from '#electron/packaging/build'
import { findElectron } from '#electron/packaging/electron-binary'
import { isOutdated, rendererSources } from '#electron/packaging/freshness'
import { hasDisplay } from '#electron/packaging/start'
import { root } from '../tasks/programs.ts'

const electron = findElectron()
const obstacle =
  electron === null
    ? ' (skipped: no Electron binary)'
    : hasDisplay(process.platform, process.env)
      ? ''
      : ' (skipped: no display)'

test.skipIf(obstacle !== '')(
  `Electron shows the window and lets its backend go${obstacle}`,
  { timeout: 180_000 },
  async () => {
    if (isOutdated(root, 'dist/renderer/index.html', rendererSources)) await buildRenderer()
    await buildBundles(['main', 'preload'])
    const place = mkdtempSync(join(tmpdir(), 'reaseg-smoke-'))
    const result = join(place, 'result.json')
    const child = spawn(
      electron ?? '',
      [
        join(root, 'dist/app/main.cjs'),
        `--smoke-test=${result}`,
        `--user-data-dir=${join(place, 'data')}`,
      ],
      {
        stdio: 'inherit',
        env: { ...process.env, REASEG_HOME: join(place, 'home'), REASEG_NODE: process.execPath },
      },
    )
    const ended = await new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', resolve)
    })
    expect(JSON.parse(readFileSync(result, 'utf8'))).toMatchObject({
      ok: true,
      page: { title: expect.stringContaining('Reaseg Studio'), node: 'undefined' },
    })
    expect(ended).toBe(0)
    rmSync(place, { recursive: true, force: true })
  },
)
