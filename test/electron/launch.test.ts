import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { root } from '../tasks/programs.ts'

let place = ''
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'launch-'))
  mkdirSync(join(place, 'electron', 'cli'), { recursive: true })
  cpSync(join(root, 'electron/launch.mjs'), join(place, 'electron/launch.mjs'))
})
afterEach(() => rmSync(place, { recursive: true }))

function launch(args: readonly string[], env: NodeJS.ProcessEnv = {}, node = process.execPath) {
  const done = spawnSync(node, [join(place, 'electron/launch.mjs'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })
  return { exitCode: done.status, out: done.stdout.trim(), error: done.stderr.trim() }
}

/** A program that stands in for the command line. */
function writeProgram(text: string): void {
  writeFileSync(join(place, 'electron/cli/index.ts'), text)
}

describe('dispatch', () => {
  test('hands over arguments and exit code', () => {
    writeProgram('console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 7')
    expect(launch(['studio', 'info', 'a b'])).toMatchObject({
      exitCode: 7,
      out: '["info","a b"]',
    })
    expect(launch(['demo', '--out', 'x']).out).toBe('["demo","--out","x"]')
  })

  test('children find this very Node first', () => {
    writeProgram(
      "import { execSync } from 'node:child_process'; console.log(String(execSync('node -p process.execPath')))",
    )
    expect(launch(['studio']).out).toBe(process.execPath)
  })

  test.each([[[]], [['dance']], [['toString']]])('%j: says what there is', (args) => {
    const { exitCode, error } = launch(args)
    expect(exitCode).toBe(2)
    expect(error).toMatch(/^Unknown program .* Known: start, serve, studio/)
  })
})

/** Pretends to be an old Node: the version is all that is looked at. */
const asOldNode = join(root, 'test/fixtures/old-node.mjs')
const old = { NODE_OPTIONS: `--import=${asOldNode}` }

describe.skipIf(process.platform === 'win32')('an old Node', () => {
  const system = `node-${process.platform}-${process.arch}`

  function packageNode(script: string): void {
    const folder = join(place, 'node_modules', system, 'bin')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'node'), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, 'node'), 0o755)
  }

  test('without a packaged one says what to do, in one line', () => {
    const { exitCode, error } = launch(['studio'], old)
    expect(exitCode).toBe(1)
    expect(error.split('\n')).toHaveLength(1)
    expect(error).toMatch(/20\.19\.0 is too old.*npm install/)
  })

  test('goes on in the packaged one: arguments, exit code, path', () => {
    packageNode('shift; echo "$@"; command -v node; exit 9')
    const { exitCode, out } = launch(['studio', 'info', 'x'], old)
    expect(exitCode).toBe(9)
    expect(out.split('\n')).toEqual([
      'studio info x',
      join(place, 'node_modules', system, 'bin', 'node'),
    ])
  })

  test('hands SIGTERM on and ends as the other did', async () => {
    packageNode('trap "echo got it; exit 5" TERM; echo up; while :; do sleep 0.05; done')
    const child = spawn(process.execPath, [join(place, 'electron/launch.mjs'), 'studio'], {
      env: { ...process.env, ...old },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let out = ''
    child.stdout.on('data', (chunk) => (out += chunk))
    const ended = new Promise((resolve) => child.once('close', resolve))
    await expect.poll(() => out, { timeout: 10_000 }).toContain('up')
    child.kill('SIGTERM')
    expect(await ended).toBe(5)
    expect(out).toContain('got it')
  })
})

test('paths are meant from where the user stands, not from where npm goes', () => {
  writeProgram('console.log(process.cwd())')
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'launch-from-')))
  const env = { ...process.env, INIT_CWD: folder, npm_lifecycle_event: 'studio' }
  const run = (cwd: string) => {
    const args = [join(place, 'electron/launch.mjs'), 'studio']
    return spawnSync(process.execPath, args, { encoding: 'utf8', env, cwd }).stdout.trim()
  }
  expect(run(realpathSync(place))).toBe(folder)
  const elsewhere = realpathSync(tmpdir())
  expect(run(elsewhere)).toBe(elsewhere)
  rmSync(folder, { recursive: true })
})
