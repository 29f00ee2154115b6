import type { BrowserWindowConstructorOptions } from 'electron'

export type WindowLook = {
  readonly preload: string
  readonly partition: string
  /** PNG for the window's own icon; macOS takes the application's. */
  readonly icon: string
  /** The colour behind the page until it is drawn follows the system. */
  readonly isDark: boolean
}

/**
 * Options of every window. Most are Electron's defaults, written out so that a test holds them:
 * a later edit cannot weaken them silently.
 */
export function windowOptions(look: WindowLook): BrowserWindowConstructorOptions {
  return {
    // The name under which Electron keeps place, size and state.
    name: 'main',
    windowStatePersistence: true,
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 640,
    show: false,
    title: 'Reaseg Studio',
    icon: look.icon,
    backgroundColor: look.isDark ? '#1b1e22' : '#f6f7f9',
    webPreferences: {
      preload: look.preload,
      partition: look.partition,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  }
}
