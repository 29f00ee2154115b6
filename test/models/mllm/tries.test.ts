import { describe, expect, test } from 'vitest'
import { HostProblem } from '#models/mllm/host-problem'
import { longestWait, type Clock } from '#models/mllm/patience'
import { Tries, type TriesProfile } from '#models/mllm/tries'
import { AppFailure } from '#models/failure'

const profile: TriesProfile = {
  name: 'eye',
  url: 'http://eye.example:81/v1',
  timeoutSeconds: 20,
  retries: 2,
  concurrency: 1,
  perMinute: null,
}

/** Time that passes by sleeping alone; nothing is left to chance. */
function sleepyClock() {
  let now = 1e12
  const slept: number[] = []
  const clock: Clock = {
    now: () => now,
    random: () => 0,
    async sleep(milliseconds) {
      slept.push(milliseconds)
      now += milliseconds
    },
  }
  return { clock, slept }
}

const busy = (waitMs: number | null) => {
  return new HostProblem('mllm_busy', 'eye is busy.', { hint: 'Wait.', isPassing: true, waitMs })
}

async function errorOf(work: Promise<unknown>) {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof AppFailure) return error.error
  throw error
}

/** Fails with these in turn, then answers. */
function failing(...problems: readonly HostProblem[]) {
  let asked = 0
  const work = async () => {
    const problem = problems[asked++]
    if (problem !== undefined) throw problem
    return { text: 'a disc' }
  }
  return { work, asked: () => asked }
}

describe('a question put to a host', () => {
  test('is put again after the pause that the host asks for; the try that went well is told', async () => {
    const { clock, slept } = sleepyClock()
    const told: string[] = []
    const { work } = failing(busy(7000))
    const how = { onAgain: () => told.push('again'), onWait: (why: string) => told.push(why) }
    const reply = await new Tries(profile, clock).ask(work, how)
    expect(reply).toEqual({ text: 'a disc', milliseconds: 0, tries: 2 })
    expect(slept[0]).toBe(7000)
    expect(told).toEqual(['eye is busy.', 'again'])
  })

  test('fails at once where the host asks for more patience than there is, and says for how long', async () => {
    const { clock, slept } = sleepyClock()
    const { work, asked } = failing(busy(longestWait + 60_001))
    const error = await errorOf(new Tries(profile, clock).ask(work, {}))
    expect(error).toEqual({
      code: 'mllm_busy',
      message: '“eye”: eye is busy. It asks to be left alone for 4 minutes.',
      hint: 'Wait.',
    })
    expect([slept, asked()]).toEqual([[], 1])
  })

  test('fails when the tries are used up', async () => {
    const { work, asked } = failing(busy(null), busy(null), busy(null), busy(null))
    const error = await errorOf(new Tries(profile, sleepyClock().clock).ask(work, {}))
    expect(error.message).toBe('“eye”: eye is busy. (3 tries)')
    expect(asked()).toBe(3)
  })

  test('that can be put otherwise is not counted as failed', async () => {
    const { clock, slept } = sleepyClock()
    const { work } = failing(busy(null))
    const tries = new Tries({ ...profile, retries: 0 }, clock)
    expect(await tries.ask(work, { amend: async () => true })).toMatchObject({ tries: 2 })
    expect(slept).toEqual([])
  })

  test('a bug is none of it', async () => {
    const work = async () => {
      throw new TypeError('a bug')
    }
    await expect(new Tries(profile, sleepyClock().clock).ask(work, {})).rejects.toThrow('a bug')
  })
})

describe('the time of one try', () => {
  const tries = () => new Tries(profile, sleepyClock().clock)
  /** Ends only where it is told to. */
  const hanging = (limit: AbortSignal) =>
    new Promise<never>((_, reject) =>
      limit.addEventListener('abort', () => reject(limit.reason as Error), { once: true }),
    )

  test('is up in time, by the host’s name', async () => {
    const outcome = await tries().within(0.02, undefined, hanging)
    expect(outcome).toMatchObject({ code: 'mllm_unreachable' })
    expect((outcome as HostProblem).message).toBe('eye.example:81 did not finish within 0.02 s.')
  })

  test('of more than a month is not up at once', async () => {
    const work = (limit: AbortSignal) =>
      new Promise<boolean>((resolve) => setTimeout(() => resolve(limit.aborted), 30))
    expect(await tries().within(1e9, undefined, work)).toBe(false)
  })

  test('what is still open of it is let go when it is over', async () => {
    let kept: AbortSignal | null = null
    await tries().within(20, undefined, async (limit) => {
      kept = limit
      return 1
    })
    expect(kept).toMatchObject({ aborted: true })
  })
})
