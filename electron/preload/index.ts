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

function listen(channel: string, listener: (value: string) => void): () => void {
  const handler = (_event: unknown, value: unknown) => {
    if (typeof value === 'string') listener(value)
  }
  ipcRenderer.on(channel, handler)
  return () => {
    ipcRenderer.off(channel, handler)
  }
}

function send(channel: NativeChannel, payload: unknown): void {
  call(channel, payload).catch((error: unknown) => reportError(error))
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
  onCommand: (listener) => listen(nativeEvents.command, listener),
  onOpenPath: (listener) => listen(nativeEvents.openPath, listener),
  setMenu: (items) => send('native:set-menu', items),
}

contextBridge.exposeInMainWorld('reaseg', bridge)
