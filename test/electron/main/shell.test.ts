import { describe, expect, test, vi } from 'vitest'
import { backendCommand } from '#electron/main/backend-command'
import { createCrashBudget } from '#electron/main/crash-budget'
import { errorPage } from '#electron/main/error-page'
import { registerChannels, type IpcDoor, type NativeHandlers } from '#electron/main/ipc'
import { menuTemplate } from '#electron/main/menu'
import { findProjectArgument } from '#electron/main/project-argument'
import { sidecarEnv } from '#electron/main/sidecar-env'
import { windowOptions } from '#electron/main/window-options'

test('window options are the hardened ones', () => {
  const { webPreferences } = windowOptions({ preload: '/p/preload.cjs', partition: 'persist:app' })
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
    ['a project', ['app', '/data/a b.reaseg'], '/data/a b.reaseg'],
    ['upper case', ['app', 'C:\\X.REASEG'], 'C:\\X.REASEG'],
    ['a switch that ends alike', ['app', '--user-data-dir=x.reaseg'], null],
    ['another file', ['app', 'notes.txt'], null],
  ])('%s', (_name, argv, found) => {
    expect(findProjectArgument(argv)).toBe(found)
  })
})

test('a packaged shell starts the staged backend, a checkout its sources', () => {
  const base = { appFolder: '/x/dist/app', resources: '/opt/app/resources', devNode: '/n/node' }
  const packaged = backendCommand({ ...base, isPackaged: true }, {})
  expect(packaged.args).toEqual(['/opt/app/resources/backend/server.mjs', '--sidecar'])
  expect(packaged.node).toMatch(/^\/opt\/app\/resources\/backend\/reaseg-backend/)
  const checkout = backendCommand({ ...base, isPackaged: false }, {})
  expect(checkout).toMatchObject({
    node: '/n/node',
    args: ['/x/electron/server/index.ts', '--sidecar'],
    cwd: '/x',
  })
})

test('the error page shows text as text', () => {
  const page = decodeURIComponent(
    errorPage({ title: 'a<b', advice: 'x', lines: ['<script>1</script>'] }),
  )
  expect(page).toContain('a&lt;b')
  expect(page).not.toContain('<script>')
})

test('the menu shows keys without taking them, and letters not at all on macOS', () => {
  const chosen: string[] = []
  const items = [
    { menu: 'File', id: 'project.open', title: 'Open…', key: 'mod+O', isEnabled: true },
    { menu: 'Mask', id: 'tool.brush', title: 'Brush', key: 'B', isEnabled: false },
  ] as const
  const template = menuTemplate(items, 'linux', (id) => chosen.push(id))
  expect(template.map((menu) => menu.label)).toEqual(['File', 'Edit', 'View', 'Mask'])
  const [open] = template[0]?.submenu as { accelerator: string; click: () => void }[]
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
