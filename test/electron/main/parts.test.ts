import { join, resolve } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { backendCommand } from '#electron/main/backend-command'
import { createCrashBudget } from '#electron/main/crash-budget'
import { registerChannels, type IpcDoor, type NativeHandlers } from '#electron/main/ipc'
import { menuTemplate } from '#electron/main/menu'
import { problemPage, readProblemAction } from '#electron/main/problem-page'
import { findProjectArgument } from '#electron/main/project-argument'
import { sidecarEnv } from '#electron/main/sidecar-env'
import { userDataFolder } from '#electron/main/user-data'
import { windowOptions } from '#electron/main/window-options'

test('window options are the hardened ones', () => {
  const { webPreferences, ...window } = windowOptions({
    preload: '/p/preload.cjs',
    partition: 'persist:app',
    icon: '/i.png',
    isDark: false,
  })
  expect(window).toMatchObject({ name: 'main', windowStatePersistence: true, show: false })
  expect(webPreferences).toEqual({
    preload: '/p/preload.cjs',
    partition: 'persist:app',
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  })
})

test('the backend sees only the variables it needs', () => {
  const env = sidecarEnv({
    PATH: '/usr/bin',
    HOME: '/home/a',
    NODE_OPTIONS: '--require evil',
    LD_PRELOAD: '/lib/libgobject-2.0.so',
    LD_LIBRARY_PATH: '/tmp/app',
    ELECTRON_RUN_AS_NODE: '1',
    GTK_PATH: '/x',
    OPENAI_API_KEY: 'secret',
    Path: 'C:/Windows',
    TZ: undefined,
  })
  expect(env).toEqual({ PATH: '/usr/bin', HOME: '/home/a', Path: 'C:/Windows' })
})

test('three crashes in five minutes are forgiven, the fourth is not, old ones are forgotten', () => {
  const budget = createCrashBudget()
  expect([0, 1000, 2000, 3000].map((now) => budget.spend(now))).toEqual([true, true, true, false])
  expect(budget.spend(10 * 60_000)).toBe(true)
})

describe('the project among the arguments', () => {
  test.each([
    ['none', ['electron', '.'], null],
    ['a project', ['app', '/data/a b.reaseg'], resolve('/data/a b.reaseg')],
    ['one beside the caller', ['app', 'b.REASEG'], resolve('/work', 'b.REASEG')],
    ['a switch that ends alike', ['app', '--user-data-dir=x.reaseg'], null],
    ['another file', ['app', 'notes.txt'], null],
  ])('%s', (_name, argv, found) => {
    expect(findProjectArgument(argv, '/work')).toBe(found)
  })
})

test('a packaged shell starts the staged backend, a checkout its sources', () => {
  const base = {
    appFolder: '/x/dist/app',
    resources: '/opt/app/resources',
    devNode: '/n/node',
    logs: '/l',
  }
  const report = ['--report-on-fatalerror', '--report-directory=/l']
  const packaged = backendCommand({ ...base, isPackaged: true }, {})
  const server = join('/opt/app/resources/backend/server.mjs')
  expect(packaged.args).toEqual([...report, server, '--sidecar'])
  expect(packaged.node.startsWith(join('/opt/app/resources/backend/reaseg-backend'))).toBe(true)
  const checkout = backendCommand({ ...base, isPackaged: false }, {})
  expect(checkout).toMatchObject({
    node: '/n/node',
    args: [...report, resolve('/x/electron/server/index.ts'), '--sidecar'],
    cwd: resolve('/x'),
  })
})

describe('the problem page', () => {
  const page = problemPage({ title: 'a<b', advice: 'x', lines: ['<script>1</script>'] })
  test('shows text as text and runs nothing', () => {
    const html = decodeURIComponent(page)
    expect(html).toContain('a&lt;b')
    expect(html).not.toContain('<script>')
    expect(html).toContain("default-src 'none'")
  })
  test('its own links are read back', () => {
    const links = [...decodeURIComponent(page).matchAll(/href="([^"]+)"/g)].map((found) => found[1])
    expect(links.map((link) => readProblemAction(page, link!))).toEqual([
      'try-again',
      'open-without-project',
    ])
  })
  test.each([
    ['an unknown action', page, 'https://reaseg.invalid/format-disk'],
    ['a name every object has', page, 'https://reaseg.invalid/toString'],
    ['another origin', page, 'https://example.org/try-again'],
    ['another page', 'http://127.0.0.1:4711/', 'https://reaseg.invalid/try-again'],
    ['no address', page, 'try-again'],
  ])('%s does nothing', (_name, from, link) => {
    expect(readProblemAction(from, link)).toBeNull()
  })
})

test.each([
  ['of its own name', ['app'], join('/data', 'Reaseg Studio')],
  ['given', ['app', '--user-data-dir=/tmp/one'], resolve('/tmp/one')],
  ['given empty', ['app', '--user-data-dir='], join('/data', 'Reaseg Studio')],
])('user data folder: %s', (_name, argv, folder) => {
  expect(userDataFolder(argv, '/data')).toBe(folder)
})

test('the menu shows keys without taking them, and letters not at all on macOS', () => {
  const chosen: string[] = []
  const items = [
    { menu: 'File', id: 'project.open', title: 'Open…', key: 'mod+O', isEnabled: true },
    { menu: 'Mask', id: 'tool.brush', title: 'Brush', key: 'B', isEnabled: false },
  ] as const
  const template = menuTemplate(items, 'linux', (id) => chosen.push(id))
  expect(template.map((menu) => menu.label)).toEqual(['File', 'Edit', 'View', 'Mask'])
  const [open] = template[0]!.submenu as { accelerator: string; click: () => void }[]
  expect(open).toMatchObject({ accelerator: 'CommandOrControl+O', registerAccelerator: false })
  open?.click()
  expect(chosen).toEqual(['project.open'])
  const mac = menuTemplate(items, 'darwin', () => {})
  const mask = mac.find((menu) => menu.label === 'Mask')?.submenu as { accelerator?: string }[]
  expect(mac[0]?.role).toBe('appMenu')
  expect(mask[0]?.accelerator).toBeUndefined()
})

describe('native calls', () => {
  const frame = { url: 'http://127.0.0.1:4711/' }
  const event = (over: object = {}) => ({
    senderFrame: frame,
    sender: { id: 7, mainFrame: frame },
    ...over,
  })
  const listeners = new Map<string, (event: never, payload: unknown) => unknown>()
  const reveal = vi.fn(() => true)
  const door: IpcDoor = { handle: (channel, listener) => listeners.set(channel, listener as never) }
  registerChannels(door, { 'native:reveal': reveal } as unknown as NativeHandlers, {
    origin: () => 'http://127.0.0.1:4711',
    contents: () => [7],
  })
  const invoke = (payload: unknown, from: unknown) =>
    listeners.get('native:reveal')?.(from as never, payload)

  test('our window is answered', async () => {
    expect(await invoke('/data', event())).toEqual({ ok: true, value: true })
  })
  test.each([
    ['a frame that is gone', event({ senderFrame: null })],
    ['a sub-frame', event({ senderFrame: { url: frame.url } })],
    ['another window', event({ sender: { id: 8, mainFrame: frame } })],
    [
      'a foreign page',
      (() => {
        const foreign = { url: 'https://example.org/' }
        return event({ senderFrame: foreign, sender: { id: 7, mainFrame: foreign } })
      })(),
    ],
  ])('%s is refused', async (_name, from) => {
    reveal.mockClear()
    expect(await invoke('/data', from)).toMatchObject({ ok: false })
    expect(reveal).not.toHaveBeenCalled()
  })
  test('a payload of the wrong shape is refused', async () => {
    expect(await invoke({ path: '/data' }, event())).toMatchObject({ ok: false })
  })
})
