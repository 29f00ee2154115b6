import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { findAlteredFiles, manifestSchema } from './manifest.ts'
import type { SidecarCommand } from './sidecar.ts'
import { sidecarEnv } from './sidecar-env.ts'

/** Where this shell runs from. */
export type Installation = {
  readonly isPackaged: boolean
  /** Folder of the shell's bundle: `dist/app`, inside the archive when packaged. */
  readonly appFolder: string
  /** `process.resourcesPath`. */
  readonly resources: string
  /** The Node that started Electron from a checkout; see the start command. */
  readonly devNode: string | undefined
  /** Takes the logs, and Node's report where the backend dies of a fatal error. */
  readonly logs: string
}

/** The program the supervisor starts: the staged stock Node with the bundled backend, or the sources in a checkout. */
export function backendCommand(
  { isPackaged, appFolder, resources, devNode, logs }: Installation,
  env: Readonly<Record<string, string | undefined>>,
): SidecarCommand {
  const root = path.resolve(appFolder, '../..')
  const folder = path.join(resources, 'backend')
  const binary = process.platform === 'win32' ? 'reaseg-backend.exe' : 'reaseg-backend'
  const entry = isPackaged
    ? path.join(folder, 'server.mjs')
    : path.join(root, 'electron/server/index.ts')
  return {
    node: isPackaged ? path.join(folder, binary) : (devNode ?? 'node'),
    args: ['--report-on-fatalerror', `--report-directory=${logs}`, entry, '--sidecar'],
    env: sidecarEnv(env),
    cwd: isPackaged ? folder : root,
  }
}

/** Altered or missing files of a packaged backend; a checkout has no manifest and answers none. */
export async function findAlteredBackend(installation: Installation): Promise<string[]> {
  if (!installation.isPackaged) return []
  const text = await readFile(path.join(installation.appFolder, 'manifest.json'), 'utf8')
  return findAlteredFiles(
    path.join(installation.resources, 'backend'),
    manifestSchema.parse(JSON.parse(text)),
  )
}
