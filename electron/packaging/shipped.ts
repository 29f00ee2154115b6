import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** A package of others that is in what we hand out. */
export type ShippedPackage = {
  readonly name: string
  readonly version: string
  /** SPDX expression; empty where the package says none. */
  readonly licence: string
  readonly folder: string
}

/** Needed only by install scripts, which we never run. */
const leftOut = ['adm-zip', 'global-agent', 'node-addon-api']

type Manifest = {
  readonly name: string
  readonly version: string
  readonly license?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/**
 * The named packages with all they depend on, as installed below `root` (optional ones where they are), by name.
 * Throws where one that is needed is not installed.
 */
export function closureOf(root: string, names: readonly string[]): ShippedPackage[] {
  const found = new Map<string, ShippedPackage>()
  const visit = (from: string, name: string, isNeeded: boolean): void => {
    if (leftOut.includes(name)) return
    const folder = findPackage(root, from, name)
    if (folder === null && isNeeded)
      throw new Error(`${name} is not installed: run “npm install” first`)
    if (folder === null || found.has(folder)) return
    const manifest = readManifest(folder)
    const { version, license = '' } = manifest
    found.set(folder, { name: manifest.name, version, licence: license, folder })
    visitAll(folder, manifest)
  }
  const visitAll = (folder: string, { dependencies, optionalDependencies }: Manifest): void => {
    for (const name of Object.keys(optionalDependencies ?? {})) visit(folder, name, false)
    for (const name of Object.keys(dependencies ?? {}))
      visit(folder, name, !Object.hasOwn(optionalDependencies ?? {}, name))
  }
  for (const name of names) visit(root, name, true)
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Everything our own package.json asks for at run time: the bundles hold a part of it, the packaged Node is among it. */
export function listShipped(root: string): ShippedPackage[] {
  const { dependencies = {}, optionalDependencies = {} } = readManifest(root)
  const installed = Object.keys(optionalDependencies).filter(
    (name) => findPackage(root, root, name) !== null,
  )
  return closureOf(root, [...Object.keys(dependencies), ...installed])
}

/** Where Node would find it: nearest `node_modules` upwards, up to the root's. */
function findPackage(root: string, from: string, name: string): string | null {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const found = path.join(folder, 'node_modules', name)
    if (existsSync(path.join(found, 'package.json'))) return found
    if (folder === root) return null
  }
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest
}
