import { describe, expect, test } from 'vitest'
import { mllmDialects } from '#models/mllm/mllm-ports'
import { backOff, realClock, retryAfter } from '#models/mllm/patience'
import { errorOf, mllmPlace, question, steppingClock } from './asking.ts'

const place = mllmPlace()

describe('Retry-After', () => {
  const now = Date.parse('2026-03-01T12:00:00Z')
  test.each([
    ['7', 7000],
    [' 7 ', 7000],
    ['0', 0],
    ['1.5', 1500],
    ['Sun, 01 Mar 2026 12:01:30 GMT', 90_000],
    ['Sunday, 01-Mar-26 12:00:10 GMT', 10_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    [undefined, null],
    ['', null],
    ['-5', null],
    ['soon', null],
    ['1e9', null],
    ['99999999999999', null],
    ['2026', 2_026_000],
    ['2026-03-01T12:00:10Z', null],
  ])('%s', (header, milliseconds) => expect(retryAfter(header, now)).toBe(milliseconds))
})

describe('back-off', () => {
  const waits = (random: number, askedFor: number | null = null) => {
    const { clock } = steppingClock(random)
    return [1, 2, 3, 6, 40].map((failures) => backOff(failures, askedFor, clock))
  }
  test('doubles up to half a minute', () =>
    expect(waits(1)).toEqual([1000, 2000, 4000, 30_000, 30_000]))
  test('half of it by chance', () => expect(waits(0)).toEqual([500, 1000, 2000, 15_000, 15_000]))
  test('never less than the host asked for', () => {
    expect(waits(0, 7000)).toEqual([7000, 7000, 7000, 7000, 7000])
    expect(waits(1, 7000)).toEqual([7250, 7250, 7250, 7250, 7250])
  })
})

describe.each(mllmDialects)('%s', (dialect) => {
  const ask = (clock: ReturnType<typeof steppingClock>['clock'], retries = 3) => {
    const waits: (readonly [string, number])[] = []
    const reply = place
      .mllm({ dialect, retries }, { clock })
      .ask(question(), { onWait: (...told) => waits.push(told) })
    return { reply, waits }
  }

  test('a busy host is asked again, ever later', async () => {
    const { clock, slept } = steppingClock()
    place.server.misbehave('busy', { times: 2 })
    const { reply, waits } = ask(clock)
    expect(await reply).toMatchObject({ tries: 3 })
    expect(slept).toEqual([1000, 2000])
    expect(waits.map(([, milliseconds]) => milliseconds)).toEqual([1000, 2000])
    expect(waits[0]![0]).toMatch(/asked too often/)
  })

  test('Retry-After in seconds', async () => {
    const { clock, slept } = steppingClock(0)
    place.server.misbehave('busy', { times: 1, retryAfter: '7' })
    await ask(clock).reply
    expect(slept[0]).toBe(7000)
  })

  test('Retry-After as a date', async () => {
    const { clock, slept } = steppingClock(0)
    const retryAfter = new Date(clock.now() + 42_000).toUTCString()
    place.server.misbehave('overloaded', { times: 1, retryAfter })
    await ask(clock).reply
    expect(slept[0]).toBe(42_000)
  })

  test('a host that wants a long rest is not waited for', async () => {
    const { clock, slept } = steppingClock()
    place.server.misbehave('busy', { retryAfter: '3600' })
    const error = await errorOf(ask(clock).reply)
    expect(error.code).toBe('mllm_busy')
    expect(error.message).toMatch(/60 minutes/)
    expect(slept).toEqual([])
    expect(place.server.asked).toHaveLength(1)
  })

  test('an end to all tries', async () => {
    const { clock, slept } = steppingClock()
    place.server.misbehave('busy')
    const error = await errorOf(ask(clock, 4).reply)
    expect(error).toMatchObject({ code: 'mllm_busy' })
    expect(error.message).toMatch(/\(5 tries\)/)
    expect(place.server.asked).toHaveLength(5)
    expect(slept).toHaveLength(4)
  })

  test('a cancel ends a wait at once', async () => {
    place.server.misbehave('busy', { retryAfter: '100' })
    const stop = new AbortController()
    const began = performance.now()
    const asking = place.mllm({ dialect, retries: 3 }).ask(question(), {
      signal: stop.signal,
      onWait: () => stop.abort(),
    })
    expect((await errorOf(asking)).code).toBe('cancelled')
    expect(performance.now() - began).toBeLessThan(1000)
  })

  test('cancelled before it began: nothing is sent', async () => {
    const asking = place.mllm({ dialect }).ask(question(), { signal: AbortSignal.abort() })
    expect((await errorOf(asking)).code).toBe('cancelled')
    expect(place.server.asked).toHaveLength(0)
  })

  test('a real clock waits, too', async () => {
    place.server.misbehave('busy', { times: 1, retryAfter: '0.2' })
    const began = performance.now()
    expect(await ask({ ...realClock, random: () => 0 }).reply).toMatchObject({ tries: 2 })
    expect(performance.now() - began).toBeGreaterThan(190)
  })
})

test('Gemini asks for a pause in the body', async () => {
  const { clock, slept } = steppingClock(0)
  const details = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '37s' }
  place.server.misbehave('busy', { times: 1, details: [details] })
  await place.mllm({ dialect: 'gemini', retries: 1 }, { clock }).ask(question())
  expect(slept[0]).toBe(37_000)
})

test('an account without credit is not asked again', async () => {
  place.server.misbehave('busy', {
    message: 'You exceeded your quota.',
    kind: 'insufficient_quota',
  })
  const error = await errorOf(place.mllm({ retries: 3 }).ask(question()))
  expect(error).toMatchObject({ code: 'mllm_refused' })
  expect(error.message).toMatch(/credit/)
  expect(place.server.asked).toHaveLength(1)
})

describe('models that take no temperature, or name the length otherwise', () => {
  test('are asked without, once and for all', async () => {
    const mllm = place.mllm()
    for (const param of ['temperature', 'max_tokens'])
      place.server.misbehave('rejected', { times: 1, kind: 'unsupported_value', param })
    expect(await mllm.ask(question())).toMatchObject({ tries: 3 })
    await mllm.ask(question())
    expect(place.server.asked.map(({ temperature }) => temperature)).toEqual([0, null, null, null])
    expect(place.server.asked.map(({ lengthField }) => lengthField)).toEqual([
      'max_tokens',
      'max_tokens',
      'max_completion_tokens',
      'max_completion_tokens',
    ])
    expect(place.server.asked.map(({ maxTokens }) => maxTokens)).toEqual([500, 500, 500, 500])
  })

  test.each([
    ['temperature', 'invalid_value'],
    ['messages', 'unsupported_value'],
  ])('%s: %s is a refusal', async (param, kind) => {
    place.server.misbehave('rejected', { kind, param })
    const error = await errorOf(place.mllm({ retries: 3 }).ask(question()))
    expect(error.code).toBe('mllm_refused')
    expect(place.server.asked).toHaveLength(1)
  })

  test('a host that refuses the same twice is not asked for ever', async () => {
    place.server.misbehave('rejected', { kind: 'unsupported_value', param: 'temperature' })
    expect((await errorOf(place.mllm().ask(question()))).code).toBe('mllm_refused')
    expect(place.server.asked).toHaveLength(2)
  })
})
