import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BuildOptions } from 'esbuild'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** Native addons stay files of their own; everything else goes into the bundles. */
const addons = ['onnxruntime-node', 'sharp', 'better-sqlite3']

/** CommonJS packages inside an ES module bundle still ask for `require`. */
const requireBanner =
  "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);"

export type BundleName = 'main' | 'preload' | 'server' | 'ml-host'

type Bundle = { readonly entry: string; readonly options: BuildOptions }

const bundles: Readonly<Record<BundleName, Bundle>> = {
  main: {
    entry: 'electron/main/index.ts',
    options: {
      outfile: 'dist/app/main.cjs',
      format: 'cjs',
      platform: 'node',
      external: ['electron'],
    },
  },
  // A sandboxed preload has no Node: the browser platform makes any use of it fail here, not there.
  preload: {
    entry: 'electron/preload/index.ts',
    options: {
      outfile: 'dist/app/preload.cjs',
      format: 'cjs',
      platform: 'browser',
      external: ['electron'],
    },
  },
  server: {
    entry: 'electron/server/index.ts',
    options: backendOptions('dist/backend/server.mjs'),
  },
  'ml-host': {
    entry: 'models/host/entry.ts',
    options: backendOptions('dist/backend/ml-host.mjs'),
  },
}

/** Builds the window with Vite into `dist/renderer`. */
export async function buildRenderer(): Promise<void> {
  const { build } = await import('vite')
  await build({ configFile: join(root, 'renderer/vite.config.ts'), logLevel: 'warn' })
}

/** Bundles the program files; answers those that were made. */
export async function buildBundles(names: readonly BundleName[]): Promise<readonly string[]> {
  const { build } = await import('esbuild')
  const present = names.filter((name) => existsSync(join(root, bundles[name].entry)))
  const made = present.map(async (name) => {
    const { entry, options } = bundles[name]
    await build({
      absWorkingDir: root,
      entryPoints: [entry],
      bundle: true,
      target: 'node24',
      sourcemap: 'linked',
      legalComments: 'none',
      logLevel: 'warning',
      ...options,
    })
    return options.outfile ?? entry
  })
  return Promise.all(made)
}

/** The whole build: window, Electron's two files, the backend's two. */
export async function buildAll(): Promise<void> {
  await buildRenderer()
  const files = await buildBundles(['main', 'preload', 'server', 'ml-host'])
  process.stdout.write(`built dist/renderer, ${files.join(', ')}\n`)
}

function backendOptions(outfile: string): BuildOptions {
  return {
    outfile,
    format: 'esm',
    platform: 'node',
    external: addons,
    banner: { js: requireBanner },
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll()
