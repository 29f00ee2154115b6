import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { AttentionQuestion } from '#models/attention/attention-ports'
import { realClock } from '#models/mllm/patience'
import { fakeGrid, fakeKey } from '../../fakes/attention-server.ts'
import { attentionPlace, brightAt, errorOf, hastyClock } from './asking.ts'

const { endpoint, askedAt } = attentionPlace()
let question: AttentionQuestion
beforeAll(async () => {
  question = await brightAt(0.5, 0.5)
})

describe('another try', () => {
  test('after the pause that a busy server asks for', async () => {
    const { clock, slept } = hastyClock()
    const waits: [string, number][] = []
    const onWait = (reason: string, milliseconds: number) => waits.push([reason, milliseconds])
    // The limiter holds back until the time the server named: that time has to pass.
    let now = Date.now()
    const passing = {
      ...clock,
      now: () => now,
      sleep: async (milliseconds: number) => {
        now += milliseconds
        await clock.sleep(milliseconds)
      },
    }
    const reply = await endpoint('busy-first', {}, { clock: passing }).ask(question, { onWait })
    expect(reply).toMatchObject({ ...fakeGrid, tries: 3 })
    expect(slept).toEqual([7000, 7000])
    expect(waits[0]).toEqual([expect.stringContaining('overloaded (HTTP 503)'), 7000])
  })

  test('after a cut connection', async () => {
    expect(await endpoint('cut-first').ask(question)).toMatchObject({ ...fakeGrid, tries: 2 })
  })

  test.each([
    ['busy', 'mllm_busy', /Too many questions wait\. \(3 tries\)/],
    ['broken', 'mllm_broken', /out of memory \(3 tries\)/],
    ['cut', 'mllm_broken', /broke off in the middle of its reply\. \(3 tries\)/],
  ] as const)('%s: no more than the profile says', async (behaviour, code, message) => {
    const error = await errorOf(endpoint(behaviour).ask(question))
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
    expect(askedAt(behaviour).filter(({ method }) => method === 'POST')).toHaveLength(3)
  })

  test('nothing listens there', async () => {
    const closed = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => closed.once('listening', resolve))
    const { port } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    const error = await errorOf(endpoint('', { url: `http://127.0.0.1:${port}` }).ask(question))
    expect(error.code).toBe('mllm_unreachable')
    expect(error.message).toMatch(/nothing listens there\. \(3 tries\)/)
  })
})

describe('patience', () => {
  test.each(['silent', 'stall'])('%s: the profile’s timeout holds', async (behaviour) => {
    const began = Date.now()
    const impatient = endpoint(behaviour, { timeoutSeconds: 0.2, retries: 1 })
    const error = await errorOf(impatient.ask(question))
    expect(error.code).toBe('mllm_unreachable')
    expect(error.message).toMatch(/did not finish within 0\.2 s\. \(2 tries\)/)
    expect(Date.now() - began).toBeLessThan(3000)
  })

  test.each(['silent', 'stall'])('%s: cancelled at once', async (behaviour) => {
    const stop = new AbortController()
    const work = errorOf(endpoint(behaviour).ask(question, { signal: stop.signal }))
    setTimeout(() => stop.abort(), 100)
    const began = Date.now()
    expect((await work).code).toBe('cancelled')
    expect(Date.now() - began).toBeLessThan(1000)
  })

  test('cancelled while it waits for another try, and before it began', async () => {
    const stop = new AbortController()
    const patient = endpoint('broken', { retries: 5 }, { clock: realClock })
    const onWait = () => stop.abort()
    expect((await errorOf(patient.ask(question, { signal: stop.signal, onWait }))).code).toBe(
      'cancelled',
    )
    const before = askedAt('broken').length
    expect((await errorOf(patient.ask(question, { signal: stop.signal }))).code).toBe('cancelled')
    expect((await errorOf(patient.health(stop.signal))).code).toBe('cancelled')
    expect(askedAt('broken')).toHaveLength(before)
  })

  test('the connection does not outlive the question', async () => {
    const sockets = new Set<unknown>()
    const mute = createServer(() => undefined)
    mute.on('connection', (socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    })
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
    const { port } = mute.address() as AddressInfo
    const url = `http://127.0.0.1:${port}`
    await errorOf(endpoint('', { url, timeoutSeconds: 0.1, retries: 0 }).ask(question))
    await expect.poll(() => sockets.size).toBe(0)
    mute.close()
  })
})

describe('the key', () => {
  test('goes into its header alone, and counts from the next question on', async () => {
    let own: string | null = 'an-old-key'
    const guarded = endpoint('key', {}, { key: () => own })
    expect((await errorOf(guarded.ask(question))).code).toBe('mllm_refused')
    own = `${fakeKey}\n`
    expect(await guarded.ask(question)).toMatchObject(fakeGrid)
    expect(await guarded.health()).toMatchObject({ model: 'fake-attention' })
    const [, last] = askedAt('key')
    expect(last!.authorization).toBe(`Bearer ${fakeKey}`)
    expect(JSON.stringify({ ...last, authorization: null })).not.toContain(fakeKey)
    own = null
    expect((await errorOf(guarded.ask(question))).code).toBe('mllm_refused')
    expect(askedAt('key').at(-1)!.authorization).toBeNull()
  })

  test('is in no error and no output, though the server quotes it', async () => {
    const written: string[] = []
    const spies = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')]
    for (const spy of spies) spy.mockImplementation((text) => written.push(String(text)) > 0)
    const wrong = 'sk-Wrong/Key+0123456789abcdef'
    const error = await errorOf(endpoint('key', {}, { key: () => wrong }).ask(question))
    for (const spy of spies) spy.mockRestore()
    expect(error.message).toMatch(/does not accept the key \(HTTP 401\)\. It says: Not my key:/)
    expect(JSON.stringify(error) + written.join('')).not.toContain('Wrong')
  })
})

test('no proxy stands between this machine and itself', async () => {
  const proxied: string[] = []
  const proxy = createServer()
  proxy.on('connection', () => proxied.push('connection'))
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const { port } = proxy.address() as AddressInfo
  expect(
    await endpoint('good', {}, { proxy: `http://127.0.0.1:${port}` }).ask(question),
  ).toMatchObject(fakeGrid)
  expect(proxied).toEqual([])
  // The proxy was there to be used.
  const socket = connect(port, '127.0.0.1')
  await expect.poll(() => proxied).toEqual(['connection'])
  socket.destroy()
  proxy.close()
})
