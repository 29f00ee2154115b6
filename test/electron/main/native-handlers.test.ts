import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import type { NativeHandlers } from '#electron/main/ipc'
import type * as Fake from '../../fakes/electron.ts'

let fake: typeof Fake
let window: Fake.BrowserWindow
let handlers: NativeHandlers
let kept: unknown[] = []

beforeEach(async () => {
  vi.resetModules()
  fake = (await import('electron')) as unknown as typeof Fake
  window = new fake.BrowserWindow({})
  const { createNativeHandlers } = await import('#electron/main/native-handlers')
  kept = []
  handlers = createNativeHandlers(window as never, {
    keep: async (name, key) => {
      kept.push([name, key])
      return true
    },
    move: async (from, to) => void kept.push(`${from} → ${to}`),
  })
})

test('dialogs answer the path, or null when dismissed', async () => {
  const folder = { title: 'Images', start: null }
  const save = { title: 'Export', start: '/out', name: 'a.json', kind: 'json' } as const
  expect(await handlers['native:pick-folder'](folder)).toBeNull()
  expect(await handlers['native:pick-save'](save)).toBeNull()
  fake.dialog.path = '/data'
  expect(await handlers['native:pick-folder'](folder)).toBe('/data')
  expect(await handlers['native:pick-file']({ ...folder, kind: 'project' })).toBe('/data')
  expect(await handlers['native:pick-save'](save)).toBe('/data')
  const places = fake.dialog.asked.map((options) => options['defaultPath'])
  const documents = fake.app.getPath('documents')
  const out = join('/out', 'a.json')
  expect(places).toEqual([documents, out, documents, documents, out])
})

test('a key is handed on, and the answer says whether it was kept', async () => {
  expect(await handlers['native:keep-key']({ name: 'remote', key: 'sk-1' })).toBe(true)
  await handlers['native:move-key']({ from: 'remote', to: 'far' })
  expect(kept).toEqual([['remote', 'sk-1'], 'remote → far'])
})

test('only what exists is revealed, only known pages are opened', async () => {
  await handlers['native:reveal'](import.meta.dirname)
  await expect(handlers['native:reveal']('/no/such/file')).rejects.toThrow('ENOENT')
  expect(fake.shell.revealed).toEqual([import.meta.dirname])
  expect(await handlers['native:open-external']('https://arxiv.org/')).toBe(true)
  expect(await handlers['native:open-external']('https://example.org/')).toBe(false)
  expect(fake.shell.opened).toEqual(['https://arxiv.org/'])
})

test('title, theme and menu are the window’s', async () => {
  await handlers['native:set-title']('demo')
  await handlers['native:set-theme']('light')
  const item = { menu: 'File', id: 'project.open', title: 'Open…', key: null, isEnabled: true }
  await handlers['native:set-menu']([{ ...item, menu: 'File' }])
  expect([window.title, fake.nativeTheme.themeSource]).toEqual(['demo', 'light'])
  const menus = fake.Menu.shown as { label: string; submenu: { click?: () => void }[] }[]
  menus.find((menu) => menu.label === 'File')?.submenu[0]?.click?.()
  expect(window.webContents.sent).toEqual([['native:command', 'project.open']])
})
