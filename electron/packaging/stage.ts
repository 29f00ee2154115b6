import { createHash } from 'node:crypto'
import { chmod, cp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Operating system and processor of a package, in Node's names. */
export type Target = { readonly platform: NodeJS.Platform; readonly arch: string }

/** Native packages the backend keeps outside its bundle. */
const nativePackages = ['onnxruntime-node', 'sharp', 'better-sqlite3']

/** Needed only by install scripts, which we never run. */
const leftOut = ['adm-zip', 'global-agent', 'node-addon-api']

/**
 * Lays out `stage/<platform>-<arch>/backend`: the stock Node under the application's name, the bundled programs,
 * the window, the data they read, and the native packages with the parts of other platforms taken out.
 * The programs themselves come from `dist/backend` and `dist/renderer`: build first.
 */
export async function stageBackend(root: string, target: Target): Promise<string> {
  const folder = path.join(root, 'stage', `${target.platform}-${target.arch}`, 'backend')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await cp(path.join(root, 'dist/backend'), folder, { recursive: true })
  await cp(path.join(root, 'dist/renderer'), path.join(folder, 'renderer'), { recursive: true })
  await cp(path.join(root, 'models/weights'), path.join(folder, 'weights'), { recursive: true })
  await copySamples(root, folder)
  await cp(path.join(root, 'package.json'), path.join(folder, 'package.json'))
  await stageNode(root, folder, target)
  const modules = path.join(folder, 'node_modules')
  for (const name of await closureOf(root, target)) await copyPackage(root, modules, name)
  await prune(modules, target)
  return folder
}

/** SHA-256 of the programs and native code under a staged backend, by path with forward slashes. */
export async function manifestOf(folder: string): Promise<Record<string, string>> {
  const files = await readdir(folder, { recursive: true })
  const code = files.filter((file) => /\.(mjs|js|node|so|dylib|dll|onnx)(\.\d+)*$/.test(file))
  const entries = await Promise.all(
    code.toSorted().map(async (file) => {
      const bytes = await readFile(path.join(folder, file))
      return [file.split(path.sep).join('/'), createHash('sha256').update(bytes).digest('hex')]
    }),
  )
  return Object.fromEntries(entries) as Record<string, string>
}

export function nodeName(platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'reaseg-backend.exe' : 'reaseg-backend'
}

async function copySamples(root: string, folder: string): Promise<void> {
  const samples = path.join(root, 'resources/samples')
  await cp(path.join(samples, 'images'), path.join(folder, 'samples/images'), { recursive: true })
  await cp(path.join(samples, 'scenes.json'), path.join(folder, 'samples/scenes.json'))
}

/** The packaged Node where this system has one, else the Node that runs this (macOS). */
async function stageNode(root: string, folder: string, target: Target): Promise<void> {
  const system = target.platform === 'win32' ? 'win' : target.platform
  const bin = target.platform === 'win32' ? 'bin/node.exe' : 'bin/node'
  const packaged = path.join(root, 'node_modules', `node-${system}-${target.arch}`, bin)
  const isPackaged = await stat(packaged).then(
    () => true,
    () => false,
  )
  const isOwn = target.platform === process.platform && target.arch === process.arch
  if (!isPackaged && !isOwn)
    throw new Error(`no Node for ${target.platform}-${target.arch}: build on that system`)
  const to = path.join(folder, nodeName(target.platform))
  await cp(isPackaged ? packaged : process.execPath, to)
  await chmod(to, 0o755)
}

/** The native packages with everything they need at run time, this target's optional parts included. */
async function closureOf(root: string, target: Target): Promise<string[]> {
  const suffix = `${target.platform}-${target.arch}`
  const wanted = [...nativePackages, `@img/sharp-${suffix}`]
  if (target.platform !== 'win32') wanted.push(`@img/sharp-libvips-${suffix}`)
  const found = new Set<string>()
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (found.has(name) || leftOut.includes(name)) continue
    found.add(name)
    wanted.push(...(await dependenciesOf(root, name)))
  }
  return [...found].toSorted()
}

async function dependenciesOf(root: string, name: string): Promise<string[]> {
  const text = await readFile(path.join(root, 'node_modules', name, 'package.json'), 'utf8')
  const parsed = JSON.parse(text) as { dependencies?: Record<string, string> }
  return Object.keys(parsed.dependencies ?? {})
}

async function copyPackage(root: string, modules: string, name: string): Promise<void> {
  await cp(path.join(root, 'node_modules', name), path.join(modules, name), {
    recursive: true,
    filter: (source) => !/[\\/](test|docs|\.github)$/.test(source) && !source.endsWith('.map'),
  })
}

async function prune(modules: string, target: Target): Promise<void> {
  const sqlite = path.join(modules, 'better-sqlite3')
  for (const part of ['deps', 'src', 'binding.gyp'])
    await rm(path.join(sqlite, part), { recursive: true, force: true })
  const own = target.platform === 'linux' ? ['linux', 'linuxmusl'] : [target.platform]
  await keepOnly(path.join(sqlite, 'prebuilds'), (file) =>
    own.some((system) => file === `${system}-${target.arch}.node`),
  )
  const onnx = path.join(modules, 'onnxruntime-node')
  for (const part of ['script', 'lib-src'])
    await rm(path.join(onnx, part), { recursive: true, force: true })
  for (const version of await readdir(path.join(onnx, 'bin'))) {
    const systems = path.join(onnx, 'bin', version)
    await keepOnly(systems, (system) => system === target.platform)
    await keepOnly(path.join(systems, target.platform), (arch) => arch === target.arch)
  }
  if (target.platform === 'darwin') await dropTwinLibrary(onnx, target)
}

/** The macOS package holds one library twice under two names; the binding loads the short one. */
async function dropTwinLibrary(onnx: string, target: Target): Promise<void> {
  for (const version of await readdir(path.join(onnx, 'bin')))
    await keepOnly(
      path.join(onnx, 'bin', version, 'darwin', target.arch),
      (file) => !/libonnxruntime\.\d+\.\d+/.test(file),
    )
}

async function keepOnly(folder: string, isKept: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder))
    if (!isKept(name)) await rm(path.join(folder, name), { recursive: true })
}

/** Writes the manifest that the shell checks before it starts the backend. */
export async function writeManifest(folder: string, file: string): Promise<void> {
  await writeFile(file, `${JSON.stringify(await manifestOf(folder), null, 1)}\n`)
}
