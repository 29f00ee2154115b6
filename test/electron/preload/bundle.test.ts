import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compileFunction } from 'node:vm'
import { beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import type { NativeBridge } from '#rpc/native-bridge'
import { nativeChannels } from '#rpc/native-channels'
import { buildBundles } from '#electron/packaging/build'
import type { browserBridge } from '../../../renderer/rpc/browser-bridge.ts'

const file = fileURLToPath(new URL('../../../dist/app/preload.cjs', import.meta.url))

/** Every key of the bridge; the type makes the list whole. */
const keys = {
  mode: true,
  pickFolder: true,
  pickFile: true,
  pickSave: true,
  pathsOfDropped: true,
  reveal: true,
  openExternal: true,
  copyText: true,
  setTitle: true,
  setTheme: true,
  onCommand: true,
  onOpenPath: true,
  setMenu: true,
  keepKey: true,
  moveKey: true,
} satisfies Record<keyof NativeBridge, true>

type Listener = (event: unknown, value: unknown) => void

/** What a sandboxed preload script gets of Electron; it notes what is asked of it. */
function createFakeElectron(answer: unknown) {
  const exposed: Record<string, NativeBridge> = {}
  const invoked: unknown[][] = []
  const listeners = new Map<string, Listener>()
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, api: NativeBridge) => (exposed[name] = api),
    },
    ipcRenderer: {
      invoke: (...args: unknown[]) => (invoked.push(args), Promise.resolve(answer)),
      on: (channel: string, listener: Listener) => listeners.set(channel, listener),
    },
    webUtils: { getPathForFile: (one: { name: string }) => `/dropped/${one.name}` },
  }
  const send = (channel: string, value: unknown) =>
    listeners.get(channel)?.({ sender: 'secret' }, value)
  return { electron, exposed, invoked, send }
}

/** Runs code as Electron's sandbox loader does: a function of these names, Node's globals gone. */
function runSandboxed(code: string, electron: unknown): void {
  const names = ['require', 'process', 'exports', 'module', 'global']
  const gone = ['Buffer', 'setImmediate', 'clearImmediate']
  const load = (name: string) => {
    if (name !== 'electron') throw new Error(`module not found: ${name}`)
    return electron
  }
  const module = { exports: {} }
  const scope = {}
  compileFunction(code, [...names, ...gone])(load, {}, module.exports, module, scope)
}

function load(answer: unknown = { ok: true, value: null }) {
  const fake = createFakeElectron(answer)
  runSandboxed(readFileSync(file, 'utf8'), fake.electron)
  return { ...fake, bridge: fake.exposed['reaseg']! }
}

beforeAll(() => buildBundles(['preload']))

test('one object is exposed, with the functions of the bridge and nothing else', () => {
  const { exposed, bridge } = load()
  expect(Object.keys(exposed)).toEqual(['reaseg'])
  expect(Object.keys(bridge).toSorted()).toEqual(Object.keys(keys).toSorted())
  expect(bridge.mode).toBe('desktop')
})

test('the twin of the browser is the same bridge', () => {
  expectTypeOf<typeof browserBridge>().toEqualTypeOf<NativeBridge>()
  expectTypeOf<keyof typeof keys>().toEqualTypeOf<keyof NativeBridge>()
})

test('this harness refuses what a sandbox refuses', () => {
  const run = (code: string) => () => runSandboxed(code, {})
  expect(run("require('node:events')")).toThrow('module not found')
  expect(run("require('./beside.cjs')")).toThrow('module not found')
  expect(run('Buffer.alloc(1)')).toThrow()
  expect(run('process.cwd()')).toThrow()
})

describe('calls', () => {
  const options = { title: 'x', start: null, name: 'n', kind: 'json' } as const
  const calls: [string, (bridge: NativeBridge) => unknown][] = [
    ['native:pick-folder', (bridge) => bridge.pickFolder({ title: 'x', start: '/a' })],
    ['native:pick-file', (bridge) => bridge.pickFile({ title: 'x', start: null, kind: 'any' })],
    ['native:pick-save', (bridge) => bridge.pickSave(options)],
    ['native:reveal', (bridge) => bridge.reveal('/a')],
    ['native:open-external', (bridge) => bridge.openExternal('https://arxiv.org')],
    ['native:set-title', (bridge) => bridge.setTitle('demo')],
    ['native:set-theme', (bridge) => bridge.setTheme('dark')],
    ['native:set-menu', (bridge) => bridge.setMenu([])],
    ['native:keep-key', (bridge) => bridge.keepKey('remote', 'sk-1')],
    ['native:move-key', (bridge) => bridge.moveKey('remote', 'far')],
  ]
  test.each(calls)(
    '%s goes through its channel, in the shape main expects',
    async (channel, call) => {
      const { bridge, invoked } = load({ ok: true, value: '/picked' })
      await call(bridge)
      expect(invoked).toHaveLength(1)
      const [name, payload] = invoked[0]!
      expect(name).toBe(channel)
      expect(
        nativeChannels[channel as keyof typeof nativeChannels].safeParse(payload).success,
      ).toBe(true)
    },
  )
  test('every channel is used', () => {
    expect(calls.map(([channel]) => channel).toSorted()).toEqual(
      Object.keys(nativeChannels).toSorted(),
    )
  })
  test('answers are unwrapped, refusals thrown', async () => {
    expect(await load({ ok: true, value: '/a' }).bridge.pickFolder(options)).toBe('/a')
    const refused = load({ ok: false, message: 'refused: unknown sender' }).bridge
    await expect(refused.reveal('/a')).rejects.toThrow('unknown sender')
  })
  test('dropped files have paths', async () => {
    const { bridge } = load()
    const dropped = {
      name: 'a.jpg',
      size: 1,
      arrayBuffer: () => Promise.resolve(new ArrayBuffer()),
    }
    expect(await bridge.pathsOfDropped([dropped])).toEqual(['/dropped/a.jpg'])
  })
})

describe('messages of main', () => {
  test('reach the page without the event, as often as it listens', () => {
    const { bridge, send } = load()
    const seen: unknown[][] = []
    const listener = (...args: unknown[]) => seen.push(args)
    const stop = bridge.onCommand(listener)
    send('native:command', 'tool.brush')
    send('native:command', { not: 'text' })
    stop()
    send('native:command', 'tool.point')
    expect(seen).toEqual([['tool.brush']])
  })
  test('that come before the page listens are kept for it, once', () => {
    const { bridge, send } = load()
    send('native:open-path', '/a.reaseg')
    const seen: string[] = []
    bridge.onOpenPath((path) => seen.push(path))
    bridge.onOpenPath((path) => seen.push(`again ${path}`))
    expect(seen).toEqual(['/a.reaseg'])
  })
})
