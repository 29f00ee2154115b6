import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildAll } from './build.ts'
import { builderConfig, type BuilderOptions } from './builder-config.ts'
import { stageBackend, writeManifest, type Target } from './stage.ts'
import { checkStaged, type StagedReport } from './staged-check.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export type DistOptions = Pick<
  BuilderOptions,
  'flavour' | 'electronDist' | 'hasFuses' | 'output'
> & {
  /** Only the unpacked folder, no installer. */
  readonly isFolderOnly: boolean
  /** Folder the backend is laid out in. */
  readonly stage: string
}

export type Dist = {
  /** What electron-builder made; empty for a folder. */
  readonly artifacts: readonly string[]
  readonly backend: string
  readonly report: StagedReport
}

/**
 * Packages what was built for this very system: stages it, tries it, seals it with a manifest, hands it over to
 * electron-builder. Never publishes. Throws when any step fails.
 */
export async function makeDist(options: DistOptions): Promise<Dist> {
  const target: Target = { platform: process.platform, arch: process.arch }
  const { isFolderOnly, ...given } = options
  const backend = await stageBackend(root, target, options.stage)
  const report = await checkStaged(backend)
  await writeManifest(backend, target, join(root, 'dist/app/manifest.json'))
  const { build, Platform, DIR_TARGET } = await import('electron-builder')
  const host = Platform.current()
  const artifacts = await build({
    projectDir: root,
    publish: 'never',
    targets: isFolderOnly ? host.createTarget(DIR_TARGET) : host.createTarget(),
    config: builderConfig({ ...given, electronVersion: await readElectronVersion() }),
  })
  return { artifacts, backend, report }
}

async function readElectronVersion(): Promise<string> {
  const text = await readFile(join(root, 'node_modules/electron/package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

/** `npm run dist [-- --dir] [--flavour e2e] [--out FOLDER] [--electron-dist STAND-IN]` */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      dir: { type: 'boolean', default: false },
      flavour: { type: 'string', default: 'release' },
      'electron-dist': { type: 'string' },
      out: { type: 'string', default: 'release' },
    },
  })
  await buildAll()
  const { artifacts } = await makeDist({
    isFolderOnly: values.dir,
    flavour: values.flavour === 'e2e' ? 'e2e' : 'release',
    electronDist: values['electron-dist'] ?? null,
    hasFuses: values['electron-dist'] === undefined,
    output: values.out,
    stage: join(root, 'stage', `${process.platform}-${process.arch}`),
  })
  process.stdout.write(`${artifacts.join('\n') || `packaged into ${values.out}`}\n`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
