import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../tasks/programs.ts'

/** Spelt in pieces, or this file would find itself. */
const personal: readonly (readonly [string, RegExp])[] = [
  [
    'a developer’s folder',
    new RegExp(`(^|[\\s"'\`(=])/(${['work', 'root'].join('|')})/[\\w.]`, 'm'),
  ],
  ['a user’s folder', new RegExp(`/(${['home', 'Users'].join('|')})/(?!me/|you/|user/)\\w+/`)],
  ['a Windows user’s folder', new RegExp(`[A-Z]:\\\\{1,2}${'Users'}\\\\`)],
  ['a registry', new RegExp(['registry', 'npmjs', 'org'].join('\\.'))],
]

const isText = /\.(ts|tsx|mjs|cjs|js|json|md|yml|yaml|css|html|py|svg|txt)$|^\.[\w-]+$|^\.ci\//

function trackedFiles(): readonly string[] {
  const { stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  return stdout.split('\0').filter((name) => isText.test(name))
}

function findingsIn(text: string): readonly string[] {
  return personal.filter(([, pattern]) => pattern.test(text)).map(([name]) => name)
}

test('no tracked file names a machine or a registry', () => {
  const files = trackedFiles()
  // An unpacked source archive has no list to go by.
  if (files.length === 0) return
  const found = files
    .filter((name) => statSync(join(root, name), { throwIfNoEntry: false })?.isFile())
    .flatMap((name) =>
      findingsIn(readFileSync(join(root, name), 'utf8')).map((what) => `${name}: ${what}`),
    )
  expect(found).toEqual([])
})

test.each([
  [`see /${'work'}/notes.md`, 1],
  [`"/${'home'}/anna/x"`, 1],
  [`C:\\${'Users'}\\anna`, 1],
  [`https://${'registry'}.npmjs.${'org'}/x`, 1],
  ['/images/1/preview', 0],
  ['/p/street.reaseg', 0],
])('the net sees %s', (text, count) => expect(findingsIn(text)).toHaveLength(count))
