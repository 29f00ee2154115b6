import { describe, expect, test } from 'vitest'
import { AppFailure } from '#models/failure'
import { Limiter } from '#models/mllm/limiter'
import { errorOf, mllmPlace, question, steppingClock } from './asking.ts'

const place = mllmPlace()

/** Lets everything that can go on go on. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 5))

/** A clock whose sleepers wake when time is moved. */
function movedClock() {
  let now = 0
  const sleepers: { until: number; wake: () => void }[] = []
  return {
    clock: {
      now: () => now,
      sleep: (milliseconds: number, signal?: AbortSignal) =>
        new Promise<void>((resolve, reject) => {
          sleepers.push({ until: now + milliseconds, wake: resolve })
          signal?.addEventListener('abort', () => reject(signal.reason as Error))
        }),
      random: () => 0,
    },
    async move(milliseconds: number) {
      now += milliseconds
      for (const sleeper of sleepers.filter(({ until }) => until <= now)) sleeper.wake()
      await settle()
    },
  }
}

describe('the limiter', () => {
  function crowd(limits: { concurrency: number; perMinute: number | null }) {
    const time = movedClock()
    const limiter = new Limiter(limits, time.clock)
    const inside: string[] = []
    const leave = new Map<string, () => void>()
    const told = new Map<string, [string, number][]>()
    return {
      limiter,
      inside,
      move: (milliseconds: number) => time.move(milliseconds),
      told,
      leave: async (name: string) => {
        leave.get(name)!()
        await settle()
      },
      enter: async (name: string, ticket = limiter.draw(), signal?: AbortSignal) => {
        const notes: [string, number][] = []
        told.set(name, notes)
        const onWait = (...note: [string, number]) => notes.push(note)
        const entering = limiter.enter(
          ticket,
          signal === undefined ? { onWait } : { onWait, signal },
        )
        void entering.then(
          (out) => {
            inside.push(name)
            leave.set(name, out)
          },
          (error: unknown) => inside.push(error instanceof AppFailure ? `${name} gone` : 'bug'),
        )
        await settle()
      },
    }
  }

  test('so many at once, first come first served', async () => {
    const { enter, inside, leave, told } = crowd({ concurrency: 2, perMinute: null })
    for (const name of ['a', 'b', 'c', 'd']) await enter(name)
    expect(inside).toEqual(['a', 'b'])
    expect(told.get('c')).toEqual([['2 other questions are under way', 0]])
    await leave('b')
    expect(inside).toEqual(['a', 'b', 'c'])
    await leave('b')
    expect(inside).toEqual(['a', 'b', 'c'])
    await leave('a')
    expect(inside).toEqual(['a', 'b', 'c', 'd'])
  })

  test('a second try goes before questions that came later', async () => {
    const { enter, inside, leave, limiter } = crowd({ concurrency: 1, perMinute: null })
    const first = limiter.draw()
    for (const name of ['a', 'b']) await enter(name)
    await enter('first again', first)
    await leave('a')
    expect(inside).toEqual(['a', 'first again'])
  })

  test('so many a minute, any minute', async () => {
    const { enter, inside, leave, move, told } = crowd({ concurrency: 9, perMinute: 2 })
    await enter('a')
    await move(20_000)
    for (const name of ['b', 'c', 'd']) await enter(name)
    expect(inside).toEqual(['a', 'b'])
    expect(told.get('c')).toEqual([['at most 2 questions a minute', 40_000]])
    await leave('a')
    expect(inside).toEqual(['a', 'b'])
    await move(39_999)
    expect(inside).toEqual(['a', 'b'])
    await move(1)
    expect(inside).toEqual(['a', 'b', 'c'])
    await move(20_000)
    expect(inside).toEqual(['a', 'b', 'c', 'd'])
  })

  test('who waits may leave, wherever they stand', async () => {
    const { enter, inside, leave } = crowd({ concurrency: 1, perMinute: null })
    const stop = new AbortController()
    await enter('a')
    await enter('b', 1, stop.signal)
    await enter('c', 2)
    stop.abort()
    await settle()
    expect(inside).toEqual(['a', 'b gone'])
    await leave('a')
    expect(inside).toEqual(['a', 'b gone', 'c'])
  })

  test('nobody begins while the host wants its rest', async () => {
    const { enter, inside, limiter, move, told } = crowd({ concurrency: 9, perMinute: null })
    limiter.holdUntil(5000)
    await enter('a')
    expect(inside).toEqual([])
    expect(told.get('a')).toEqual([['the host asked for a pause', 5000]])
    await move(5000)
    expect(inside).toEqual(['a'])
  })
})

describe('questions through a client', () => {
  test('never more at once than the profile says', async () => {
    place.server.pace(10)
    const mllm = place.mllm({ concurrency: 2 })
    let most = 0
    let now = 0
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        let isFirst = true
        await mllm.ask(question(), {
          onText: () => {
            if (!isFirst) return
            isFirst = false
            most = Math.max(most, ++now)
          },
        })
        now -= 1
      }),
    )
    expect(most).toBe(2)
    expect(place.server.asked).toHaveLength(6)
  })

  test('a place is given back after a failure and after a cancel', async () => {
    const mllm = place.mllm({ concurrency: 1 })
    place.server.misbehave('rejected', { times: 1 })
    await errorOf(mllm.ask(question()))
    place.server.misbehave('hang', { times: 1 })
    const stop = new AbortController()
    const hanging = errorOf(mllm.ask(question(), { signal: stop.signal }))
    await expect.poll(() => place.server.asked.length).toBe(2)
    stop.abort()
    await hanging
    expect(await mllm.ask(question())).toMatchObject({ finish: 'stop' })
  })

  test('a host’s wish for rest holds for all questions', async () => {
    const { clock, slept } = steppingClock(0)
    const mllm = place.mllm({ concurrency: 1, retries: 1 }, { clock })
    place.server.misbehave('busy', { times: 1, retryAfter: '9' })
    await Promise.all([mllm.ask(question()), mllm.ask(question())])
    expect(slept).toContain(9000)
    expect(place.server.asked).toHaveLength(3)
    // The second question was held back as well: it found the host rested.
    expect(slept.filter((milliseconds) => milliseconds === 9000)).toHaveLength(2)
  })
})
