import { writeFile } from 'node:fs/promises'
import { app, type BrowserWindow } from 'electron'

/**
 * `--smoke-test FILE`: waits for the page to say that it is ready, writes what it found as JSON and ends.
 * Run on the packaged application, where Playwright cannot attach.
 */
export async function runSmokeTest(window: BrowserWindow, argv: readonly string[]): Promise<void> {
  const file = argv[argv.indexOf('--smoke-test') + 1] ?? 'smoke.json'
  const ready: unknown = await window.webContents.executeJavaScript(`new Promise((resolve) => {
    const look = () => document.documentElement.dataset.appReady === 'true'
      ? resolve({ title: document.title, bridge: Object.keys(window.reaseg ?? {}), node: typeof process })
      : setTimeout(look, 100)
    look()
  })`)
  await writeFile(file, JSON.stringify({ ok: true, version: app.getVersion(), page: ready }))
  app.quit()
}
