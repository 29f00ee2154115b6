import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the things lie that ship with the program. */
export type Places = {
  readonly weights: string
  /** The sample scenes: `scenes.json` and `images/`. */
  readonly samples: string
  /** The prompt sets that ship. */
  readonly prompts: string
  /** The built window. */
  readonly renderer: string
  readonly version: string
  /** Entry of the model host where it is a bundle; null in a checkout, which has its source. */
  readonly hostEntry: string | null
  /** The script that measures GrabCut; null in a staged backend, which has no makers' tools. */
  readonly grabcut: string | null
}

/**
 * The two layouts there are: a staged backend has everything beside its bundle, a checkout in the folders of the sources
 * (its own bundles in `dist/backend` too).
 */
export function findPlaces(): Places {
  const here = dirname(fileURLToPath(import.meta.url))
  const bundledHost = join(here, 'ml-host.mjs')
  const isBundle = existsSync(bundledHost)
  const isStaged = isBundle && existsSync(join(here, 'weights'))
  const root = join(here, '../..')
  return {
    weights: isStaged ? join(here, 'weights') : join(root, 'models/weights'),
    samples: isStaged ? join(here, 'samples') : join(root, 'resources/samples'),
    prompts: isStaged ? join(here, 'prompts') : join(root, 'resources/prompts'),
    renderer: isStaged ? join(here, 'renderer') : join(root, 'dist/renderer'),
    version: readVersion(join(isStaged ? here : root, 'package.json')),
    hostEntry: isBundle ? bundledHost : null,
    grabcut: isStaged ? null : join(root, 'models/embedded/grabcut.py'),
  }
}

function readVersion(file: string): string {
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
