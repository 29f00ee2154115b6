import { EventEmitter } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Stands in for the package `electron` in every unit test (an alias in vitest.config.ts): the real one would fetch its
 * executable when imported. Nothing is drawn; each part notes what it was told and lets a test raise its events.
 */
class FakeApp extends EventEmitter {
  isPackaged = false
  /** What was called, in order, with the first argument where there was one. */
  readonly calls: (readonly [string, unknown?])[] = []
  isOnlyInstance = true
  readonly paths: Record<string, string> = { appData: mkdtempSync(join(tmpdir(), 'reaseg-app-')) }
  #becomeReady: () => void = () => {}
  readonly #ready = new Promise<void>((resolve) => (this.#becomeReady = resolve))

  /** What Electron does once it is up. */
  becomeReady(): void {
    this.#becomeReady()
  }
  whenReady(): Promise<void> {
    return this.#ready
  }
  getVersion(): string {
    return '0.0.0-fake'
  }
  getPath(name: string): string {
    return this.paths[name] ?? join(this.paths['appData'] ?? '', name)
  }
  setPath(name: string, path: string): void {
    this.paths[name] = path
  }
  requestSingleInstanceLock(data: unknown): boolean {
    this.calls.push(['requestSingleInstanceLock', data])
    return this.isOnlyInstance
  }
  /** Like the real one: asks whoever listens first, and ends only where nobody objects. */
  quit(): void {
    let isPrevented = false
    this.emit('before-quit', { preventDefault: () => (isPrevented = true) })
    this.calls.push([isPrevented ? 'quit prevented' : 'quit'])
    if (!isPrevented) this.emit('fake-ended')
  }
  exit(code: number): void {
    this.calls.push(['exit', code])
    this.emit('fake-ended')
  }
  relaunch(options: unknown): void {
    this.calls.push(['relaunch', options])
  }
  enableSandbox(): void {
    this.calls.push(['enableSandbox'])
  }
  disableHardwareAcceleration(): void {
    this.calls.push(['disableHardwareAcceleration'])
  }
  setDesktopName(name: string): void {
    this.calls.push(['setDesktopName', name])
  }
  setAppUserModelId(id: string): void {
    this.calls.push(['setAppUserModelId', id])
  }
}

export class FakeWebContents extends EventEmitter {
  readonly id = 1
  readonly mainFrame = { url: '' }
  readonly sent: (readonly [string, unknown])[] = []
  reloads = 0
  forcedCrashes = 0
  isBusy = false
  /** What scripts run in the page answer. */
  answer: unknown = null
  openHandler: ((details: { url: string }) => { action: string }) | null = null

  getURL(): string {
    return this.mainFrame.url
  }
  isLoading(): boolean {
    return this.isBusy
  }
  send(channel: string, value: unknown): void {
    this.sent.push([channel, value])
  }
  reload(): void {
    this.reloads++
  }
  forcefullyCrashRenderer(): void {
    this.forcedCrashes++
  }
  executeJavaScript(): Promise<unknown> {
    return this.answer instanceof Error ? Promise.reject(this.answer) : Promise.resolve(this.answer)
  }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler
  }
}

export class BrowserWindow extends EventEmitter {
  /** Every window made since the module was loaded. */
  static readonly made: BrowserWindow[] = []
  readonly webContents = new FakeWebContents()
  readonly loaded: string[] = []
  isShown = false
  isFocused = false
  title = ''

  readonly options: unknown

  constructor(options: unknown) {
    super()
    this.options = options
    BrowserWindow.made.push(this)
    app.emit('web-contents-created', {}, this.webContents)
  }

  /** Every page loads at once. */
  loadURL(url: string): Promise<void> {
    this.loaded.push(url)
    this.webContents.mainFrame.url = url
    this.webContents.emit('did-finish-load')
    this.emit('ready-to-show')
    return Promise.resolve()
  }
  show(): void {
    this.isShown = true
  }
  focus(): void {
    this.isFocused = true
  }
  isMinimized(): boolean {
    return false
  }
  setTitle(title: string): void {
    this.title = title
  }
}

class FakeSession {
  readonly cookiesSet: Record<string, unknown>[] = []
  proxy: unknown = null
  requestHandler: ((...args: never[]) => void) | null = null
  checkHandler: ((...args: never[]) => boolean) | null = null
  deviceHandler: (() => boolean) | null = null
  readonly cookies = {
    set: (cookie: Record<string, unknown>) => {
      this.cookiesSet.push(cookie)
      return Promise.resolve()
    },
  }
  setProxy(proxy: unknown): Promise<void> {
    this.proxy = proxy
    return Promise.resolve()
  }
  setPermissionRequestHandler(handler: (...args: never[]) => void): void {
    this.requestHandler = handler
  }
  setPermissionCheckHandler(handler: (...args: never[]) => boolean): void {
    this.checkHandler = handler
  }
  setDevicePermissionHandler(handler: () => boolean): void {
    this.deviceHandler = handler
  }
}

const sessions = new Map<string, FakeSession>()

export const app = new FakeApp()

export const session = {
  fromPartition(name: string): FakeSession {
    const found = sessions.get(name) ?? new FakeSession()
    sessions.set(name, found)
    return found
  },
}

export const ipcMain = {
  listeners: new Map<string, (event: never, payload: unknown) => unknown>(),
  handle(channel: string, listener: (event: never, payload: unknown) => unknown): void {
    this.listeners.set(channel, listener)
  },
}

/** Answers every dialog with what the test put here; null = dismissed. */
export const dialog = {
  path: null as string | null,
  response: 0,
  asked: [] as Record<string, unknown>[],
  showOpenDialog(_window: unknown, options: Record<string, unknown>) {
    this.asked.push(options)
    return Promise.resolve({
      canceled: this.path === null,
      filePaths: this.path === null ? [] : [this.path],
    })
  },
  showSaveDialog(_window: unknown, options: Record<string, unknown>) {
    this.asked.push(options)
    return Promise.resolve({ canceled: this.path === null, filePath: this.path ?? '' })
  },
  showMessageBox(_window: unknown, options: Record<string, unknown>) {
    this.asked.push(options)
    return Promise.resolve({ response: this.response })
  },
}

export const shell = {
  opened: [] as string[],
  revealed: [] as string[],
  openExternal(url: string): Promise<void> {
    this.opened.push(url)
    return Promise.resolve()
  },
  showItemInFolder(path: string): void {
    this.revealed.push(path)
  },
}

export const Menu = {
  shown: null as unknown,
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu(menu: unknown): void {
    this.shown = menu
  },
}

function turned(text: string): string {
  return Array.from(text).toReversed().join('')
}

/** Encrypts by turning round; `isThere` and `backend` are a test's to set, locked texts are not decrypted. */
export const safeStorage = {
  isThere: true,
  backend: 'gnome_libsecret',
  isLocked: false,
  isAsyncEncryptionAvailable: async () => safeStorage.isThere,
  getSelectedStorageBackend: () => safeStorage.backend,
  encryptStringAsync: async (text: string) => Buffer.from(turned(text)),
  async decryptStringAsync(data: Buffer) {
    if (safeStorage.isLocked) throw new Error('locked')
    const text = turned(data.toString())
    return { result: text, shouldReEncrypt: text.startsWith('old') }
  },
}

export const nativeTheme = { themeSource: 'system', shouldUseDarkColors: true }

export const crashReporter = {
  started: null as unknown,
  start(options: unknown): void {
    this.started = options
  },
}
