import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { startServing } from '#electron/server/serve'
import { unwrap } from '#models/failure'
import { createFakeBackend } from '../../fakes/backend.ts'
import { runJson, runStudio } from '../cli/run-studio.ts'
import { tempFolder } from '../usecases/studio-fixture.ts'
import { plainPicture } from './bad-pictures.ts'
import { canMount, mountSmallDisk } from './small-disk.ts'

const program = fileURLToPath(new URL('../../../electron/server/index.ts', import.meta.url))
const link = /http:\/\/127\.0\.0\.1:\d+\/login\?code=[\w-]+/
const children: ChildProcess[] = []

/** The real program in browser mode. */
async function serve(home: string, args: readonly string[]) {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, REASEG_HOME: home },
  })
  children.push(child)
  let errors = ''
  child.stderr.on('data', (chunk) => (errors += chunk))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const url = new Promise<string | null>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = link.exec(line)
      if (found !== null) resolve(found[0])
    })
    void ended.then(() => resolve(null))
  })
  return { child, url: await url, ended, errors: () => errors }
}

function killChildren(): void {
  for (const child of children.splice(0)) child.kill('SIGKILL')
}

describe('who may ask', () => {
  let origin: string
  let loginLink: string
  let cookie: string
  let token: string
  let project: string

  beforeAll(async () => {
    const folder = tempFolderForAll()
    project = join(folder, 'p.reaseg')
    await runJson(join(folder, 'home'), ['init', project])
    const running = await serve(join(folder, 'home'), [project])
    loginLink = running.url!
    origin = new URL(loginLink).origin
    const login = await fetch(loginLink, { redirect: 'manual' })
    cookie = login.headers.get('set-cookie')!.split(';')[0]!
    token = (JSON.parse(readFileSync(`${project}.lock`, 'utf8')) as { token: string }).token
  })
  afterAll(killChildren)

  type Headers = Readonly<Record<string, string>>
  const json = { 'content-type': 'application/json' }
  const secret = () => ({ cookie })
  const ours = () => ({ origin, cookie })

  const rows: [string, string, () => Headers, number][] = [
    ['the window', 'POST', () => ours(), 200],
    ['the command line', 'POST', () => ({ authorization: `Bearer ${token}` }), 200],
    ['no cookie', 'POST', () => ({ origin }), 401],
    ['a wrong cookie', 'POST', () => ({ origin, cookie: `${cookie.slice(0, -1)}x` }), 401],
    [
      'another instance’s cookie',
      'POST',
      () => ({ origin, cookie: cookie.replace('-', '-0') }),
      401,
    ],
    ['a wrong token', 'POST', () => ({ authorization: 'Bearer x' }), 403],
    ['a foreign origin', 'POST', () => ({ ...secret(), origin: 'https://evil.example' }), 403],
    ['a foreign port', 'POST', () => ({ ...secret(), origin: 'http://127.0.0.1:1' }), 403],
    ['an opaque origin', 'POST', () => ({ ...secret(), origin: 'null' }), 403],
    ['no origin', 'POST', () => secret(), 403],
    ['a foreign host', 'POST', () => ({ ...ours(), host: 'evil.example' }), 403],
    ['another name of this machine', 'POST', () => ({ ...ours(), host: 'localhost' }), 403],
    [
      'a foreign origin with the token',
      'POST',
      () => ({ authorization: `Bearer ${token}`, origin: 'https://evil.example' }),
      403,
    ],
  ]
  test.each(rows)('%s', async (_name, method, headers, status) => {
    const asked = await ask({
      method,
      path: '/api/project.info',
      headers: { ...json, ...headers() },
    })
    expect(asked.status).toBe(status)
    const answer = JSON.parse(asked.body) as { ok: boolean }
    expect(answer.ok).toBe(status === 200)
    expect(asked.body.includes(project)).toBe(status === 200)
    if (status === 200) return
    expect(answer).toMatchObject({
      error: {
        code: 'unauthorized',
        message: expect.stringMatching(/\w+ \w+/),
        hint: expect.stringMatching(/\w/),
      },
    })
    expect(asked.headers['access-control-allow-origin']).toBeUndefined()
  })

  test.each([
    ['GET', '/images/1/thumbnail'],
    ['GET', '/images/1/tiles/0/0-0'],
    ['GET', '/'],
    ['PUT', '/uploads/a.png'],
    ['POST', '/login'],
  ])('%s %s needs the cookie, too', async (method, path) => {
    const headers = { origin }
    expect((await ask({ method, path, headers })).status).toBe(401)
  })

  test.each([
    ['no cookie', () => ({ origin })],
    ['a foreign origin', () => ({ ...secret(), origin: 'https://evil.example' })],
    ['no origin', () => secret()],
    ['a foreign host', () => ({ ...ours(), host: 'evil.example' })],
  ])('events: %s is refused', async (_name, headers) => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/events`, { headers: headers() })
    const refused = await new Promise((resolve) => {
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
      socket.on('open', () => resolve('open'))
      socket.on('error', () => resolve('error'))
    })
    expect(refused).toBe(403)
  })

  test('an upload cannot leave its folder', async () => {
    const picture = await plainPicture(1)
    for (const name of ['..%2f..%2fup.png', '%2e%2e%2fup.png', '..%5cup.png', 'a%00b.png']) {
      const sent = await fetch(`${origin}/uploads/${name}`, {
        method: 'PUT',
        body: new Uint8Array(picture),
        headers: ours(),
      })
      const { value } = (await sent.json()) as { value: { path: string } }
      expect(value.path.startsWith(project.replace('.reaseg', '.images'))).toBe(true)
    }
    expect(readdirSync(join(project, '..'))).not.toContain('up.png')
  })

  test.each(['..%2f..%2fpackage.json', '%2e%2e/package.json', '/etc/passwd', 'assets/..%2f..%2fx'])(
    'no file outside the window: %s',
    async (path) => {
      const asked = await ask({ method: 'GET', path: `/${path}`, headers: ours() })
      expect(asked.status).toBe(404)
    },
  )

  test('a link used twice says so, and how to get another', async () => {
    const again = await fetch(loginLink, { redirect: 'manual' })
    expect(again.status).toBe(403)
    expect(again.headers.get('set-cookie')).toBeNull()
    const page = await again.text()
    expect(page).toContain('used already')
    expect(page).toContain('Press Enter')
  })

  test('a made-up link says so', async () => {
    const made = await fetch(`${origin}/login?code=${'a'.repeat(43)}`, { redirect: 'manual' })
    expect(made.status).toBe(403)
    expect(await made.text()).toContain('not known here')
  })

  /** fetch sets Host and Origin by itself, hence the bare request. */
  function ask(given: { method: string; path: string; headers: Headers }) {
    const { hostname, port } = new URL(origin)
    return new Promise<{
      status: number
      body: string
      headers: Readonly<Record<string, unknown>>
    }>((resolve, reject) => {
      const asked = request({ hostname, port, ...given }, (response) => {
        let body = ''
        response.on('data', (chunk) => (body += chunk))
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body, headers: response.headers }),
        )
      })
      asked.on('error', reject)
      asked.end(given.method === 'POST' ? '{}' : undefined)
    })
  }
})

const foldersForAll: string[] = []

/** Like `tempFolder`, for what several tests share. */
function tempFolderForAll(): string {
  const folder = mkdtempSync(join(tmpdir(), 'reaseg-server-'))
  foldersForAll.push(folder)
  return folder
}

afterAll(() => foldersForAll.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

test('a link that is late says so', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const serving = unwrap(
    await startServing(createFakeBackend().backend, {
      port: 0,
      renderer: '/nowhere',
      bearer: 'token',
    }),
  )
  try {
    const [early, late] = [serving.loginLink(), serving.loginLink()]
    vi.setSystemTime(Date.now() + 59_000)
    expect((await fetch(early, { redirect: 'manual' })).status).toBe(303)
    vi.setSystemTime(Date.now() + 2_000)
    const page = await fetch(late, { redirect: 'manual' })
    expect(page.status).toBe(403)
    expect(page.headers.get('set-cookie')).toBeNull()
    expect(await page.text()).toMatch(/too old.*60 seconds/)
  } finally {
    vi.useRealTimers()
    await serving.close()
  }
})

describe('starting', () => {
  afterEach(killChildren)

  test('on a taken port says which, and what to do', async () => {
    const folder = tempFolder()
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => taken.once('listening', resolve))
    const { port } = taken.address() as AddressInfo
    const running = await serve(join(folder, 'home'), ['--port', String(port)])
    expect(running.url).toBeNull()
    expect(await running.ended).toBe(1)
    expect(running.errors()).toMatch(new RegExp(`^Port ${port} .*taken.*--port N.*\\n$`))
    const byCommand = await runStudio(join(folder, 'home'), ['serve', '--port', String(port)])
    expect(byCommand).toMatchObject({ exitCode: 1, stdout: '' })
    expect(byCommand.stderr).toBe(running.errors())
    taken.close()
  })

  test.each([
    ['a text as project', (folder: string) => [join(folder, 'text.reaseg')], 1],
    ['no project', (folder: string) => [join(folder, 'none.reaseg')], 1],
    ['a port that is none', () => ['--port', 'abc'], 2],
  ])('with %s is refused in one line', async (_name, argsIn, exitCode) => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'text.reaseg'), 'hello')
    const running = await serve(join(folder, 'home'), argsIn(folder))
    expect(running.url).toBeNull()
    expect(await running.ended).toBe(exitCode)
    expect(running.errors().trim().split('\n')).toHaveLength(1)
    expect(running.errors()).toContain(argsIn(folder).at(-1))
    expect(readdirSync(folder).filter((name) => name.endsWith('.lock'))).toEqual([])
  })

  test('with a home that is a file is refused in one line', async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'home'), '')
    const running = await serve(join(folder, 'home'), [])
    expect(await running.ended).toBe(1)
    expect(running.errors()).toMatch(/^The settings .*home.*REASEG_HOME\.\n$/)
  })

  test.skipIf(!canMount)('with a read-only project opens it for reading, and says so', async () => {
    const folder = tempFolder()
    const disk = mountSmallDisk(join(folder, 'disk'), 1024)
    try {
      const project = join(disk.path, 'p.reaseg')
      await runJson(join(folder, 'home'), ['init', project])
      disk.setReadOnly(true)
      const running = await serve(join(folder, 'home'), [project])
      expect(running.url).not.toBeNull()
      expect(running.errors()).toContain(`${project} cannot be written to`)
      running.child.kill('SIGTERM')
      expect(await running.ended).toBe(0)
    } finally {
      disk.remove()
    }
  })
})
