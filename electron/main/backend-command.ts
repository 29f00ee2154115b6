import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { findAlteredFiles, manifestSchema } from './manifest.ts'
import type { SidecarCommand } from './sidecar.ts'
import { sidecarEnv } from './sidecar-env.ts'

export type Places = {
  readonly isPackaged: boolean
  /** Folder of this bundle: `dist/app`, inside the archive when packaged. */
  readonly appFolder: string
  /** `process.resourcesPath`. */
  readonly resources: string
  /** The Node that started Electron from a checkout; see the start command. */
  readonly devNode: string | undefined
}

/** The program the supervisor starts: the staged stock Node with the bundled backend, or the sources in a checkout. */
export function backendCommand(
  places: Places,
  env: Readonly<Record<string, string | undefined>>,
): SidecarCommand {
  if (places.isPackaged) {
    const folder = path.join(places.resources, 'backend')
    const node = path.join(
      folder,
      process.platform === 'win32' ? 'reaseg-backend.exe' : 'reaseg-backend',
    )
    return {
      node,
      args: [path.join(folder, 'server.mjs'), '--sidecar'],
      env: sidecarEnv(env),
      cwd: folder,
    }
  }
  const root = path.resolve(places.appFolder, '../..')
  return {
    node: places.devNode ?? 'node',
    args: [path.join(root, 'electron/server/index.ts'), '--sidecar'],
    env: sidecarEnv(env),
    cwd: root,
  }
}

/** Altered or missing files of a packaged backend; a checkout has no manifest and answers none. */
export async function findAlteredBackend(places: Places): Promise<string[]> {
  if (!places.isPackaged) return []
  const text = await readFile(path.join(places.appFolder, 'manifest.json'), 'utf8')
  return findAlteredFiles(
    path.join(places.resources, 'backend'),
    manifestSchema.parse(JSON.parse(text)),
  )
}
