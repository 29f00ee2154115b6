import { createHash } from 'node:crypto'
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
  copyFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Shell } from '#electron/main/shell'
import { nativeChannels } from '#rpc/native-channels'
import type * as Fake from '../../fakes/electron.ts'

/** A stand-in backend: listens nowhere, tells a new port at each start, ends when told so by a file. */
const backend = `
import { createInterface } from 'node:readline'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
const lines = createInterface({ input: process.stdin })
lines.once('line', () => {
  const port = existsSync('port') ? Number(readFileSync('port', 'utf8')) + 1 : 4001
  writeFileSync('port', String(port))
  process.stdout.write(JSON.stringify({ protocolVersion: 2, port, pid: process.pid }) + '\\n')
  setInterval(() => { if (existsSync('crash')) { rmSync('crash'); process.exit(3) } }, 20)
})
lines.on('line', (line) => { if (line === 'shutdown') process.exit(0) })
lines.on('close', () => process.exit(0))
`

let fake: typeof Fake
let root: string
let shell: Shell
let log: string[]

beforeEach(async () => {
  vi.resetModules()
  fake = (await import('electron')) as unknown as typeof Fake
  root = mkdtempSync(join(tmpdir(), 'reaseg-shell-'))
  mkdirSync(join(root, 'backend'))
  mkdirSync(join(root, 'home'))
  const name = process.platform === 'win32' ? 'reaseg-backend.exe' : 'reaseg-backend'
  putNode(join(root, 'backend', name))
  writeFileSync(join(root, 'backend/server.mjs'), backend)
  const digest = createHash('sha256').update(backend).digest('hex')
  writeFileSync(join(root, 'manifest.json'), JSON.stringify({ 'server.mjs': digest }))
  await makeShell()
})

afterEach(() => shell.stop())

async function makeShell(smokeFile: string | null = null): Promise<void> {
  const module = await import('#electron/main/shell')
  log = []
  shell = new module.Shell({
    installation: {
      isPackaged: true,
      appFolder: root,
      resources: root,
      devNode: undefined,
      logs: join(root, 'home'),
    },
    homeDir: join(root, 'home'),
    log: (line) => log.push(line),
    smokeFile,
  })
}

function putNode(file: string): void {
  try {
    linkSync(process.execPath, file)
  } catch {
    copyFileSync(process.execPath, file)
  }
}

const window = () => fake.BrowserWindow.made[0]!
const pages = () => window().loaded
const showing = (page: string) => vi.waitFor(() => expect(pages().at(-1)).toBe(page), 10_000)
const first = 'http://127.0.0.1:4001/'
const second = 'http://127.0.0.1:4002/'

test('opens the page of the backend with a cookie that only it knows', async () => {
  await shell.start()
  await showing(first)
  expect(shell.origin).toBe('http://127.0.0.1:4001')
  const own = fake.session.fromPartition('persist:app')
  expect(own.proxy).toEqual({ mode: 'direct' })
  expect(own.checkHandler).not.toBeNull()
  expect(own.cookiesSet).toEqual([
    {
      url: 'http://127.0.0.1:4001',
      name: expect.stringMatching(/^reaseg-[0-9a-f]{16}$/),
      value: expect.stringMatching(/^[\w-]{43}$/),
      httpOnly: true,
      sameSite: 'strict',
    },
  ])
  expect(window().isShown).toBe(true)
  expect([...fake.ipcMain.listeners.keys()]).toHaveLength(Object.keys(nativeChannels).length)
  await shell.stop()
  expect(shell.origin).toBeNull()
})

test('a project named early waits for the page, a later one does not', async () => {
  shell.openPath('/a.reaseg')
  await shell.start()
  await showing(first)
  expect(window().webContents.sent).toEqual([['native:open-path', '/a.reaseg']])
  shell.openPath('/b.reaseg')
  shell.openPath(null)
  expect(window().webContents.sent).toHaveLength(2)
  window().webContents.isBusy = true
  shell.openPath('/c.reaseg')
  expect(window().webContents.sent).toHaveLength(2)
  window().webContents.emit('did-finish-load')
  expect(window().webContents.sent.at(-1)).toEqual(['native:open-path', '/c.reaseg'])
})

test('altered backend files are shown, not run', async () => {
  writeFileSync(join(root, 'backend/server.mjs'), `${backend}\n`)
  await shell.start()
  expect(decodeURIComponent(pages()[0] ?? '')).toContain('server.mjs')
  expect(shell.origin).toBeNull()
})

test('an archive without its manifest is a problem, not a silence', async () => {
  writeFileSync(join(root, 'manifest.json'), '{')
  await shell.start()
  expect(decodeURIComponent(pages()[0] ?? '')).toContain('could not start')
})

describe('after a crash of the backend', () => {
  const remember = (openedAt: Date) => {
    const project = join(root, 'p.reaseg')
    writeFileSync(project, '')
    const entry = { path: project, openedAt: openedAt.toISOString() }
    writeFileSync(join(root, 'home/recent.json'), JSON.stringify([entry]))
    return project
  }
  const crash = () => writeFileSync(join(root, 'backend/crash'), '')

  test('the page comes back with the project it had', async () => {
    await shell.start()
    await showing(first)
    const project = remember(new Date())
    crash()
    await showing(second)
    expect(window().webContents.sent).toEqual([['native:open-path', project]])
  })
  test('a project of an earlier day stays closed', async () => {
    await shell.start()
    await showing(first)
    remember(new Date(2020, 0, 1))
    crash()
    await showing(second)
    expect(window().webContents.sent).toEqual([])
  })
  test('the problem page leads back with the project, or without', async () => {
    await shell.start()
    await showing(first)
    const project = remember(new Date())
    shell.act('open-without-project')
    await showing(second)
    expect(window().webContents.sent).toEqual([])
    remember(new Date())
    shell.act('try-again')
    await showing('http://127.0.0.1:4003/')
    expect(window().webContents.sent).toEqual([['native:open-path', project]])
  })
})

describe('the smoke test of a package', () => {
  const file = () => join(root, 'smoke.json')
  const result = () => JSON.parse(readFileSync(file(), 'utf8')) as Record<string, unknown>
  const ended = () =>
    new Promise<void>((resolve) => {
      fake.app.once('fake-ended', resolve)
    })

  test('writes what the page said and ends with 0', async () => {
    await makeShell(file())
    const end = ended()
    await shell.start()
    window().webContents.answer = { title: 'Reaseg Studio' }
    await end
    expect(result()).toMatchObject({ ok: true, page: { title: 'Reaseg Studio' } })
    expect(fake.app.calls.at(-1)).toEqual(['exit', 0])
  })
  test('a page that never gets ready ends with 1', async () => {
    await makeShell(file())
    const end = ended()
    await shell.start()
    window().webContents.answer = new Error('not ready')
    await end
    expect(result()).toEqual({ ok: false, version: '0.0.0-fake', reason: 'not ready' })
    expect(fake.app.calls.at(-1)).toEqual(['exit', 1])
  })
  test('a problem page ends with 1', async () => {
    writeFileSync(join(root, 'manifest.json'), '{"gone.mjs": "x"}')
    await makeShell(file())
    const end = ended()
    await shell.start()
    await end
    expect(result()).toMatchObject({ ok: false })
    expect(fake.app.calls.at(-1)).toEqual(['exit', 1])
  })
})
