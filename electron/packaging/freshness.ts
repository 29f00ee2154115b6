import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What the built window is made of, relative to the root. */
export const rendererSources = ['renderer', 'core', 'electron/rpc', 'package.json']

/** True when `built` is missing or older than any file below `sources` (paths relative to `root`). */
export function isOutdated(root: string, built: string, sources: readonly string[]): boolean {
  const builtAt = modifiedAt(join(root, built))
  if (builtAt === null) return true
  return sources.some((source) => newestBelow(join(root, source)) > builtAt)
}

function newestBelow(path: string): number {
  const info = statSync(path, { throwIfNoEntry: false })
  if (info === undefined) return 0
  if (!info.isDirectory()) return info.mtimeMs
  return readdirSync(path).reduce(
    (newest, name) => Math.max(newest, newestBelow(join(path, name))),
    info.mtimeMs,
  )
}

function modifiedAt(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null
}
