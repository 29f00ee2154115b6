import { afterAll, afterEach, beforeAll } from 'vitest'
import type { AppError } from '#core/result'
import { AppFailure } from '#models/failure'
import { createMllm, type MllmOptions } from '#models/mllm/mllm'
import type { MllmProfile, MllmRequest } from '#models/mllm/mllm-ports'
import type { Clock } from '#models/mllm/patience'
import { startMllmServer, type MllmServer } from '../../fakes/mllm-server/server.ts'

/** A server for the tests of one file that says `said` to all it is not told otherwise about. */
export function mllmPlace(said = 'The umbrella, in rows 1 to 6.') {
  let server: MllmServer | null = null
  beforeAll(async () => {
    server = await startMllmServer(async () => ({ text: said, thought: '' }))
  })
  afterEach(() => server?.reset())
  afterAll(() => server?.close())
  return {
    get server(): MllmServer {
      if (server === null) throw new Error('asked for before the tests')
      return server
    },
    profile(change: Partial<MllmProfile> = {}): MllmProfile {
      const dialect = change.dialect ?? 'openai'
      return { ...profileOf(this.server.url(dialect)), ...change, dialect }
    },
    mllm(change: Partial<MllmProfile> = {}, options: Partial<MllmOptions> = {}) {
      return createMllm(this.profile(change), { key: () => null, ...options })
    },
  }
}

export function profileOf(url: string): MllmProfile {
  return {
    name: 'the fake',
    dialect: 'openai',
    url,
    model: 'fake-eye',
    imageSide: 1000,
    imageDetail: 'auto',
    temperature: 0,
    maxTokens: 500,
    timeoutSeconds: 20,
    retries: 0,
    concurrency: 4,
    perMinute: null,
    cost: { input: 0, output: 0 },
  }
}

export function question(text = 'What could keep the snail dry?'): MllmRequest {
  return { system: '', turns: [{ role: 'user', text, images: [] }] }
}

/** What a promise fails with; fails itself where it does not, or with anything but an AppFailure. */
export async function errorOf(promise: Promise<unknown>): Promise<AppError> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if ('error' in outcome && outcome.error instanceof AppFailure) return outcome.error.error
  throw new Error('no AppFailure', { cause: outcome })
}

/** A clock that only moves when somebody sleeps; `slept` are the milliseconds of each sleep. */
export function steppingClock(random = 1) {
  const slept: number[] = []
  let now = Date.parse('2026-03-01T12:00:00Z')
  const clock: Clock = {
    now: () => now,
    async sleep(milliseconds, signal) {
      slept.push(milliseconds)
      await new Promise((resolve) => setImmediate(resolve))
      signal?.throwIfAborted()
      now += milliseconds
    },
    random: () => random,
  }
  return { clock, slept }
}
