import { createServer as createTlsServer } from 'node:https'
import { createServer, type Socket } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import type { ErrorCode } from '#core/result'
import { mllmDialects } from '#models/mllm/mllm-ports'
import type { Misbehaviour } from '../../fakes/mllm-server/misbehaviour.ts'
import { errorOf, mllmPlace, question } from './asking.ts'
import { selfSigned } from './self-signed.ts'

const place = mllmPlace('The umbrella: rows 1 to 6, columns 5 to 9, because it is open and red.')

const strays: unknown[] = []
const note = (error: unknown): void => void strays.push(error)
process.on('unhandledRejection', note)
afterAll(() => {
  process.off('unhandledRejection', note)
  expect(strays).toEqual([])
})

/** What a misbehaviour ends in, words of its message, and how many times it is asked with two retries. */
type Trouble = readonly [Misbehaviour, ErrorCode, RegExp, tries: number]

const troubles: readonly Trouble[] = [
  ['rejected', 'mllm_refused', /does not take the question/, 1],
  ['unauthorized', 'mllm_refused', /does not accept the key/, 1],
  ['unpaid', 'mllm_refused', /credit/, 1],
  ['forbidden', 'mllm_refused', /forbids/, 1],
  ['missing', 'mllm_refused', /has no model “fake-eye”/, 1],
  ['too-large', 'mllm_refused', /too large/, 1],
  ['busy', 'mllm_busy', /asked too often/, 3],
  ['overloaded', 'mllm_busy', /overloaded/, 3],
  ['error-in-stream', 'mllm_busy', /overloaded/, 3],
  ['broken', 'mllm_broken', /failed inside/, 3],
  ['gateway', 'mllm_unreachable', /could not reach its model/, 3],
  ['cut', 'mllm_broken', /broke off/, 3],
  ['unfinished', 'mllm_broken', /broke off/, 3],
  ['garbled', 'mllm_broken', /no reply/, 3],
  ['page', 'mllm_broken', /no reply/, 1],
  ['one-piece', 'mllm_broken', /no reply/, 1],
  ['false-200', 'mllm_busy', /asked too often/, 3],
  ['empty', 'mllm_broken', /empty reply/, 3],
  ['blank', 'mllm_broken', /empty reply/, 3],
  ['endless', 'mllm_broken', /has no end/, 1],
  ['noise', 'mllm_broken', /has no end/, 1],
  ['thinking', 'mllm_broken', /used up all 500 tokens/, 1],
  ['filter', 'mllm_refused', /filter/, 1],
  ['redirect', 'mllm_refused', /sends us on to elsewhere\.example/, 1],
]

describe.each(mllmDialects)('%s', (dialect) => {
  test.each(troubles)('%s: %s', async (kind, code, words, tries) => {
    place.server.misbehave(kind)
    const slept: number[] = []
    const clock = {
      now: Date.now,
      sleep: async (milliseconds: number) => void slept.push(milliseconds),
      random: () => 0,
    }
    const error = await errorOf(place.mllm({ dialect, retries: 2 }, { clock }).ask(question()))
    expect(error.code).toBe(code)
    expect(error.message).toMatch(words)
    expect(error.message).toMatch(/^“the fake”: 127\.0\.0\.1:\d+ /)
    expect(error.hint).not.toBe('')
    expect(place.server.asked).toHaveLength(tries)
    expect(slept).toHaveLength(tries - 1)
  })

  test('a reply cut at its greatest length says so', async () => {
    place.server.misbehave('length')
    const reply = await place.mllm({ dialect }).ask(question())
    expect(reply.finish).toBe('length')
    expect(reply.text.length).toBeGreaterThan(10)
  })

  test('a reply of 200 kB arrives whole', async () => {
    place.server.misbehave('huge')
    const reply = await place.mllm({ dialect }).ask(question())
    expect(reply.text.length).toBeGreaterThan(200_000)
  })

  test('what came before a cut is taken back', async () => {
    place.server.misbehave('cut', { times: 1 })
    const told: (string | null)[] = []
    const reply = await place
      .mllm({ dialect, retries: 1 }, { clock: quickClock })
      .ask(question(), { onText: (more) => told.push(more) })
    const again = told.indexOf(null)
    expect(again).toBeGreaterThan(0)
    expect(told.slice(again + 1).join('')).toBe(reply.text)
    expect(reply.tries).toBe(2)
  })

  test('what the host says of itself is told, in one short line', async () => {
    const message = `The flux\ncompensator\u0000 is ${'very '.repeat(80)}hot`
    place.server.misbehave('rejected', { message })
    const error = await errorOf(place.mllm({ dialect }).ask(question()))
    expect(error.message).toContain('It says: The flux compensator is very very')
    expect(error.message).not.toMatch(/\p{Cc}/u)
    expect(error.message.length).toBeLessThan(330)
  })

  test.each(['hang', 'stall'] as const)('%s ends at the timeout', async (kind) => {
    place.server.misbehave(kind)
    const began = performance.now()
    const error = await errorOf(place.mllm({ dialect, timeoutSeconds: 0.3 }).ask(question()))
    expect(performance.now() - began).toBeLessThan(1300)
    expect(error).toMatchObject({ code: 'mllm_unreachable' })
    expect(error.message).toMatch(/did not finish within 0\.3 s/)
    await expect.poll(() => place.server.asked[0]!.wasLeft).toBe(true)
  })

  test.each(['hang', 'stall'] as const)('%s is left within a second of a cancel', async (kind) => {
    place.server.misbehave(kind)
    const stop = new AbortController()
    const asking = errorOf(place.mllm({ dialect }).ask(question(), { signal: stop.signal }))
    await expect.poll(() => place.server.asked.length).toBe(1)
    const began = performance.now()
    stop.abort()
    expect((await asking).code).toBe('cancelled')
    expect(performance.now() - began).toBeLessThan(1000)
    await expect.poll(() => place.server.asked[0]!.wasLeft, { timeout: 1000 }).toBe(true)
  })
})

const quickClock = { now: Date.now, sleep: async () => undefined, random: () => 0 }

describe('where there is no host', () => {
  const servers: Server[] = []
  afterAll(() => servers.forEach((server) => server.close()))

  async function listening(server: Server): Promise<number> {
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }
  const talking = (talk: (socket: Socket) => void): Server =>
    createServer((socket) => {
      socket.on('error', () => undefined)
      talk(socket)
    })
  const ask = (url: string, retries = 0) =>
    errorOf(place.mllm({ url, retries }, { clock: quickClock }).ask(question()))

  test('nothing listens', async () => {
    const port = await listening(talking(() => undefined))
    await new Promise((resolve) => servers.pop()!.close(resolve))
    const error = await ask(`http://127.0.0.1:${port}/v1`, 2)
    expect(error).toMatchObject({ code: 'mllm_unreachable' })
    expect(error.message).toMatch(/nothing listens there.*\(3 tries\)/)
  })

  test('no machine of that name', async () => {
    const error = await ask('http://no-such-machine.invalid/v1', 2)
    expect(error.code).toBe('mllm_unreachable')
    expect(error.message).toContain('no-such-machine.invalid')
  })

  test('hangs up', async () => {
    const port = await listening(talking((socket) => socket.destroy()))
    const error = await ask(`http://127.0.0.1:${port}/v1`)
    expect(error).toMatchObject({ code: 'mllm_unreachable' })
    expect(error.message).toMatch(/closed the connection/)
  })

  test('is no web server', async () => {
    const port = await listening(talking((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')))
    const error = await ask(`http://127.0.0.1:${port}/v1`)
    expect(error).toMatchObject({ code: 'mllm_broken' })
    expect(error.message).toMatch(/not HTTP/)
  })

  test('speaks no TLS', async () => {
    const error = await ask(place.server.url('openai').replace('http:', 'https:'))
    expect(error).toMatchObject({ code: 'mllm_unreachable' })
    expect(error.hint).toMatch(/http:\/\//)
  })

  test('cannot prove who it is', async () => {
    const server = createTlsServer(selfSigned, (_, response) => response.end('{}'))
    const error = await ask(`https://127.0.0.1:${await listening(server)}/v1`, 2)
    expect(error).toMatchObject({ code: 'mllm_unreachable' })
    expect(error.message).toMatch(/could not prove/)
    expect(error.hint).toContain('NODE_EXTRA_CA_CERTS')
  })
})

describe('addresses that are none', () => {
  test.each([
    '',
    'localhost:11434',
    'ftp://host/v1',
    'file:///etc/passwd',
    'https://a:b@host/v1',
    'https://host/v1?key=1',
  ])('%s', (url) => {
    expect(() => place.mllm({ url })).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ code: 'bad_input' }) }),
    )
  })
})
