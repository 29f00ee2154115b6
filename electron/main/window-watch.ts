import { dialog, type BrowserWindow } from 'electron'
import { createCrashBudget } from './crash-budget.ts'

export type WindowHooks = {
  readonly onProblem: (title: string, lines: readonly string[]) => void
  readonly log: (line: string) => void
}

/** A navigation that another one replaced is no failure. */
const aborted = -3

/** Reloads a page that crashed, asks about one that hangs, and reports one that can't be loaded or crashes too often. */
export function watchWindow(window: BrowserWindow, hooks: WindowHooks): void {
  const crashes = createCrashBudget()
  const { webContents } = window
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return
    const line = `the window's process ended: ${reason} (${exitCode})`
    hooks.log(line)
    if (crashes.spend(Date.now())) webContents.reload()
    else hooks.onProblem('The window keeps crashing', [line])
  })
  webContents.on('did-fail-load', (...failed) => {
    const [, code, description, url, isMainFrame] = failed
    if (!isMainFrame || code === aborted) return
    hooks.log(`${url} was not loaded: ${description} (${code})`)
    hooks.onProblem('The window could not be loaded', [`${description} (${code})`])
  })
  watchHanging(window, hooks.log)
}

function watchHanging(window: BrowserWindow, log: WindowHooks['log']): void {
  let question: AbortController | null = null
  const withdraw = () => {
    question?.abort()
    question = null
  }
  window.on('unresponsive', () => {
    if (question !== null) return
    log('the window does not respond')
    question = new AbortController()
    askToReload(window, question.signal)
      // The crash that this makes is seen above, where the page is loaded again.
      .then((isReload) => isReload && window.webContents.forcefullyCrashRenderer())
      .catch((error: unknown) => log(`asking whether to reload failed: ${String(error)}`))
      .finally(withdraw)
  })
  window.on('responsive', withdraw)
  window.on('closed', withdraw)
}

async function askToReload(window: BrowserWindow, signal: AbortSignal): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: 'The window does not respond.',
    detail: 'What was saved is safe. Reloading shows it again; an unfinished stroke is lost.',
    buttons: ['Wait', 'Reload'],
    defaultId: 0,
    cancelId: 0,
    signal,
  })
  return response === 1 && !signal.aborted
}
