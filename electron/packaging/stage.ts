import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, cp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { writeNotices } from './licences.ts'
import { closureOf } from './shipped.ts'

/** Operating system and processor of a package, in Node's names. */
export type Target = { readonly platform: NodeJS.Platform; readonly arch: string }

/**
 * Lays out `<stage>/backend`: the stock Node under the application's name, the bundled programs, the window, the data
 * they read, the licences, and the native packages with the parts of other platforms taken out. Answers that folder.
 * The programs themselves come from `dist/backend` and `dist/renderer`: build first.
 */
export async function stageBackend(root: string, target: Target, stage: string): Promise<string> {
  const folder = path.join(stage, 'backend')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const copies = [
    ['dist/backend', '.'],
    ['dist/renderer', 'renderer'],
    ['models/weights', 'weights'],
    ['resources/samples/images', 'samples/images'],
    ['resources/samples/scenes.json', 'samples/scenes.json'],
    ['resources/prompts', 'prompts'],
    ['resources/attention-server', 'attention-server'],
    ['resources/predictions', 'predictions'],
  ] as const
  for (const [from, to] of copies)
    await cp(path.join(root, from), path.join(folder, to), {
      recursive: true,
      filter: (source) => !source.endsWith('.map') && !source.endsWith('__pycache__'),
    })
  await writePackage(root, folder)
  await stageNode(root, folder, target)
  await stageModules(root, path.join(folder, 'node_modules'), target)
  await writeNotices(root, path.join(folder, 'licences'))
  return folder
}

export function nodeName(platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'reaseg-backend.exe' : 'reaseg-backend'
}

/** Packages with native code that the backend keeps outside its bundle, without what they depend on. */
export function nativePackages({ platform, arch }: Target): string[] {
  const common = ['onnxruntime-node', 'sharp', 'better-sqlite3', `@img/sharp-${platform}-${arch}`]
  return platform === 'win32' ? common : [...common, `@img/sharp-libvips-${platform}-${arch}`]
}

/**
 * Writes the manifest that the shell checks before it starts the backend: SHA-256 by path with forward slashes.
 * On macOS and Windows native code is signed after this, which alters it and protects it by itself.
 */
export async function writeManifest(folder: string, target: Target, file: string): Promise<void> {
  const isNativeIncluded = target.platform === 'linux'
  const native = /\.(node|so|dylib|dll|exe)(\.\d+)*$/
  const code = (await readdir(folder, { recursive: true })).filter(
    (name) =>
      /\.([cm]?js|onnx)$/.test(name) ||
      (isNativeIncluded && (native.test(name) || name === nodeName(target.platform))),
  )
  const digests: Record<string, string> = {}
  for (const name of code.toSorted()) {
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(path.join(folder, name))) hash.update(chunk)
    digests[name.split(path.sep).join('/')] = hash.digest('hex')
  }
  await writeFile(file, `${JSON.stringify(digests, null, 1)}\n`)
}

/** Tells the bundled backend its version. */
async function writePackage(root: string, folder: string): Promise<void> {
  const text = await readFile(path.join(root, 'package.json'), 'utf8')
  const { name, version } = JSON.parse(text) as { name: string; version: string }
  const own = { name, version, type: 'module' }
  await writeFile(path.join(folder, 'package.json'), `${JSON.stringify(own, null, 2)}\n`)
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

/** Folders and files no program needs at run time; `src` and `lib-src` hold the sources of the native code. */
const droppedFolders = /[\\/](test|docs|src|deps|script|install|prebuilds|bin|\.github)$/
const droppedFiles = /\.(map|[cm]?ts|h|gyp)$/

async function stageModules(root: string, modules: string, target: Target): Promise<void> {
  for (const { name, folder } of closureOf(root, nativePackages(target)))
    if (!name.startsWith('@img/sharp-') || nativePackages(target).includes(name))
      await cp(folder, path.join(modules, name), {
        recursive: true,
        filter: (source) => !droppedFolders.test(source) && !droppedFiles.test(source),
      })
  const { platform, arch } = target
  await copyInto(root, modules, `better-sqlite3/prebuilds/${platform}-${arch}.node`)
  const onnx = 'onnxruntime-node/bin'
  for (const version of await readdir(path.join(root, 'node_modules', onnx))) {
    const binaries = `${onnx}/${version}/${platform}/${arch}`
    for (const file of await readdir(path.join(root, 'node_modules', binaries)))
      // The macOS package holds one library twice under two names; the binding loads the short one.
      if (!/libonnxruntime\.\d+\.\d.*dylib/.test(file))
        await copyInto(root, modules, `${binaries}/${file}`)
  }
}

async function copyInto(root: string, modules: string, file: string): Promise<void> {
  await cp(path.join(root, 'node_modules', file), path.join(modules, file))
}
