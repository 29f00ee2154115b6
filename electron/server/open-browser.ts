import { spawn } from 'node:child_process'

/**
 * Shows a page in the user's browser. Nothing is said where there is none: the link is printed anyway.
 * The link carries a single-use code, never a lasting secret.
 */
export function openBrowser(url: string): void {
  const [command, ...args] = openerFor(process.platform, url)
  const child = spawn(command, args, { stdio: 'ignore', detached: true, windowsHide: true })
  child.on('error', () => undefined)
  child.unref()
}

/** The system's command that opens a URL, with its arguments. */
export function openerFor(platform: string, url: string): readonly [string, ...string[]] {
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url]
  return platform === 'darwin' ? ['open', url] : ['xdg-open', url]
}
