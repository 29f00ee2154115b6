import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildAll } from './build.ts'
import { builderConfig, type BuilderOptions } from './builder-config.ts'
import { stageBackend, writeManifest, type Target } from './stage.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export type DistOptions = {
  /** Only the unpacked folder, no installer. */
  readonly isFolderOnly: boolean
  readonly flavour: BuilderOptions['flavour']
  readonly electronDist: string | null
  readonly output: string
}

/**
 * Packages the application for this very system: build, stage, seal with a manifest, hand over to electron-builder.
 * Never publishes. Throws when any step fails.
 */
export async function makeDist(options: DistOptions): Promise<string[]> {
  const target: Target = { platform: process.platform, arch: process.arch }
  await buildAll()
  const backend = await stageBackend(root, target)
  await writeManifest(backend, join(root, 'dist/app/manifest.json'))
  const { build, Platform, DIR_TARGET } = await import('electron-builder')
  const host = Platform.current()
  return build({
    projectDir: root,
    publish: 'never',
    targets: options.isFolderOnly ? host.createTarget(DIR_TARGET) : host.createTarget(),
    config: builderConfig({
      target,
      flavour: options.flavour,
      electronDist: options.electronDist,
      electronVersion: await readElectronVersion(),
      output: options.output,
    }),
  })
}

async function readElectronVersion(): Promise<string> {
  const text = await readFile(join(root, 'node_modules/electron/package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      dir: { type: 'boolean', default: false },
      flavour: { type: 'string', default: 'release' },
      'electron-dist': { type: 'string' },
      out: { type: 'string', default: 'release' },
    },
  })
  const made = await makeDist({
    isFolderOnly: values.dir,
    flavour: values.flavour === 'e2e' ? 'e2e' : 'release',
    electronDist: values['electron-dist'] ?? null,
    output: values.out,
  })
  process.stdout.write(`${made.join('\n') || `packaged into ${values.out}`}\n`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
