import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The installer may take this long before the browser takes over. */
const installLimitMs = 120_000

const electronFolder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))

/** Electron's executable, or null where it was not fetched. The package itself is never imported: that would fetch. */
export function findElectron(): string | null {
  const pathFile = join(electronFolder, 'path.txt')
  if (!existsSync(pathFile)) return null
  const binary = join(electronFolder, 'dist', readFileSync(pathFile, 'utf8').trim())
  return existsSync(binary) ? binary : null
}

/** Lets the package's own installer fetch the executable; null or the reason it could not. */
export function installElectron(): string | null {
  const done = spawnSync(process.execPath, [join(electronFolder, 'install.js')], {
    stdio: ['ignore', 'inherit', 'pipe'],
    timeout: installLimitMs,
  })
  if (done.status === 0 && findElectron() !== null) return null
  if (done.signal !== null) return `Electron could not be fetched within ${installLimitMs / 1000} s`
  const reason =
    /(?:Error|TypeError): (.+)/.exec(done.stderr.toString())?.[1] ?? `exit ${done.status}`
  return `Electron could not be fetched (${reason})`
}
