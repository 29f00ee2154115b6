import type { Configuration } from 'electron-builder'

export type BuilderOptions = {
  /** Absolute path of the folder that holds `backend`. */
  readonly stage: string
  readonly electronVersion: string
  /** An unpacked Electron to take instead of the download, or null. */
  readonly electronDist: string | null
  /** `release`, or `e2e`: the same with the inspector allowed, which Playwright needs. */
  readonly flavour: 'release' | 'e2e'
  /** False for a stand-in without an executable that has them. */
  readonly hasFuses: boolean
  readonly output: string
}

/** Configuration of electron-builder: the archive holds the shell's bundle alone, the backend lies beside it. */
export function builderConfig(options: BuilderOptions): Configuration {
  const { electronDist } = options
  return {
    appId: 'org.reaseg.studio',
    productName: 'Reaseg Studio',
    copyright: 'The Reaseg Studio authors, MIT licence',
    electronVersion: options.electronVersion,
    ...(electronDist === null ? {} : { electronDist }),
    directories: { output: options.output, buildResources: 'resources/icons' },
    files: ['dist/app/**', 'package.json', '!**/node_modules/**', '!**/*.map'],
    // The same name as in the shell, so that desktops tie the window to its entry and icon.
    extraMetadata: { main: 'dist/app/main.cjs', desktopName: 'org.reaseg.studio' },
    // One level below `from`: a node_modules folder at its root would be dropped without a word.
    extraResources: [
      { from: options.stage, to: '.' },
      { from: 'resources/icons/icon-512.png', to: 'icon.png' },
    ],
    asar: true,
    compression: 'normal',
    npmRebuild: false,
    nodeGypRebuild: false,
    buildDependenciesFromSource: false,
    allowMissingDependencies: false,
    electronLanguages: ['en-US', 'en'],
    publish: null,
    ...(options.hasFuses ? { electronFuses: fusesOf(options.flavour) } : {}),
    fileAssociations: [
      {
        ext: 'reaseg',
        name: 'Reaseg project',
        role: 'Editor',
        mimeType: 'application/vnd.reaseg.project',
      },
    ],
    toolsets: { appimage: '1.0.3' },
    linux: {
      target: ['AppImage', 'deb'],
      executableName: 'reaseg-studio',
      category: 'Graphics',
      maintainer: 'The Reaseg Studio authors',
      syncDesktopName: true,
    },
    win: { target: ['nsis'], signExts: ['.dll', '.node', '.exe'] },
    nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
    mac: {
      target: ['dmg', 'zip'],
      category: 'public.app-category.graphics-design',
      minimumSystemVersion: '13.0',
      hardenedRuntime: true,
    },
  }
}

function fusesOf(flavour: BuilderOptions['flavour']): NonNullable<Configuration['electronFuses']> {
  return {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: flavour === 'e2e',
    onlyLoadAppFromAsar: true,
    enableEmbeddedAsarIntegrityValidation: true,
    enableCookieEncryption: false,
    grantFileProtocolExtraPrivileges: false,
    loadBrowserProcessSpecificV8Snapshot: false,
  }
}
