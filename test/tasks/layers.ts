import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root, runToolQuietly } from './programs.ts'

/** Folders whose imports are held against the rules. */
export const layeredFolders = ['core', 'models', 'electron', 'renderer']

type Cruise = {
  readonly modules: readonly { readonly source: string }[]
  readonly summary: {
    readonly violations: readonly {
      readonly from: string
      readonly to: string
      readonly rule: { readonly name: string }
    }[]
  }
}

export type LayerReport = {
  readonly modules: readonly string[]
  readonly violations: readonly string[]
}

/** Holds every import below `folders` against layers.cjs; `cwd` is where the paths start. */
export async function cruiseLayers(folders: readonly string[], cwd = root): Promise<LayerReport> {
  const config = join(root, 'test/architecture/layers.cjs')
  const { output } = await runToolQuietly(
    'dependency-cruiser:depcruise',
    [...folders, `--config=${config}`, '--output-type=json', '--no-progress'],
    cwd,
  )
  const cruise = JSON.parse(output.slice(output.indexOf('{'))) as Cruise
  return {
    modules: cruise.modules.map((module) => module.source),
    violations: cruise.summary.violations.map(
      ({ rule, from, to }) => `${rule.name}: ${from} → ${to}`,
    ),
  }
}

/** Every source file the cruise must have seen: without a parser it would see none and be content. */
export function listSources(folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .map((name) => `${folder}/${String(name).replaceAll('\\', '/')}`)
      .filter((name) => /\.tsx?$/.test(name)),
  )
}
