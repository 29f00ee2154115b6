import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export type Ran = { readonly exitCode: number; readonly output: string }

type Env = Readonly<Record<string, string | undefined>>

/** Runs a package's program in the project's root with this very Node, in the open; answers its exit code. */
export function runTool(name: string, args: readonly string[], env: Env = {}): Promise<number> {
  const child = spawn(process.execPath, [toolFile(name), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

/** The same, kept quiet and perhaps elsewhere: what it said is answered. */
export function runToolQuietly(name: string, args: readonly string[], cwd = root): Promise<Ran> {
  const child = spawn(process.execPath, [toolFile(name), ...args], { cwd })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ exitCode: code ?? 1, output }))
  })
}

/** Runs a program of the system in the open; answers whether it ended well. */
export function runSystem(command: string, args: readonly string[], env: Env = {}): boolean {
  const done = spawnSync(command, [...args], { stdio: 'inherit', env: { ...process.env, ...env } })
  return done.status === 0
}

/** The script behind a package's program; `package:program` where the names differ. */
function toolFile(name: string): string {
  const [packageName = '', program = packageName] = name.split(':')
  const require = createRequire(join(root, 'package.json'))
  const manifestFile = findManifest(require.resolve.paths(packageName) ?? [], packageName)
  const { bin } = JSON.parse(readFileSync(manifestFile, 'utf8')) as {
    bin: string | Record<string, string>
  }
  const file = typeof bin === 'string' ? bin : bin[program]
  if (file === undefined) throw new Error(`${packageName} has no program ${program}`)
  return join(dirname(manifestFile), file)
}

/** Not by `resolve`: a package may keep its package.json out of its exports. */
function findManifest(folders: readonly string[], packageName: string): string {
  for (const folder of folders) {
    const file = join(folder, packageName, 'package.json')
    try {
      readFileSync(file)
      return file
    } catch {
      continue
    }
  }
  throw new Error(`${packageName} is not installed: run “npm install”`)
}
