import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { app, BrowserWindow, ipcMain, nativeTheme, safeStorage, session } from 'electron'
import { nativeEvents } from '#rpc/native-channel-names'
import { sidecarProtocol } from '#rpc/sidecar'
import { backendCommand, findAlteredBackend, type Installation } from './backend-command.ts'
import { guardSession } from './guards.ts'
import { registerChannels } from './ipc.ts'
import { createKeySafe, type KeySafe } from './key-safe.ts'
import { findLastProject } from './last-project.ts'
import { createNativeHandlers, showMenu, type KeyKeeping } from './native-handlers.ts'
import { problemPage, type ProblemAction } from './problem-page.ts'
import { createSidecar, type Sidecar } from './sidecar.ts'
import { writeSmokeFailure, writeSmokeResult } from './smoke.ts'
import { windowOptions } from './window-options.ts'
import { watchWindow } from './window-watch.ts'

export type ShellOptions = {
  readonly installation: Installation
  /** Settings and logs; the backend finds the same folder by itself. */
  readonly homeDir: string
  readonly log: (line: string) => void
  /** Takes the result of a smoke test, after which the application ends; null when this is none. */
  readonly smokeFile: string | null
}

const partition = 'persist:app'

const advice =
  'Nothing that was saved is lost. If this comes back, install the application anew and report the lines below.'

/** The window and the backend behind it. */
export class Shell {
  readonly #options: ShellOptions
  readonly #keys: KeySafe
  readonly #instance = randomBytes(8).toString('hex')
  readonly #secret = randomBytes(32).toString('base64url')
  #origin: string | null = null
  #window: BrowserWindow | null = null
  #sidecar: Sidecar | null = null
  #waiting: string[] = []
  /** A project opened before this moment is not brought back. */
  #openedSince = new Date()

  constructor(options: ShellOptions) {
    this.#options = options
    this.#keys = createKeySafe(safeStorage, path.join(app.getPath('userData'), 'mllm-keys.json'))
  }

  /** Origin of our pages; null while no backend answers. */
  get origin(): string | null {
    return this.#origin
  }

  /** Opens the window and starts the backend. Call once, after `ready`; never rejects. */
  async start(): Promise<void> {
    try {
      const { installation } = this.#options
      const window = await openWindow(installation, {
        origin: () => this.#origin,
        keys: { keep: this.#keepKey, move: (from, to) => this.#keys.move(from, to) },
      })
      this.#window = window
      window.on('closed', () => (this.#window = null))
      window.webContents.on('did-finish-load', () => this.#sendWaiting())
      watchWindow(window, { onProblem: this.#showProblem, log: this.#options.log })
      const altered = await findAlteredBackend(this.#options.installation)
      if (altered.length === 0) this.#launch()
      else this.#showProblem('Files of this installation were changed', altered)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Hands a project to the page, at once or as soon as there is one. */
  openPath(file: string | null): void {
    if (file === null) return
    this.#waiting.push(file)
    if (this.#window?.webContents.isLoading() === false) this.#sendWaiting()
  }

  focus(): void {
    const window = this.#window
    if (window?.isMinimized() === true) window.restore()
    window?.show()
    window?.focus()
  }

  /** Does what a link of the problem page asks for, with a new backend. */
  act(action: ProblemAction): void {
    if (action === 'open-without-project') {
      this.#waiting = []
      this.#openedSince = new Date()
    }
    this.stop()
      .then(() => this.#reopen())
      .then(() => this.#launch())
      .catch(this.#fail)
  }

  /** Ends the backend; resolves when it is gone. */
  async stop(): Promise<void> {
    const ending = this.#sidecar
    this.#sidecar = null
    this.#origin = null
    await ending?.stop()
  }

  #launch(): void {
    const { installation, log } = this.#options
    let starts = 0
    this.#sidecar = createSidecar(
      backendCommand(installation, process.env),
      { protocolVersion: sidecarProtocol, instance: this.#instance, session: this.#secret },
      {
        onReady: ({ port }) => {
          this.#tellKeys().catch((error: unknown) => log(`no keys were read: ${describe(error)}`))
          const prepared = starts++ === 0 ? Promise.resolve() : this.#reopen()
          // A page that can't be loaded is told by the window's own watch.
          prepared
            .then(() => this.#openPage(port))
            .catch((error: unknown) => log(`the page was not opened: ${describe(error)}`))
        },
        onGiveUp: (lines) => this.#showProblem('The backend keeps ending', lines),
        log,
      },
    )
    this.#sidecar.start()
  }

  /** Asked for only where keys are kept: some systems then ask the user. */
  async #tellKeys(): Promise<void> {
    for (const [keyOf, key] of await this.#keys.all()) this.#sidecar?.tellKey({ keyOf, key })
  }

  readonly #keepKey = async (name: string, key: string | null): Promise<boolean> => {
    const isKept = await this.#keys.set(name, key)
    if (isKept) this.#sidecar?.tellKey({ keyOf: name, key })
    return isKept
  }

  /** A new backend has no project open: it gets the one the old one had. */
  async #reopen(): Promise<void> {
    const last = await findLastProject(this.#options.homeDir, this.#openedSince)
    if (last !== null && !this.#waiting.includes(last)) this.#waiting.push(last)
  }

  /** The cookie first, then the page; a restarted backend has a new port, hence a new origin. */
  async #openPage(port: number): Promise<void> {
    const window = this.#window
    if (window === null) return
    const url = `http://127.0.0.1:${port}`
    const cookie = { url, name: `reaseg-${this.#instance}`, value: this.#secret }
    await session
      .fromPartition(partition)
      .cookies.set({ ...cookie, httpOnly: true, sameSite: 'strict' })
    this.#origin = url
    await window.loadURL(`${url}/`)
    const file = this.#options.smokeFile
    if (file !== null) await this.#endSmokeTest(() => writeSmokeResult(file, window.webContents))
  }

  #sendWaiting(): void {
    if (this.#window === null || this.#origin === null) return
    for (const file of this.#waiting.splice(0))
      this.#window.webContents.send(nativeEvents.openPath, file)
  }

  readonly #fail = (error: unknown): void =>
    this.#showProblem('The application could not start', [describe(error)])

  readonly #showProblem = (title: string, lines: readonly string[]): void => {
    const { log, smokeFile } = this.#options
    this.#origin = null
    log(title)
    const shown = this.#window?.loadURL(problemPage({ title, advice, lines }))
    shown?.catch((error: unknown) => log(`the problem page was not shown: ${describe(error)}`))
    this.#window?.show()
    if (smokeFile !== null)
      void this.#endSmokeTest(() => Promise.reject(new Error([title, ...lines].join('\n'))))
  }

  /** Ends the application, with code 1 and the reason in the file where the test did not pass. */
  async #endSmokeTest(test: () => Promise<void>): Promise<void> {
    const file = this.#options.smokeFile ?? ''
    const exitCode = await test().then(
      () => 0,
      async (error: unknown) => {
        await writeSmokeFailure(file, describe(error))
        return 1
      },
    )
    await this.stop()
    app.exit(exitCode)
  }
}

async function openWindow(
  installation: Installation,
  {
    origin,
    keys,
  }: {
    readonly origin: () => string | null
    readonly keys: KeyKeeping
  },
): Promise<BrowserWindow> {
  const own = session.fromPartition(partition)
  guardSession(own, origin)
  await own.setProxy({ mode: 'direct' })
  const preload = path.join(installation.appFolder, 'preload.cjs')
  const icon = iconFile(installation)
  const isDark = nativeTheme.shouldUseDarkColors
  const window = new BrowserWindow(windowOptions({ preload, partition, icon, isDark }))
  window.once('ready-to-show', () => window.show())
  showMenu(window, [])
  registerChannels(ipcMain, createNativeHandlers(window, keys), {
    origin,
    contents: () => [window.webContents.id],
  })
  return window
}

function iconFile({ isPackaged, appFolder, resources }: Installation): string {
  return isPackaged
    ? path.join(resources, 'icon.png')
    : path.resolve(appFolder, '../../resources/icons/icon-512.png')
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
