import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { runSystem } from './programs.ts'

/** A browser for the end-to-end tests, or the one line that says what to install. */
export type BrowserSearch =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'none'; readonly advice: string }

/** Looks for Chromium or a kin of it; on Debian and Ubuntu root's are installed, unless REASEG_NO_INSTALL=1. */
export function provideBrowser(): BrowserSearch {
  const missing = missingPackages()
  if (missing.length > 0 && mayInstall()) install(missing)
  const path = findBrowser()
  if (path !== null) return { kind: 'found', path }
  const advice =
    'No browser for the end-to-end tests: install Chrome, Chromium or Edge, or name one with CHROMIUM=/path.'
  return { kind: 'none', advice }
}

/** The first browser there is: CHROMIUM, the system's, those on the PATH, Playwright's own. */
export function findBrowser(): string | null {
  const named = process.env['CHROMIUM']
  if (named !== undefined && named !== '') return existsSync(named) ? named : null
  return candidates().find((path) => existsSync(path)) ?? null
}

function candidates(): readonly string[] {
  if (process.platform === 'darwin') {
    return [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
      ...playwrightOnes(),
    ]
  }
  if (process.platform === 'win32') return [...windowsOnes(), ...playwrightOnes()]
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
    'microsoft-edge-stable',
  ]
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/snap/bin']
  return [
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...playwrightOnes(),
  ]
}

function windowsOnes(): readonly string[] {
  const bases = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap(
    (name) => process.env[name] ?? [],
  )
  return bases.flatMap((base) => [
    join(base, 'Google/Chrome/Application/chrome.exe'),
    join(base, 'Chromium/Application/chrome.exe'),
    join(base, 'Microsoft/Edge/Application/msedge.exe'),
  ])
}

/** What `playwright install` of any version left in its cache. */
function playwrightOnes(): readonly string[] {
  const cache =
    process.platform === 'darwin'
      ? join(homedir(), 'Library/Caches/ms-playwright')
      : process.platform === 'win32'
        ? join(process.env['LOCALAPPDATA'] ?? '', 'ms-playwright')
        : join(homedir(), '.cache/ms-playwright')
  if (!existsSync(cache)) return []
  const programs = [
    'chrome-linux/chrome',
    'chrome-linux64/chrome',
    'chrome-win/chrome.exe',
    'chrome-win64/chrome.exe',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  ]
  const versions = readdirSync(cache).filter((name) => /^chromium-\d+$/.test(name))
  return versions.flatMap((version) => programs.map((program) => join(cache, version, program)))
}

/** Without any font Chromium draws no text at all, hence the second package. */
function missingPackages(): readonly string[] {
  const needsBrowser = findBrowser() === null
  const needsFont = process.platform === 'linux' && !hasFonts()
  return [...(needsBrowser ? ['chromium'] : []), ...(needsFont ? ['fonts-liberation'] : [])]
}

function hasFonts(): boolean {
  return ['/usr/share/fonts', '/usr/local/share/fonts', join(homedir(), '.fonts')].some(
    (folder) =>
      existsSync(folder) &&
      readdirSync(folder, { recursive: true }).some((name) =>
        /\.(ttf|otf|pfb)$/i.test(String(name)),
      ),
  )
}

function mayInstall(): boolean {
  if (process.env['REASEG_NO_INSTALL'] === '1' || process.platform !== 'linux') return false
  if (process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'))
}

function install(packages: readonly string[]): void {
  console.error(
    `Installing ${packages.join(' ')} for the end-to-end tests (REASEG_NO_INSTALL=1 forbids it)…`,
  )
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  const quiet = ['-qq', '-o', 'Dpkg::Use-Pty=0']
  runSystem('apt-get', [...quiet, 'update'], env)
  runSystem('apt-get', [...quiet, 'install', '-y', '--no-install-recommends', ...packages], env)
}
