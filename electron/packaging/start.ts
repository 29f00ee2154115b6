import { spawn } from 'node:child_process'
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
  const obstacle = await findObstacle(args)
  const ended = obstacle === null ? await runElectron(root, args) : null
  if (ended !== null && !isRefusal(ended)) return { kind: 'done', exitCode: ended.code ?? 1 }
  process.stderr.write(
    `${obstacle ?? 'Electron does not start here'}: your browser is the window.\n`,
  )
  return { kind: 'server', args: ['--open', ...args] }
}

/** How Electron ended, and after how many milliseconds. */
export type Ended = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly lived: number
}

/** An abort right at the start is the system refusing it (its sandbox, missing libraries), not the application ending. */
export function isRefusal({ code, signal, lived }: Ended): boolean {
  const isAbort =
    signal === 'SIGTRAP' || signal === 'SIGABRT' || code === 127 || code === 133 || code === 134
  return isAbort && lived < 5_000
}

/** True where a window can be shown at all. */
export function hasDisplay(platform: string, env: NodeJS.ProcessEnv): boolean {
  if (platform === 'win32' || platform === 'darwin') return true
  return Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY'])
}

/** Why there is no desktop window; null when there can be one. */
async function findObstacle(args: readonly string[]): Promise<string | null> {
  if (args.includes('--no-open')) return 'No window was asked for'
  if (!hasDisplay(process.platform, process.env)) return 'No display'
  // Chromium's sandbox refuses root, and we never switch the sandbox off.
  if (process.platform === 'linux' && process.getuid?.() === 0)
    return 'Electron does not run as root'
  if (findElectron() === null) {
    process.stderr.write('fetching Electron, once…\n')
    const failure = installElectron()
    if (failure !== null) return failure
  }
  await buildBundles(['main', 'preload'])
  return null
}

async function runElectron(root: string, args: readonly string[]): Promise<Ended> {
  const since = performance.now()
  const child = spawn(findElectron() ?? 'electron', [join(root, 'dist/app/main.cjs'), ...args], {
    stdio: 'inherit',
    // Left over from a shell inside another Electron, it would make a bare Node of this one.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined, REASEG_NODE: process.execPath },
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  return new Promise((resolve) => {
    const end = (code: number | null, signal: NodeJS.Signals | null) =>
      resolve({ code, signal, lived: performance.now() - since })
    child.on('error', () => end(127, null))
    child.on('exit', end)
  })
}
