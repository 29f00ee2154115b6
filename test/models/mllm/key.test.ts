import { createServer, request as httpRequest, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { mllmDialects } from '#models/mllm/mllm-ports'
import { withoutKey } from '#models/mllm/host-words'
import type { Misbehaviour } from '../../fakes/mllm-server/misbehaviour.ts'
import { errorOf, mllmPlace, question } from './asking.ts'

const key = 'sk-Zq7-VeRy+sEcReT/0123456789=='
const place = mllmPlace()

const servers: Server[] = []
afterAll(() => servers.forEach((server) => server.close()))
afterEach(() => vi.unstubAllEnvs())

async function listen(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** Whether any piece of the key of six letters is in the text. */
function leaks(text: string): boolean {
  return Array.from({ length: key.length - 5 }, (_, i) => key.slice(i, i + 6)).some((piece) =>
    text.includes(piece),
  )
}

describe.each(mllmDialects)('%s', (dialect) => {
  test('the key goes where the dialect wants it, and nowhere else', async () => {
    place.server.demand(key)
    await place.mllm({ dialect }, { key: () => `${key}\n` }).ask(question())
    const [asked] = place.server.asked
    expect(asked).toMatchObject({ key: 'right' })
    expect(leaks(decodeURIComponent(asked!.path))).toBe(false)
    expect(leaks(JSON.stringify(asked!.turns))).toBe(false)
    expect(await place.mllm({ dialect }, { key: () => key }).listModels()).toContain('fake-eye')
  })

  test('a new key counts from the next question on', async () => {
    place.server.demand(key)
    let own = 'an-old-key-of-mine'
    const mllm = place.mllm({ dialect }, { key: () => own })
    expect((await errorOf(mllm.ask(question()))).code).toBe('mllm_refused')
    own = key
    expect(await mllm.ask(question())).toMatchObject({ finish: 'stop' })
  })

  test('no key of the environment is taken', async () => {
    for (const name of ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'])
      vi.stubEnv(name, key)
    vi.stubEnv('ANTHROPIC_BASE_URL', 'http://127.0.0.1:9/v1')
    await place.mllm({ dialect }).ask(question())
    expect(place.server.asked[0]).toMatchObject({ key: 'none' })
  })

  test('no error, no wait, no line of output holds a piece of it', async () => {
    const told: string[] = []
    const spies = [
      vi.spyOn(process.stdout, 'write'),
      vi.spyOn(process.stderr, 'write'),
      vi.spyOn(process, 'emitWarning'),
      ...(['log', 'info', 'warn', 'error'] as const).map((name) => vi.spyOn(console, name)),
    ]
    const kinds: readonly Misbehaviour[] = [
      'rejected',
      'unauthorized',
      'busy',
      'broken',
      'error-in-stream',
      'redirect',
      'garbled',
      'cut',
    ]
    const clock = { now: Date.now, sleep: async () => undefined, random: () => 0 }
    for (const kind of kinds) {
      place.server.misbehave(kind, {
        times: 2,
        message: `Incorrect API key provided: ${key}. Or (${key.slice(0, 12)}***${key.slice(-4)}).`,
        elsewhere: `https://${key.slice(3, 9)}.example/?key=${key}`,
      })
      const options = { key: () => key, clock }
      const error = await errorOf(
        place.mllm({ dialect, retries: 1 }, options).ask(question(), {
          onWait: (reason) => told.push(reason),
        }),
      )
      told.push(error.message, error.hint)
      place.server.reset()
    }
    // The fake itself quotes a wrong key, as hosts do.
    place.server.demand('another-key')
    told.push((await errorOf(place.mllm({ dialect }, { key: () => key }).ask(question()))).message)
    told.push((await errorOf(place.mllm({ dialect }, { key: () => key }).listModels())).message)
    const written = spies.flatMap((spy) => spy.mock.calls.map((call) => call.map(String).join(' ')))
    for (const spy of spies) spy.mockRestore()
    expect(told.length).toBeGreaterThan(kinds.length * 2)
    expect(told.some((text) => text.includes('•••'))).toBe(true)
    for (const text of [...told, ...written]) expect(leaks(text), text).toBe(false)
  })

  test('a redirect is not followed, the key stays', async () => {
    const visits: string[] = []
    const other = createServer((request, response) => {
      visits.push(JSON.stringify(request.headers))
      response.end('{}')
    })
    const elsewhere = `http://127.0.0.1:${await listen(other)}/v1/take`
    place.server.misbehave('redirect', { elsewhere })
    const error = await errorOf(
      place.mllm({ dialect, retries: 2 }, { key: () => key }).ask(question()),
    )
    expect(error).toMatchObject({ code: 'mllm_refused' })
    expect(error.message).toContain(new URL(elsewhere).host)
    expect(visits).toEqual([])
  })
})

test.each([
  ['two\nlines', 'a line break'],
  ['has a space', 'a space'],
  ['bullets••••••', 'what a form shows instead of a key'],
])('a key with %j is not sent', async (bad) => {
  const error = await errorOf(place.mllm({}, { key: () => bad }).ask(question()))
  expect(error).toMatchObject({ code: 'mllm_refused' })
  expect(error.message + error.hint).not.toContain(bad)
  expect(place.server.asked).toHaveLength(0)
})

test.each([
  ['nothing of it here', 'nothing of it here'],
  [`key ${key}!`, 'key •••!'],
  [`"${key.slice(0, 9)}***"`, '•••'],
  [`sk-Zq`, 'sk-Zq'],
])('%s', (text, expected) => expect(withoutKey(text, key)).toBe(expected))

describe('proxies', () => {
  /** Leads to where it is asked to, whatever the name; notes what it was asked for. */
  async function startProxy(port: number) {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      const { pathname, search } = new URL(request.url ?? '')
      const { method, headers } = request
      request.pipe(
        httpRequest(
          { port, host: '127.0.0.1', method, headers, path: pathname + search },
          (answer) => {
            response.writeHead(answer.statusCode ?? 500, answer.headers)
            answer.pipe(response)
          },
        ),
      )
    })
    server.on('connect', (request, socket) => {
      asked.push(request.url ?? '')
      const onward = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
        onward.pipe(socket)
        socket.pipe(onward)
      })
      onward.on('error', () => socket.destroy())
      socket.on('error', () => onward.destroy())
    })
    return { asked, address: `http://127.0.0.1:${await listen(server)}` }
  }
  const port = () => Number(new URL(place.server.origin).port)
  const remote = 'http://mllm.example:8080/openai/v1'

  test('the one that is named', async () => {
    const proxy = await startProxy(port())
    await place.mllm({ url: remote }, { proxy: proxy.address }).ask(question())
    expect(proxy.asked.join()).toContain('mllm.example:8080')
    expect(place.server.asked).toHaveLength(1)
  })

  test('the one of the environment', async () => {
    const proxy = await startProxy(port())
    for (const name of ['HTTP_PROXY', 'http_proxy']) vi.stubEnv(name, proxy.address)
    for (const name of ['NO_PROXY', 'no_proxy']) vi.stubEnv(name, '')
    await place.mllm({ url: remote }).ask(question())
    expect(proxy.asked.join()).toContain('mllm.example')
    expect(
      await errorOf(place.mllm({ url: remote }, { proxy: null }).ask(question())),
    ).toMatchObject({ code: 'mllm_unreachable' })
  })

  test('none for this very machine, even where one is named', async () => {
    const proxy = await startProxy(port())
    for (const name of ['HTTP_PROXY', 'http_proxy']) vi.stubEnv(name, proxy.address)
    await place.mllm({}, { proxy: proxy.address }).ask(question())
    await place.mllm().ask(question())
    expect(proxy.asked).toEqual([])
    expect(place.server.asked).toHaveLength(2)
  })
})
