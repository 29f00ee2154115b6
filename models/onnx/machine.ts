import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { arch, platform, release } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** What a GPU's answers depend on besides the model: a verdict holds for one machine state alone. */
export type MachineState = {
  /** Version of ONNX Runtime. */
  readonly runtime: string
  /** System, and driver where it can be told. */
  readonly driver: string
}

/** Of this machine, now. Asks the system once for each kind of driver it knows; what cannot be told is left out. */
export async function readMachineState(
  env: NodeJS.ProcessEnv = process.env,
): Promise<MachineState> {
  const system = `${platform()} ${arch()} ${release()}`
  const drivers = platform() === 'win32' ? await windowsDrivers() : await linuxDrivers(env)
  return { runtime: runtimeVersion(), driver: [system, ...drivers].join('; ') }
}

function runtimeVersion(): string {
  const file = findPackageJSON('onnxruntime-node', import.meta.url)
  if (file === undefined) throw new Error('onnxruntime-node is not installed')
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

/** Nvidia's own version, and what Vulkan drivers say of themselves; macOS has neither, its drivers are the system's. */
async function linuxDrivers(env: NodeJS.ProcessEnv): Promise<string[]> {
  const nvidia = await readFile('/proc/driver/nvidia/version', 'utf8').catch(() => '')
  const named = env['VK_ICD_FILENAMES'] ?? env['VK_DRIVER_FILES']
  const files = named === undefined ? await vulkanFiles() : named.split(':')
  const versions = await Promise.all(files.map(vulkanVersion))
  return [nvidia.split('\n')[0] ?? '', ...versions].filter((text) => text !== '')
}

async function vulkanFiles(): Promise<string[]> {
  const folders = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d']
  const found = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(folder).catch(() => [])
      return names.toSorted((a, b) => (a < b ? -1 : 1)).map((name) => join(folder, name))
    }),
  )
  return found.flat()
}

async function vulkanVersion(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const [, version] = /"api_version"\s*:\s*"([^"]+)"/.exec(text) ?? []
  const [, library] = /"library_path"\s*:\s*"([^"]+)"/.exec(text) ?? []
  return library === undefined ? '' : `${library} ${version ?? ''}`.trim()
}

async function windowsDrivers(): Promise<string[]> {
  const ask =
    'Get-CimInstance Win32_VideoController | ForEach-Object { $_.Name + " " + $_.DriverVersion }'
  const shell = promisify(execFile)('powershell', ['-NoProfile', '-Command', ask], {
    timeout: 10_000,
    windowsHide: true,
  })
  // Without an answer the system's version stands alone: an update of a driver then asks for no new test.
  const { stdout } = await shell.catch(() => ({ stdout: '' }))
  return stdout
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .toSorted()
}
