import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildBundles, buildRenderer } from './build.ts'
import { findElectron, installElectron } from './electron-binary.ts'
import { isOutdated, rendererSources } from './freshness.ts'

/** Either Electron ran and ended, or the browser is the window and the server starts with `args`. */
export type Start =
  | { readonly kind: 'done'; readonly exitCode: number }
  | { readonly kind: 'server'; readonly args: readonly string[] }

/** Prepares `npm start`: builds what is outdated, then picks Electron or the browser. */
export async function prepareStart(root: string, args: readonly string[]): Promise<Start> {
  if (isOutdated(root, 'dist/renderer/index.html', rendererSources)) {
    process.stderr.write('building the window…\n')
    await buildRenderer()
  }
  const obstacle = await findObstacle(root)
  if (obstacle === null) return { kind: 'done', exitCode: await runElectron(root, args) }
  process.stderr.write(`${obstacle}: your browser is the window.\n`)
  return { kind: 'server', args: ['--open', ...args] }
}

/** True where a window can be shown at all. */
export function hasDisplay(platform: string, env: NodeJS.ProcessEnv): boolean {
  if (platform === 'win32' || platform === 'darwin') return true
  return Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY'])
}

/** Why there is no desktop window; null when there can be one. */
async function findObstacle(root: string): Promise<string | null> {
  if (!hasDisplay(process.platform, process.env)) return 'No display'
  if (!existsSync(join(root, 'electron/main/index.ts'))) return 'No desktop shell in this checkout'
  if (findElectron() === null) {
    process.stderr.write('fetching Electron, once…\n')
    const failure = installElectron()
    if (failure !== null) return failure
  }
  await buildBundles(['main', 'preload'])
  return null
}

async function runElectron(root: string, args: readonly string[]): Promise<number> {
  const binary = findElectron()
  if (binary === null) return 1
  const child = spawn(binary, [join(root, 'dist/app/main.cjs'), ...args], {
    stdio: 'inherit',
    env: { ...process.env, REASEG_NODE: process.execPath },
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  return new Promise((resolve) => {
    child.on('error', () => resolve(1))
    child.on('exit', (code) => resolve(code ?? 1))
  })
}
