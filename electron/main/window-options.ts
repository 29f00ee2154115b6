import type { BrowserWindowConstructorOptions } from 'electron'

/**
 * Options of every window. Most are Electron's defaults, written out so that a test holds them:
 * a later edit cannot weaken them silently.
 */
export function windowOptions(paths: {
  readonly preload: string
  readonly partition: string
}): BrowserWindowConstructorOptions {
  return {
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 640,
    show: false,
    title: 'Reaseg Studio',
    backgroundColor: '#1b1e22',
    webPreferences: {
      preload: paths.preload,
      partition: paths.partition,
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
