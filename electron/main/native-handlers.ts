import { app, dialog, nativeTheme, shell, Menu, type BrowserWindow } from 'electron'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { MenuItem } from '#rpc/native-bridge'
import { nativeEvents } from '#rpc/native-channel-names'
import type { NativeHandlers } from './ipc.ts'
import { menuTemplate } from './menu.ts'
import { isExternalAllowed } from './policies.ts'

const filters = {
  project: [{ name: 'Reaseg project', extensions: ['reaseg'] }],
  json: [{ name: 'JSON', extensions: ['json'] }],
  any: [{ name: 'All files', extensions: ['*'] }],
}

/** What the shell does with keys of MLLM profiles. */
export type KeyKeeping = {
  readonly keep: (name: string, key: string | null) => Promise<boolean>
  readonly move: (from: string, to: string) => Promise<void>
}

/** What each channel does, for one window. Dialogs open where the last one ended: `start` comes from the settings. */
export function createNativeHandlers(window: BrowserWindow, keys: KeyKeeping): NativeHandlers {
  return {
    'native:pick-folder': async ({ title, start }) => {
      const picked = await dialog.showOpenDialog(window, {
        title,
        defaultPath: start ?? app.getPath('documents'),
        properties: ['openDirectory', 'createDirectory'],
      })
      return picked.filePaths[0] ?? null
    },
    'native:pick-file': async ({ title, start, kind }) => {
      const picked = await dialog.showOpenDialog(window, {
        title,
        defaultPath: start ?? app.getPath('documents'),
        filters: filters[kind],
        properties: ['openFile'],
      })
      return picked.filePaths[0] ?? null
    },
    'native:pick-save': async ({ title, start, name, kind }) => {
      const picked = await dialog.showSaveDialog(window, {
        title,
        defaultPath: join(start ?? app.getPath('documents'), name),
        filters: filters[kind],
      })
      return picked.canceled || picked.filePath === '' ? null : picked.filePath
    },
    'native:reveal': async (path) => {
      await access(path)
      shell.showItemInFolder(path)
      return true
    },
    'native:open-external': async (url) => {
      if (!isExternalAllowed(url)) return false
      await shell.openExternal(url)
      return true
    },
    'native:set-title': (title) => window.setTitle(title),
    'native:set-theme': (theme) => {
      nativeTheme.themeSource = theme
    },
    'native:set-menu': (items) => showMenu(window, items),
    'native:keep-key': ({ name, key }) => keys.keep(name, key),
    'native:move-key': ({ from, to }) => keys.move(from, to),
  }
}

/** Without items only what the system's own roles offer: it stands until the page has told its commands. */
export function showMenu(window: BrowserWindow, items: readonly MenuItem[]): void {
  const send = (id: string) => window.webContents.send(nativeEvents.command, id)
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(items, process.platform, send)))
}
