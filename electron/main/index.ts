import { randomBytes } from 'node:crypto'
import { app, crashReporter } from 'electron'
import { createFileLog } from '#electron/files/log'
import { defaultHomeDir, homeAt } from '#electron/files/home'
import { watchGpu } from './gpu-watch.ts'
import { guardContents } from './guards.ts'
import { findProjectArgument } from './project-argument.ts'
import { Shell } from './shell.ts'
import { shellSettingsFile } from './shell-settings.ts'
import { findSmokeFile } from './smoke.ts'
import { userDataFolder } from './user-data.ts'

const home = homeAt(defaultHomeDir())
const fileLog = createFileLog(home.logs, 'shell', randomBytes(4).toString('hex'))

const shell = new Shell({
  installation: {
    isPackaged: app.isPackaged,
    // The bundle is CommonJS: this is the folder of main.cjs, inside the archive when packaged.
    appFolder: __dirname,
    resources: process.resourcesPath,
    devNode: process.env.REASEG_NODE,
    logs: home.logs,
  },
  homeDir: home.path,
  log,
  smokeFile: findSmokeFile(process.argv),
})

// The lock on the single instance lies in this folder, dumps of crashes too: it must stand before both.
app.setPath('userData', userDataFolder(process.argv, app.getPath('appData')))
crashReporter.start({ uploadToServer: false })
// macOS tells it before `ready`.
app.on('open-file', (event, file) => {
  event.preventDefault()
  shell.openPath(file)
})
if (app.requestSingleInstanceLock({ project: findProjectArgument(process.argv, process.cwd()) }))
  boot()
else app.quit()

/** Everything that must stand before `ready`, in the order it must stand. */
function boot(): void {
  app.enableSandbox()
  if (process.platform === 'win32') app.setAppUserModelId('org.reaseg.studio')
  if (process.platform === 'linux') app.setDesktopName('org.reaseg.studio.desktop')
  watchGpu(shellSettingsFile(app.getPath('userData')), log)
  shell.openPath(findProjectArgument(process.argv, process.cwd()))
  app.on('second-instance', (_event, _argv, _folder, data) => {
    shell.focus()
    shell.openPath(projectOf(data))
  })
  app.on('web-contents-created', (_event, contents) =>
    guardContents(
      contents,
      () => shell.origin,
      (action) => shell.act(action),
    ),
  )
  app.on('window-all-closed', () => app.quit())
  endBackendFirst()
  void app.whenReady().then(() => shell.start())
}

/**
 * Quitting waits for the backend. At a shutdown of Windows no such event comes: the backend then ends by the end of
 * its input, and every edit is in the project already.
 */
function endBackendFirst(): void {
  let isEnded = false
  app.on('before-quit', (event) => {
    if (isEnded) return
    event.preventDefault()
    void shell.stop().then(() => {
      isEnded = true
      app.quit()
    })
  })
}

/** What a second start handed over. */
function projectOf(data: unknown): string | null {
  const isOurs = typeof data === 'object' && data !== null && 'project' in data
  return isOurs && typeof data.project === 'string' ? data.project : null
}

function log(line: string): void {
  fileLog.write('info', line)
  process.stderr.write(`${line}\n`)
}
