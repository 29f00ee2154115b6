import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sidecarProtocol, sidecarReadySchema, sidecarShutdown } from '#rpc/sidecar'
import { runJson, runStudio } from '../cli/run-studio.ts'

const server = fileURLToPath(new URL('../../../electron/server/index.ts', import.meta.url))
let place = ''
let home = ''
const children: ChildProcess[] = []

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'program-'))
  home = join(place, 'home')
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(place, { recursive: true, force: true })
})

/** The server as a child, its lines, and its end. */
function start(args: readonly string[]) {
  const child = spawn(process.execPath, [server, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, REASEG_HOME: home },
  })
  children.push(child)
  const lines: string[] = []
  let errors = ''
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  child.stderr.on('data', (chunk) => (errors += chunk))
  child.stdin.on('error', () => undefined)
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const line = async (pattern: RegExp, nth = 0) => {
    const matching = () => lines.flatMap((text) => pattern.exec(text)?.[0] ?? [])
    await expect.poll(matching, { timeout: 30_000 }).toHaveLength(nth + 1)
    return matching()[nth]!
  }
  return { child, lines, line, ended, errors: () => errors }
}

const link = /http:\/\/127\.0\.0\.1:\d+\/login\?code=[\w-]+/

async function statusOf(url: string): Promise<number> {
  return (await fetch(url, { redirect: 'manual' })).status
}

describe('browser mode', () => {
  test('prints a link that works once; Enter prints another', async () => {
    const { child, line, ended } = start([])
    const first = await line(link)
    expect([await statusOf(first), await statusOf(first)]).toEqual([303, 403])
    child.stdin.write('\n')
    expect(await statusOf(await line(link, 1))).toBe(303)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })

  test('the end of standard input is no reason to end', async () => {
    const { child, line } = start([])
    child.stdin.end()
    expect(await statusOf(await line(link))).toBe(303)
    expect(child.exitCode).toBeNull()
  })

  test('a taken port is said in one line', async () => {
    const first = start([])
    const { port } = new URL(await first.line(link))
    const second = start(['--port', port])
    expect(await second.ended).toBe(1)
    expect(second.errors()).toContain(port)
    expect(second.errors().trim().split('\n')).toHaveLength(1)
  })

  test('wrong usage ends with 2', async () => {
    const { ended, errors } = start(['--dance'])
    expect(await ended).toBe(2)
    expect(errors()).toContain('--dance')
  })

  test('a project that is none is refused', async () => {
    const { ended, errors } = start([join(place, 'missing.reaseg')])
    expect(await ended).toBe(1)
    expect(errors()).toContain('missing.reaseg')
  })
})

describe('one writer', () => {
  test('a live backend takes the command line’s calls, then gives the project back', async () => {
    const project = join(place, 'p.reaseg')
    await runJson(home, ['init', project])
    const backend = start([project])
    await backend.line(link)
    const lock = JSON.parse(readFileSync(`${project}.lock`, 'utf8'))
    expect(lock).toMatchObject({ pid: backend.child.pid, port: expect.any(Number) })
    expect(await runJson(home, ['info', project])).toMatchObject({ images: 0, integrity: 'ok' })
    const second = await runStudio(home, ['serve', project])
    expect(second.exitCode).toBe(0)
    expect(await statusOf(link.exec(second.stdout)![0])).toBe(303)
    backend.child.kill('SIGTERM')
    expect(await backend.ended).toBe(0)
    expect(existsSync(`${project}.lock`)).toBe(false)
  })

  test('a killed backend’s lock is taken over', async () => {
    const project = join(place, 'p.reaseg')
    await runJson(home, ['init', project])
    const backend = start([project])
    await backend.line(link)
    backend.child.kill('SIGKILL')
    await backend.ended
    expect(existsSync(`${project}.lock`)).toBe(true)
    const imported = await runJson(home, ['import', project, '--images', place])
    expect(imported).toMatchObject({ images: 0 })
  })
})

describe('sidecar', () => {
  const hello = {
    protocolVersion: sidecarProtocol,
    instance: 'abcdef0123456789',
    session: 's'.repeat(43),
  }

  async function startSidecar() {
    const running = start(['--sidecar'])
    running.child.stdin.write(`${JSON.stringify(hello)}\n`)
    const ready = sidecarReadySchema.parse(JSON.parse(await running.line(/^\{.*\}$/)))
    return { ...running, ready }
  }

  test('answers where it is; the window’s cookie works at once', async () => {
    const { child, ready, lines } = await startSidecar()
    expect(ready.pid).toBe(child.pid)
    const answer = await ask(ready.port, 'app.info', {})
    expect(answer).toMatchObject({ ok: true, value: { mode: 'desktop' } })
    expect(lines).toHaveLength(1)
  })

  /** A call as the window makes it. */
  async function ask(port: number, method: string, params: unknown): Promise<unknown> {
    const origin = `http://127.0.0.1:${port}`
    const response = await fetch(`${origin}/api/${method}`, {
      method: 'POST',
      body: JSON.stringify(params),
      headers: {
        cookie: `reaseg-${hello.instance}=${hello.session}`,
        'content-type': 'application/json',
        origin,
      },
    })
    return response.json()
  }

  test('takes keys of MLLM profiles from its shell, and tells them to nobody', async () => {
    const { child, ready, lines } = await startSidecar()
    const profile = { name: 'remote', dialect: 'openai', url: 'http://127.0.0.1:9/v1', model: 'm' }
    await ask(ready.port, 'mllm.save', { profile })
    const keyOfRemote = async () => {
      const answer = JSON.stringify(await ask(ready.port, 'mllm.list', {}))
      expect(answer).not.toContain('sk-secret')
      return /"key":("?\w+"?)/.exec(answer)?.[1]
    }
    expect(await keyOfRemote()).toBe('null')
    child.stdin.write('{"keyOf":"remote","key":"sk-se\n')
    child.stdin.write(`${JSON.stringify({ keyOf: 'remote', key: 'sk-secret' })}\n`)
    await expect.poll(keyOfRemote).toBe('"store"')
    child.stdin.write(`${JSON.stringify({ keyOf: 'remote', key: null })}\n`)
    await expect.poll(keyOfRemote).toBe('null')
    expect(lines.join('\n')).not.toContain('sk-')
  })

  test('ends when asked to', async () => {
    const { child, ended } = await startSidecar()
    child.stdin.write(`${sidecarShutdown}\n`)
    expect(await ended).toBe(0)
  })

  test('ends when its shell is gone', async () => {
    const { child, ended } = await startSidecar()
    child.stdin.end()
    expect(await ended).toBe(0)
  })

  test.each([
    ['no JSON', 'hello'],
    ['another protocol', JSON.stringify({ ...hello, protocolVersion: 99 })],
    ['a short secret', JSON.stringify({ ...hello, session: 'short' })],
  ])('%s is refused', async (_name, text) => {
    const { child, ended, lines } = start(['--sidecar'])
    child.stdin.write(`${text}\n`)
    expect(await ended).toBe(1)
    expect(lines).toEqual([])
  })
})

test.skipIf(process.platform === 'win32')('ends when its parent is gone', async () => {
  const child = spawn('sh', ['-c', `"${process.execPath}" "${server}" & echo "pid $!"; wait`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, REASEG_HOME: home },
  })
  children.push(child)
  let out = ''
  child.stdout.on('data', (chunk) => (out += chunk))
  await expect.poll(() => out, { timeout: 30_000 }).toMatch(link)
  const pid = Number(/pid (\d+)/.exec(out)?.[1])
  child.kill('SIGKILL')
  const isAlive = () => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }
  await expect.poll(isAlive, { timeout: 15_000 }).toBe(false)
})
