import { app } from 'electron'
import { createCrashBudget } from './crash-budget.ts'
import { readShellSettings, writeShellSettings } from './shell-settings.ts'

/** Two are forgiven; Chromium would go on without a word, slower each time. */
const forgiven = 2

/**
 * Draws without the GPU where it kept crashing under this very version of Electron; else counts its crashes, and at the
 * third within five minutes remembers and starts the application again. Call before `ready`.
 */
export function watchGpu(settingsFile: string, log: (line: string) => void): void {
  const version = process.versions.electron ?? ''
  const settings = readShellSettings(settingsFile)
  if (settings.crashingGpu === version) {
    app.disableHardwareAcceleration()
    return
  }
  const budget = createCrashBudget(forgiven)
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason === 'clean-exit') return
    log(`the ${type} process ended: ${reason} (${exitCode})`)
    if (type !== 'GPU' || budget.spend(Date.now())) return
    writeShellSettings(settingsFile, { ...settings, crashingGpu: version })
      .then(relaunch)
      .catch((error: unknown) => log(`the GPU's crashes were not remembered: ${String(error)}`))
  })
}

/** An AppImage is mounted anew for each start: its own file is the program, not what runs inside. */
function relaunch(): void {
  const image = process.env.APPIMAGE
  app.relaunch(image === undefined ? {} : { execPath: image, args: process.argv.slice(1) })
  app.quit()
}
