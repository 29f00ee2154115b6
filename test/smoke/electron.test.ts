import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findObstacle, packageFlavour } from './packaged.ts'

const obstacle = findObstacle()
if (obstacle !== null) console.log(`skipped: ${obstacle}`)

/** Packaging alone takes a minute where disks are slow. */
const limit = 300_000

const bridgeKeys = [
  'copyText',
  'mode',
  'onCommand',
  'onOpenPath',
  'openExternal',
  'pathsOfDropped',
  'pickFile',
  'pickFolder',
  'pickSave',
  'reveal',
  'setMenu',
  'setTheme',
  'setTitle',
]

describe.skipIf(obstacle !== null)('the packaged application', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'reaseg-smoke-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

  const env = (name: string) => ({ ...process.env, REASEG_HOME: join(folder, `home-${name}`) })

  test(
    'release flavour: starts, shows its page, ends by itself',
    async () => {
      const program = await packageFlavour('release', folder)
      const result = join(folder, 'smoke.json')
      const args = [`--smoke-test=${result}`, `--user-data-dir=${join(folder, 'data-release')}`]
      const child = spawn(program, [...args, ...sandboxSwitch()], {
        env: env('release'),
        stdio: ['ignore', 'inherit', 'inherit'],
      })
      const exitCode = await new Promise((resolve) => child.on('close', resolve))
      const report: unknown = JSON.parse(readFileSync(result, 'utf8'))
      expect(report).toMatchObject({
        ok: true,
        page: { title: expect.stringContaining('Reaseg Studio'), node: 'undefined' },
      })
      const { bridge } = (report as { page: { bridge: string[] } }).page
      expect(bridge.toSorted()).toEqual(bridgeKeys)
      expect(exitCode).toBe(0)
    },
    limit,
  )

  describe('e2e flavour', () => {
    let app: ElectronApplication
    let page: Page
    beforeAll(async () => {
      app = await _electron.launch({
        executablePath: await packageFlavour('e2e', folder),
        args: [`--user-data-dir=${join(folder, 'data-e2e')}`],
        env: env('e2e'),
      })
      page = await app.firstWindow()
      await page.waitForFunction(() => document.documentElement.dataset['appReady'] === 'true')
    }, limit)
    afterAll(() => app.close())

    test('the page sees the bridge and no Node', async () => {
      const seen = await page.evaluate(() => ({
        keys: Object.keys(Reflect.get(window, 'reaseg') as object).toSorted(),
        node: [typeof Reflect.get(window, 'process'), typeof Reflect.get(window, 'require')],
      }))
      expect(seen).toEqual({ keys: bridgeKeys, node: ['undefined', 'undefined'] })
    })
    test('a native dialog answers through the checked channel', async () => {
      await app.evaluate(({ dialog }) => {
        dialog.showOpenDialog = () =>
          Promise.resolve({ canceled: false, filePaths: ['/picked'], bookmarks: [] })
      })
      const picked = await page.evaluate(() => {
        const bridge = Reflect.get(window, 'reaseg') as {
          pickFolder(options: object): Promise<string | null>
        }
        return bridge.pickFolder({ title: 'Images', start: null })
      })
      expect(picked).toBe('/picked')
    })
    test('it neither leaves its origin nor opens windows nor gets devices', async () => {
      const before = page.url()
      const opened = await page.evaluate(() => window.open('https://example.org/') === null)
      await page.evaluate(() => location.assign('https://example.org/'))
      const camera = await page.evaluate(() =>
        navigator.mediaDevices.getUserMedia({ video: true }).then(
          () => 'granted',
          () => 'denied',
        ),
      )
      expect([opened, camera, page.url()]).toEqual([true, 'denied', before])
      expect(app.windows()).toHaveLength(1)
    })
  })
})

/** Where the system forbids user namespaces, or for root, Chromium can't build its sandbox from an unpacked folder. */
function sandboxSwitch(): string[] {
  if (process.platform !== 'linux') return []
  const file = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns'
  const isRestricted = existsSync(file) && readFileSync(file, 'utf8').trim() === '1'
  return isRestricted || process.getuid?.() === 0 ? ['--no-sandbox'] : []
}
