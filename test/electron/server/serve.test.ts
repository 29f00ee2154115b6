import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { unwrap } from '#models/failure'
import { startServing, type Serving } from '#electron/server/serve'
import { createFakeBackend } from '../../fakes/backend.ts'

const bearer = 'a-bearer-token'
let home = ''
let fake: ReturnType<typeof createFakeBackend>
let serving: Serving

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'serve-'))
  mkdirSync(join(home, 'dist', 'assets'), { recursive: true })
  writeFileSync(join(home, 'dist', 'index.html'), '<p>the window')
  writeFileSync(join(home, 'dist', 'assets', 'app-1.js'), 'code')
  fake = createFakeBackend({
    project: join(home, 'p.reaseg'),
    modelUploads: join(home, 'model-uploads'),
  })
  serving = unwrap(
    await startServing(fake.backend, { port: 0, renderer: join(home, 'dist'), bearer }),
  )
})

afterEach(async () => {
  await serving.close()
  rmSync(home, { recursive: true })
})

/** Logs in as a browser does; answers its Cookie header. */
async function logIn(): Promise<string> {
  const response = await fetch(serving.loginLink(), { redirect: 'manual' })
  expect(response.status).toBe(303)
  expect(response.headers.get('location')).toBe('/')
  return response.headers.get('set-cookie')!.split(';')[0]!
}

type Ask = Omit<RequestInit, 'headers'> & { cookie?: string; headers?: Record<string, string> }

function ask(path: string, init: Ask = {}) {
  const { cookie, ...rest } = init
  const headers = { origin: serving.origin, ...(cookie ? { cookie } : {}), ...rest.headers }
  return fetch(`${serving.origin}${path}`, { redirect: 'manual', ...rest, headers })
}

const json = { 'content-type': 'application/json' }
const post = (body: unknown, cookie: string) =>
  ({ method: 'POST', body: JSON.stringify(body), headers: json, cookie }) as const

describe('login', () => {
  test('the link is swapped for a cookie, once', async () => {
    const link = serving.loginLink()
    const first = await fetch(link, { redirect: 'manual' })
    expect(first.headers.get('set-cookie')).toMatch(
      /^reaseg-[0-9a-f]{16}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    expect(first.headers.get('cache-control')).toBe('no-store')
    const second = await fetch(link, { redirect: 'manual' })
    expect(second.status).toBe(403)
    expect(second.headers.get('set-cookie')).toBeNull()
    expect(await second.text()).toContain('used already')
  })

  test('a stranger sees a page that says how to get in, and no data', async () => {
    const page = await ask('/', { headers: { accept: 'text/html' } })
    expect(page.status).toBe(401)
    expect(await page.text()).toContain('Press Enter in the terminal')
    const call = await ask('/api/app.info', { method: 'POST', body: '{}', headers: json })
    expect(await call.json()).toMatchObject({ ok: false, error: { code: 'unauthorized' } })
    expect(call.status).toBe(401)
  })

  test('the command line asks for a new link with its token', async () => {
    const headers = { authorization: `Bearer ${bearer}` }
    const answer = await fetch(`${serving.origin}/login`, { method: 'POST', headers })
    const { value } = (await answer.json()) as { value: { url: string } }
    const opened = await fetch(value.url, { redirect: 'manual' })
    expect(opened.status).toBe(303)
  })
})

describe('calls', () => {
  test('reach the backend with the cookie', async () => {
    const response = await ask('/api/app.info', post({ a: 1 }, await logIn()))
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({
      ok: true,
      value: { method: 'app.info', params: { a: 1 } },
    })
  })

  test.each([
    ['unknown', 200, 'unknown_method'],
    ['broken', 200, 'bad_input'],
    ['bug', 500, 'internal'],
  ])('%s is answered with %i %s', async (method, status, code) => {
    const response = await ask(`/api/${method}`, post({}, await logIn()))
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ ok: false, error: { code } })
  })

  test('a bug is logged with its stack', async () => {
    await ask('/api/bug', post({}, await logIn()))
    expect(fake.log[0]).toMatch(/^error POST \/api\/bug: Error: a bug\n\s+at /)
  })

  test.each([
    ['not JSON', '{', json, 400],
    ['a form', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['too large', `"${'a'.repeat(67_108_865)}"`, json, 413],
  ])('%s is refused', async (_name, body, headers, status) => {
    const cookie = await logIn()
    const response = await ask('/api/app.info', { method: 'POST', body, headers, cookie })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ ok: false })
  })

  test('a foreign page is refused even with the cookie', async () => {
    const cookie = await logIn()
    const foreign = { origin: 'https://evil.example', ...json }
    const response = await ask('/api/app.info', { ...post({}, cookie), headers: foreign })
    expect(response.status).toBe(403)
  })

  test('a rebound name is refused even with the cookie', async () => {
    const status = await statusWithHost('evil.example', await logIn())
    expect(status).toBe(403)
  })
})

/** fetch sets Host by itself, hence the bare request. */
async function statusWithHost(host: string, cookie: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: serving.port, path: '/', headers: { host, cookie } }
    request(options, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
}

describe('files and pictures', () => {
  test('the window is never kept, its hashed assets are', async () => {
    const cookie = await logIn()
    const page = await ask('/', { cookie })
    expect(await page.text()).toBe('<p>the window')
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    const asset = await ask('/assets/app-1.js', { cookie })
    expect(asset.headers.get('cache-control')).toContain('immutable')
    expect((await ask('/missing.js', { cookie })).status).toBe(404)
  })

  test.each([
    ['/images/1/thumbnail', { kind: 'thumbnail', image: 1 }],
    ['/images/1/preview', { kind: 'preview', image: 1 }],
    ['/images/1/tiles/2/3-4', { kind: 'tile', image: 1, level: 2, column: 3, row: 4 }],
    [
      '/images/1/grid/rows?n=9&shift=1',
      { kind: 'grid', image: 1, picture: 'rows', n: 9, shift: true },
    ],
  ])('%s', async (path, name) => {
    const cookie = await logIn()
    const response = await ask(path, { cookie })
    expect(response.headers.get('content-type')).toBe('image/webp')
    expect(await response.json()).toEqual(name)
    const again = await ask(path, { cookie, headers: { 'if-none-match': 'W/"e1"' } })
    expect(again.status).toBe(304)
  })

  test.each([
    '/images/2/preview',
    '/images/0x1/preview',
    '/images/1/other',
    '/images/1/tiles/2/3',
    '/images/1/tiles/2/3-4-x',
    '/images/1/tiles/-1/3-4',
    '/images/1/grid/rows?n=1&shift=0',
    '/images/1/grid/rows?n=21',
    '/images/1/grid/other?n=9',
  ])('%s is not there', async (path) => {
    const response = await ask(path, { cookie: await logIn() })
    expect(response.status).toBe(404)
  })

  test('an upload lies beside the project', async () => {
    const cookie = await logIn()
    const response = await ask('/uploads/my%20cat.png', { method: 'PUT', body: 'png', cookie })
    const path = join(home, 'p.images', 'my cat.png')
    expect(await response.json()).toEqual({ ok: true, value: { path } })
    expect(readFileSync(path, 'utf8')).toBe('png')
    const climbing = await ask('/uploads/..%2F..%2Fx.png', { method: 'PUT', body: 'x', cookie })
    expect(await climbing.json()).toMatchObject({
      ok: true,
      value: { path: join(home, 'p.images', 'x.png') },
    })
  })

  test('a dropped file of a model lands beside its siblings, other files are refused', async () => {
    const cookie = await logIn()
    const group = '01234567-89ab-cdef-0123-456789abcdef'
    const put = async (name: string, to = group) => {
      const url = `/model-uploads/${to}/${encodeURIComponent(name)}`
      return (await ask(url, { method: 'PUT', body: 'graph', cookie })).json()
    }
    const folder = join(home, 'model-uploads', group)
    expect(await put('my sam.onnx')).toEqual({
      ok: true,
      value: { path: join(folder, 'my sam.onnx') },
    })
    expect(await put('my sam.onnx_data')).toMatchObject({ ok: true })
    expect(await put('../../x.onnx')).toEqual({ ok: true, value: { path: join(folder, 'x.onnx') } })
    expect(await put('page.html')).toMatchObject({ ok: false, error: { code: 'bad_input' } })
    const climbing = await ask('/model-uploads/..%2Fup/a.onnx', {
      method: 'PUT',
      body: 'x',
      cookie,
    })
    expect(climbing.status).toBe(404)
    const stranger = await ask(`/model-uploads/${group}/a.onnx`, { method: 'PUT', body: 'x' })
    expect(stranger.status).toBe(401)
  })
})

describe('events', () => {
  /** Opens the event socket and collects what it says. */
  function listen(query: string, headers: Record<string, string>) {
    const socket = new WebSocket(`${serving.origin.replace('http', 'ws')}/events${query}`, {
      headers,
    })
    const messages: Record<string, unknown>[] = []
    socket.on('message', (data) => messages.push(JSON.parse((data as Buffer).toString())))
    const ended = new Promise<number>((resolve) => {
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
      socket.on('close', resolve)
    })
    socket.on('error', () => undefined)
    return { socket, messages, ended }
  }

  test('are numbered; a window that comes back gets what it missed', async () => {
    const headers = { cookie: await logIn(), origin: serving.origin }
    const first = listen('', headers)
    await expect.poll(() => first.messages).toHaveLength(1)
    expect(first.messages[0]).toMatchObject({ kind: 'hello', sequence: 0 })
    fake.emit({ kind: 'project.changed' })
    await expect.poll(() => first.messages).toHaveLength(2)
    first.socket.close()
    await first.ended
    fake.emit({ kind: 'samples.changed', samples: [7] })
    const second = listen('?since=1', headers)
    await expect.poll(() => second.messages).toHaveLength(2)
    expect(second.messages).toMatchObject([
      { kind: 'hello', sequence: 1 },
      { kind: 'samples.changed', samples: [7], sequence: 2 },
    ])
    second.socket.close()
  })

  test.each([
    ['no cookie', { origin: true, cookie: false }, '/events'],
    ['no origin', { origin: false, cookie: true }, '/events'],
  ])('%s: no socket', async (_name, given) => {
    const cookie = await logIn()
    const headers = {
      ...(given.origin ? { origin: serving.origin } : {}),
      ...(given.cookie ? { cookie } : {}),
    }
    expect(await listen('', headers).ended).toBe(403)
  })

  test('a foreign page gets no socket', async () => {
    const headers = { cookie: await logIn(), origin: 'https://evil.example' }
    expect(await listen('', headers).ended).toBe(403)
  })

  test('the end of the backend is said', async () => {
    const open = listen('', { authorization: `Bearer ${bearer}` })
    await expect.poll(() => open.messages).toHaveLength(1)
    await serving.close()
    expect(await open.ended).toBe(1001)
  })
})

test('a taken port is named, with what to do', async () => {
  const second = await startServing(fake.backend, { port: serving.port, renderer: home, bearer })
  expect(second).toMatchObject({
    ok: false,
    error: { code: 'port_taken', message: expect.stringContaining(String(serving.port)) },
  })
})
