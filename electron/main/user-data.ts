import path from 'node:path'

/**
 * Folder of the window's own data. Named by ourselves, since Electron started from a checkout would call it after itself;
 * `--user-data-dir=FOLDER` moves it (each end-to-end test has its own).
 */
export function userDataFolder(argv: readonly string[], appData: string): string {
  const option = '--user-data-dir='
  const given = argv.find((argument) => argument.startsWith(option))?.slice(option.length)
  return given ? path.resolve(given) : path.join(appData, 'Reaseg Studio')
}
