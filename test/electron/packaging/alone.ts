import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { buildBundles, buildRenderer } from '#electron/packaging/build'
import { isOutdated, rendererSources } from '#electron/packaging/freshness'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const cache = join(root, 'node_modules/.cache')
const lock = join(cache, 'packaging.lock')

/** Builds what is outdated, then works on `dist` while no other test file does: they run in processes side by side. */
export async function withBuild<T>(work: () => Promise<T>): Promise<T> {
  mkdirSync(cache, { recursive: true })
  while (!takeLock()) await setTimeout(100)
  try {
    if (isOutdated(root, 'dist/renderer/index.html', rendererSources)) await buildRenderer()
    await buildBundles(['main', 'preload', 'server', 'ml-host'])
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function takeLock(): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (!isHeld()) rmSync(lock, { force: true })
    return false
  }
}

/** A lock whose process is gone counts for nothing. */
function isHeld(): boolean {
  try {
    // Written in the same moment it is made, but read perhaps in between.
    const pid = Number(readFileSync(lock, 'utf8'))
    return pid === 0 || process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
