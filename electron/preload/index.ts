import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { DroppedFile, NativeBridge } from '#rpc/native-bridge'
import { nativeEvents, type NativeChannel } from '#rpc/native-channel-names'

/** Sandboxed: web APIs and `electron` only. Exposes named functions, never `ipcRenderer` or an event object. */
async function call(channel: NativeChannel, payload: unknown): Promise<unknown> {
  const answer = (await ipcRenderer.invoke(channel, payload)) as
    { ok: true; value: unknown } | { ok: false; message: string }
  if (answer.ok) return answer.value
  throw new Error(answer.message)
}

function send(channel: NativeChannel, payload: unknown): void {
  call(channel, payload).catch((error: unknown) => reportError(error))
}

/** Messages of one channel for the page. What comes before the page listens is kept until it does. */
function listenTo(channel: string): (listener: (value: string) => void) => () => void {
  const listeners = new Set<(value: string) => void>()
  let kept: string[] = []
  ipcRenderer.on(channel, (_event, value: unknown) => {
    if (typeof value !== 'string') return
    if (listeners.size === 0) kept.push(value)
    else for (const listener of listeners) listener(value)
  })
  return (listener) => {
    // Own identity each time: the same function may be handed over twice.
    const own = (value: string) => listener(value)
    listeners.add(own)
    for (const value of kept) own(value)
    kept = []
    return () => {
      listeners.delete(own)
    }
  }
}

const bridge: NativeBridge = {
  mode: 'desktop',
  pickFolder: (options) => call('native:pick-folder', options) as Promise<string | null>,
  pickFile: (options) => call('native:pick-file', options) as Promise<string | null>,
  pickSave: (options) => call('native:pick-save', options) as Promise<string | null>,
  pathsOfDropped: (files) =>
    Promise.resolve(
      files.map((file: DroppedFile) => webUtils.getPathForFile(file as unknown as File)),
    ),
  reveal: (path) => call('native:reveal', path) as Promise<boolean>,
  openExternal: (url) => call('native:open-external', url) as Promise<boolean>,
  copyText: (text) => navigator.clipboard.writeText(text),
  setTitle: (title) => send('native:set-title', title),
  setTheme: (theme) => send('native:set-theme', theme),
  onCommand: listenTo(nativeEvents.command),
  onOpenPath: listenTo(nativeEvents.openPath),
  setMenu: (items) => send('native:set-menu', items),
  keepKey: (name, key) => call('native:keep-key', { name, key }) as Promise<boolean>,
  moveKey: (from, to) => call('native:move-key', { from, to }) as Promise<void>,
}

contextBridge.exposeInMainWorld('reaseg', bridge)
