import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { JobQueue } from '#models/host/job-queue'
import type { Priority } from '#models/ports'

function record(): { queue: JobQueue; done: string[]; add: (name: string, p: Priority) => void } {
  const queue = new JobQueue()
  const done: string[] = []
  const add = (name: string, priority: Priority): void =>
    queue.add({
      id: Number(name.slice(1)),
      priority,
      run: async (signal) => {
        await setImmediate()
        done.push(signal.aborted ? `${name} aborted` : name)
      },
      dropped: () => done.push(`${name} dropped`),
    })
  return { queue, done, add }
}

describe('JobQueue', () => {
  it('serves clicks, then runs, then prefetches, each in the order they came', async () => {
    const { done, add } = record()
    const jobs: [string, Priority][] = [
      ['p1', 'prefetch'],
      ['r2', 'run'],
      ['c3', 'click'],
      ['r4', 'run'],
      ['p5', 'prefetch'],
      ['c6', 'click'],
    ]
    for (const [name, priority] of jobs) add(name, priority)
    await expect.poll(() => done).toEqual(['c3', 'c6', 'r2', 'r4', 'p1', 'p5'])
  })

  it('drops a waiting job and tells a running one', async () => {
    const { queue, done, add } = record()
    for (const name of ['r1', 'r2', 'r3']) add(name, 'run')
    await setImmediate()
    queue.abort(1)
    queue.abort(2)
    await expect.poll(() => done).toEqual(['r2 dropped', 'r1 aborted', 'r3'])
  })

  it('takes up work again after it has run dry', async () => {
    const { done, add } = record()
    add('r1', 'run')
    await expect.poll(() => done).toEqual(['r1'])
    await setImmediate()
    add('r2', 'run')
    await expect.poll(() => done).toEqual(['r1', 'r2'])
  })
})
