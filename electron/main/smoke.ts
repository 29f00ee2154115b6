import { writeFile } from 'node:fs/promises'
import { app, type WebContents } from 'electron'

/** How long the page may take to say that it is ready. */
const limitMs = 60_000

/** Where `--smoke-test=FILE` wants the result; null when this is no smoke test. */
export function findSmokeFile(argv: readonly string[]): string | null {
  const option = '--smoke-test='
  return argv.find((argument) => argument.startsWith(option))?.slice(option.length) ?? null
}

/**
 * Waits for the page to say that it is ready and writes what it found as JSON.
 * For the packaged application, where Playwright cannot attach.
 */
export async function writeSmokeResult(file: string, contents: WebContents): Promise<void> {
  const page: unknown = await contents.executeJavaScript(`new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('not ready: ' + document.body.innerText.slice(0, 500))), ${limitMs})
    const look = () => document.documentElement.dataset.appReady === 'true'
      ? resolve({ title: document.title, bridge: Object.keys(window.reaseg ?? {}), node: typeof process })
      : setTimeout(look, 100)
    look()
  })`)
  await writeFile(file, JSON.stringify({ ok: true, version: app.getVersion(), page }))
}

export async function writeSmokeFailure(file: string, reason: string): Promise<void> {
  await writeFile(file, JSON.stringify({ ok: false, version: app.getVersion(), reason }))
}
