import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { app, BrowserWindow, crashReporter, ipcMain, session } from 'electron'
import { nativeEvents } from '#rpc/native-channel-names'
import { sidecarProtocol } from '#rpc/sidecar'
import { backendCommand, findAlteredBackend, type Places } from './backend-command.ts'
import { createCrashBudget } from './crash-budget.ts'
import { errorPage } from './error-page.ts'
import { guardContents, guardSession } from './guards.ts'
import { registerChannels } from './ipc.ts'
import { createNativeHandlers } from './native-handlers.ts'
import { findProjectArgument } from './project-argument.ts'
import { createSidecar, type Sidecar } from './sidecar.ts'
import { runSmokeTest } from './smoke.ts'
import { windowOptions } from './window-options.ts'

const partition = 'persist:app'
const instance = randomBytes(8).toString('hex')
const secret = randomBytes(32).toString('base64url')
const places: Places = {
  isPackaged: app.isPackaged,
  // The bundle is CommonJS: this is the folder of main.cjs, inside the archive when packaged.
  appFolder: __dirname,
  resources: process.resourcesPath,
  devNode: process.env.REASEG_NODE,
}

let origin: string | null = null
let window: BrowserWindow | null = null
let sidecar: Sidecar | null = null
let pathsToOpen: string[] = []
const rendererCrashes = createCrashBudget()

crashReporter.start({ uploadToServer: false })
app.on('open-file', (event, file) => {
  event.preventDefault()
  openPath(file)
})
if (app.requestSingleInstanceLock({ argv: process.argv })) boot()
else app.quit()

/** Everything that must stand before `ready`, in the order it must stand. */
function boot(): void {
  app.enableSandbox()
  openPath(findProjectArgument(process.argv))
  app.on('second-instance', (_event, argv) => {
    window?.restore()
    window?.focus()
    openPath(findProjectArgument(argv))
  })
  app.on('web-contents-created', (_event, contents) => guardContents(contents, () => origin))
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', (event) => {
    if (sidecar === null) return
    event.preventDefault()
    const ending = sidecar
    sidecar = null
    void ending.stop().then(() => app.quit())
  })
  void app.whenReady().then(start)
}

async function start(): Promise<void> {
  const own = session.fromPartition(partition)
  guardSession(own, () => origin)
  await own.setProxy({ mode: 'direct' })
  const created = new BrowserWindow(
    windowOptions({ preload: path.join(places.appFolder, 'preload.cjs'), partition }),
  )
  window = created
  watchWindow(created)
  registerChannels(ipcMain, createNativeHandlers(created), {
    origin: () => origin,
    contents: () => [created.webContents.id],
  })
  const altered = await findAlteredBackend(places)
  if (altered.length > 0) return showProblem('Files of this installation were changed', altered)
  sidecar = createSidecar(
    backendCommand(places, process.env),
    { protocolVersion: sidecarProtocol, instance, session: secret },
    {
      onReady: (ready) => void openWindow(ready.port),
      onGiveUp: (lines) => void showProblem('The backend keeps ending', lines),
      log: (line) => process.stderr.write(`${line}\n`),
    },
  )
  sidecar.start()
}

/** The cookie first, then the page; a restarted backend has a new port, hence a new origin. */
async function openWindow(port: number): Promise<void> {
  if (window === null) return
  origin = `http://127.0.0.1:${port}`
  await session.fromPartition(partition).cookies.set({
    url: origin,
    name: `reaseg-${instance}`,
    value: secret,
    httpOnly: true,
    sameSite: 'strict',
  })
  await window.loadURL(`${origin}/`)
  for (const file of pathsToOpen.splice(0)) window.webContents.send(nativeEvents.openPath, file)
  if (process.argv.includes('--smoke-test')) await runSmokeTest(window, process.argv)
}

function watchWindow(created: BrowserWindow): void {
  created.once('ready-to-show', () => created.show())
  created.on('closed', () => {
    window = null
  })
  created.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return
    process.stderr.write(`the window ended: ${details.reason} (${details.exitCode})\n`)
    if (rendererCrashes.spend(Date.now())) created.reload()
    else void showProblem('The window keeps crashing', [`${details.reason} ${details.exitCode}`])
  })
}

async function showProblem(title: string, lines: readonly string[]): Promise<void> {
  const advice =
    'Nothing that was saved is lost. Close the application and start it again; if this comes back, install it anew and report the lines below.'
  await window?.loadURL(errorPage({ title, advice, lines }))
  window?.show()
}

function openPath(file: string | null): void {
  if (file === null) return
  if (window === null || origin === null) pathsToOpen.push(file)
  else window.webContents.send(nativeEvents.openPath, file)
}
