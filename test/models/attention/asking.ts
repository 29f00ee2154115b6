import sharp from 'sharp'
import { afterAll, beforeAll } from 'vitest'
import type { AppError } from '#core/result'
import { createAttention, type AttentionOptions } from '#models/attention/attention-client'
import type { AttentionProfile, AttentionQuestion } from '#models/attention/attention-ports'
import { AppFailure } from '#models/failure'
import { startAttentionServer, type AttentionServer } from '../../fakes/attention-server.ts'

/** A dark picture with one bright spot, at shares of its width and height. */
export async function brightAt(x: number, y: number): Promise<AttentionQuestion> {
  const background = { r: 10, g: 10, b: 10 }
  const spot = { width: 40, height: 40, channels: 3, background: 'white' } as const
  const bytes = await sharp({ create: { width: 480, height: 240, channels: 3, background } })
    .composite([
      {
        input: { create: spot },
        left: Math.round(480 * x - 20),
        top: Math.round(240 * y - 20),
      },
    ])
    .png()
    .toBuffer()
  return { image: { bytes, type: 'image/png' }, query: 'What shines?' }
}

/** No wait takes any time; what was waited for is told. */
export function hastyClock() {
  const slept: number[] = []
  const clock = {
    now: Date.now,
    sleep: async (milliseconds: number) => void slept.push(milliseconds),
    random: () => 0,
  }
  return { clock, slept }
}

export async function errorOf(work: Promise<unknown>): Promise<AppError> {
  const thrown: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  )
  if (thrown instanceof AppFailure) return thrown.error
  throw new Error('no AppFailure', { cause: thrown })
}

/** A fake server for the tests of one file, and endpoints that lie at its behaviours. */
export function attentionPlace() {
  let server: AttentionServer
  beforeAll(async () => {
    server = await startAttentionServer()
  })
  afterAll(() => server.close())
  const endpoint = (
    behaviour: string,
    changes: Partial<AttentionProfile> = {},
    options: Partial<AttentionOptions> = {},
  ) => {
    const url = `${server.origin}/${behaviour}`
    const profile = { name: 'fake', url, timeoutSeconds: 5, retries: 2, ...changes }
    return createAttention(profile, { key: () => null, clock: hastyClock().clock, ...options })
  }
  const askedAt = (behaviour: string) =>
    server.asked.filter(({ path }) => path.startsWith(`/${behaviour}/`))
  return { endpoint, askedAt }
}
