import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../tasks/programs.ts'

type LockEntry = {
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly hasInstallScript?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

type Packages = Readonly<Record<string, LockEntry>>

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Packages
}

/** Names an entry wants as optional that the lock does not hold, as Node would look for them. */
function missingOptional(all: Packages): readonly string[] {
  return Object.entries(all).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !foldersAbove(path).some((folder) => `${folder}${name}` in all))
      .map((name) => `${path || 'package.json'} → ${name}`),
  )
}

/** `a/node_modules/b` → its own node_modules, a's, the root's. */
function foldersAbove(path: string): readonly string[] {
  const parts = path === '' ? [] : path.split('/node_modules/')
  const prefixes = parts.map(
    (_, i) => `${parts.slice(0, i + 1).join('/node_modules/')}/node_modules/`,
  )
  return [...prefixes, 'node_modules/']
}

test('every optional package is in the lock, for all systems', () => {
  expect(missingOptional(packages)).toEqual([])
})

test('the net sees a missing one', () => {
  const broken = {
    'node_modules/a': { optionalDependencies: { 'b-linux': '1', 'b-win': '1', c: '1' } },
    'node_modules/a/node_modules/c': {},
    'node_modules/b-linux': {},
  }
  expect(missingOptional(broken)).toEqual(['node_modules/a → b-win'])
})

test('the lock names no registry and every digest', () => {
  const entries = Object.entries(packages).filter(([path]) => path !== '')
  expect(entries.length).toBeGreaterThan(300)
  const hosts = entries.filter(([, entry]) => entry.resolved !== undefined)
  const undigested = entries.filter(([, entry]) => entry.integrity === undefined && !entry.link)
  expect(hosts.map(([path]) => path)).toEqual([])
  expect(undigested.map(([path]) => path)).toEqual([])
})

test('no install script may run', () => {
  const settings = readFileSync(join(root, '.npmrc'), 'utf8').split('\n')
  expect(settings).toContain('ignore-scripts=true')
})

test('our own dependencies are exact', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    'dependencies' | 'devDependencies' | 'optionalDependencies',
    Record<string, string>
  >
  const all = { ...manifest.dependencies, ...manifest.optionalDependencies }
  const loose = Object.entries({ ...all, ...manifest.devDependencies }).filter(
    ([name, range]) => !/^\d+\.\d+\.\d+$/.test(range) && !name.startsWith('@types/'),
  )
  expect(loose).toEqual([])
})
