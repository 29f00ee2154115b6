import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attentionPrior, readAttention } from '#core/prior/attention'
import { createAttention } from '#models/attention/attention-client'
import type { AttentionQuestion } from '#models/attention/attention-ports'
import { errorOf } from '../models/attention/asking.ts'
import { root } from '../tasks/programs.ts'

const folder = join(root, 'resources/attention-server')
const env = { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' }
const key = 'a-Key/of+the=server'

/** The first Python that has NumPy: the one of the path, then the system's own. */
const python = ['/usr/bin/python3', 'python3', 'python'].find(
  (name) => spawnSync(name, ['-c', 'import numpy']).status === 0,
)
const title =
  python === undefined
    ? 'the attention server (skipped: no Python with NumPy)'
    : 'the attention server'

type Running = { readonly child: ChildProcess; readonly url: string; readonly told: string[] }

async function start(args: readonly string[] = []): Promise<Running> {
  const script = join(folder, 'server.py')
  const child = spawn(python ?? '', [script, '--model', 'random', '--port', '0', ...args], {
    env: { ...env, ATTENTION_KEY: key },
  })
  const told: string[] = []
  child.stderr.on('data', (text: Buffer) => told.push(text.toString()))
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      told.push(line)
      const found = /^random on none at (http:\S+)$/.exec(line)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', () => reject(new Error(told.join('\n'))))
  })
  return { child, url, told }
}

const running: ChildProcess[] = []
afterAll(() => running.forEach((child) => child.kill()))

async function started(args?: readonly string[]): Promise<Running> {
  const server = await start(args)
  running.push(server.child)
  return server
}

describe.skipIf(python === undefined)(title, () => {
  let open: Running
  let question: AttentionQuestion
  beforeAll(async () => {
    open = await started()
    const create = { width: 300, height: 200, channels: 3, background: 'teal' } as const
    const bytes = await sharp({ create }).jpeg().toBuffer()
    question = { image: { bytes, type: 'image/jpeg' }, query: 'What shines?' }
  })

  const client = (url: string, own: string | null = null) =>
    createAttention({ name: 'random', url, timeoutSeconds: 20, retries: 0 }, { key: () => own })
  const post = (body: BodyInit, headers: Record<string, string> = {}) =>
    fetch(`${open.url}/attention`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })

  test('passes its own tests', () => {
    const tests = join(root, 'test/resources/attention-server')
    const ran = spawnSync(python ?? '', ['-m', 'unittest', 'discover', '-s', tests], {
      env,
      encoding: 'utf8',
    })
    expect(ran.stderr).toMatch(/Ran [1-9]\d+ tests/)
    expect(ran.stderr).toMatch(/\nOK/)
    expect(ran.status).toBe(0)
  })

  test('says what it is', async () => {
    expect(await client(open.url).health()).toEqual({ model: 'random', device: 'none' })
  })

  test('answers the client by the contract', async () => {
    const reply = await client(open.url).ask(question)
    expect(reply).toMatchObject({
      model: 'random',
      rows: 6,
      columns: 9,
      layers: [2, 3],
      heads: 2,
      token: 'last of the prompt',
      tries: 1,
    })
    expect(Math.max(...attentionPrior(reply))).toBe(1)
  })

  test('the same question gets the same map, another one another', async () => {
    const endpoint = client(open.url)
    const { weights } = await endpoint.ask(question)
    expect((await endpoint.ask(question)).weights).toEqual(weights)
    expect((await endpoint.ask({ ...question, prompt: 'Where? {query}' })).weights).not.toEqual(
      weights,
    )
    const layers = await endpoint.ask({ ...question, layers: [0, 3] })
    expect(layers.layers).toEqual([0, 3])
    expect(layers.weights).not.toEqual(weights)
  })

  test('answers many that ask at once', async () => {
    const replies = await Promise.all(
      Array.from({ length: 6 }, (_, i) => client(open.url).ask({ ...question, query: `q${i}` })),
    )
    expect(new Set(replies.map(({ weights }) => weights.join())).size).toBe(6)
  })

  test('refuses a layer that its model does not have, and says which it has', async () => {
    const error = await errorOf(client(open.url).ask({ ...question, layers: [33] }))
    expect(error.code).toBe('mllm_refused')
    expect(error.message).toContain('There is no layer 33: the model has layers 0 to 3.')
  })

  test('refuses what is no picture', async () => {
    const bytes = question.image.bytes.slice(50)
    const error = await errorOf(
      client(open.url).ask({ ...question, image: { bytes, type: 'image/jpeg' } }),
    )
    expect(error.code).toBe('mllm_refused')
    expect(error.message).toContain('image is no whole picture of type image/jpeg.')
  })

  test.each([
    ['no JSON', 'hello', {}, 400, 'bad_request'],
    ['an empty object', '{}', {}, 400, 'bad_request'],
    ['another version', '{"version":2}', {}, 400, 'bad_request'],
    ['text', '{}', { 'content-type': 'text/plain' }, 415, 'wrong_type'],
  ] as const)(
    'answers %s with an error of the contract',
    async (_name, body, headers, status, code) => {
      const response = await post(body, headers)
      expect(response.status).toBe(status)
      expect(response.headers.get('content-type')).toBe('application/json')
      expect(await response.json()).toEqual({
        error: { code, message: expect.stringMatching(/\.$/) },
      })
    },
  )

  test.each([
    ['GET', '/', 404, 'not_found'],
    ['GET', '/attention', 405, 'wrong_method'],
    ['POST', '/health', 405, 'wrong_method'],
    ['POST', '/attention/more', 404, 'not_found'],
    ['PUT', '/attention', 501, 'bad_request'],
  ])('%s %s', async (method, path, status, code) => {
    const response = await fetch(`${open.url}${path}`, { method })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { code } })
  })

  test('does not read a body that is too large', async () => {
    const response = await post('x'.repeat(48_000_001)).catch((error: unknown) => error)
    // It may close the connection while we still send.
    if (response instanceof Response) expect(response.status).toBe(413)
    else expect(String(response)).toMatch(/fetch failed/)
    expect(await client(open.url).health()).toMatchObject({ model: 'random' })
  })

  test('is read by the strict reader to the last field', async () => {
    const body = {
      version: 1,
      image: Buffer.from(question.image.bytes).toString('base64'),
      type: 'image/jpeg',
      query: 'What shines?',
    }
    const text = await (await post(JSON.stringify(body))).text()
    expect(readAttention(text).ok).toBe(true)
    const answer = JSON.parse(text) as Record<string, unknown>
    for (const name of Object.keys(answer))
      expect(readAttention(JSON.stringify({ ...answer, [name]: undefined })).ok).toBe(false)
  })

  test('writes a line an answer, without what was asked', () => {
    const told = open.told.join('')
    expect(told).toMatch(/^POST \/attention 200$/m)
    expect(told).not.toContain('shines')
  })

  test('with a key answers those alone who have it, and never writes it', async () => {
    const { url, told } = await started(['--key-env', 'ATTENTION_KEY'])
    expect((await errorOf(client(url).ask(question))).message).toContain('does not accept the key')
    expect((await errorOf(client(url, 'another').health())).code).toBe('mllm_refused')
    expect(await client(url, key).ask(question)).toMatchObject({ rows: 6 })
    expect(told.join('\n')).not.toContain(key)
  })

  test.each([
    ['another machine may ask only with a key', ['--host', '0.0.0.0'], /name a key with --key-env/],
    ['an empty key is none', ['--key-env', 'NO_SUCH_VARIABLE'], /NO_SUCH_VARIABLE is empty/],
    ['an unknown model', ['--model', 'other'], /invalid choice/],
  ])('%s', (_name, args, message) => {
    const script = join(folder, 'server.py')
    const ran = spawnSync(python ?? '', [script, '--model', 'random', '--port', '0', ...args], {
      env,
      encoding: 'utf8',
      timeout: 20_000,
    })
    expect(ran.status).toBe(2)
    expect(ran.stderr).toMatch(message)
  })
})
