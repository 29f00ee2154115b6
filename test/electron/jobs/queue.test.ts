import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fail } from '#core/result'
import { createJobQueue, type JobQueue } from '#electron/jobs/queue'
import { addJob, listJobs, settleInterruptedJobs } from '#electron/store/jobs'
import { openStore } from '#electron/store/open'
import { AppFailure } from '#models/failure'
import type { Job } from '#rpc/schemas/system'
import { tempFolder } from '../usecases/studio-fixture.ts'

async function openQueue(readOnly = false) {
  const path = join(tempFolder(), 'p.reaseg')
  const store = await openStore(path, { create: true })
  const told: Job[] = []
  const bugs: unknown[] = []
  const queue = createJobQueue({
    db: store.db,
    writer: readOnly ? null : store.writer(),
    onChange: (job) => told.push(job),
    onBug: (_, error) => bugs.push(error),
  })
  return { store, told, bugs, queue }
}

async function outcome(queue: JobQueue, task: Parameters<JobQueue['start']>[1]): Promise<Job> {
  return queue.finished(await queue.start({ kind: 'export', title: 'Export' }, task))
}

describe('jobs', () => {
  test('are stored before they run, and again when over', async () => {
    const { queue, store, told } = await openQueue()
    const seen: Job[] = []
    const job = await outcome(queue, async ({ id, progress }) => {
      seen.push((await listJobs(store.db)).find((one) => one.id === id)!)
      progress({ total: 2 })
      progress({ done: 2, note: 'b' })
      return { samples: 2 }
    })
    expect(seen[0]).toMatchObject({ state: 'running', title: 'Export' })
    expect(job).toMatchObject({ state: 'done', done: 2, total: 2, result: { samples: 2 } })
    expect(await listJobs(store.db)).toEqual([job])
    expect(told.map(({ state }) => state)).toEqual(['queued', 'running', 'running', 'done'])
    await store.close()
  })

  test('a thousand steps are told a few times, the last one always', async () => {
    const { queue, store, told } = await openQueue()
    await outcome(queue, async ({ progress }) => {
      for (let i = 1; i <= 1000; i++) progress({ done: i, total: 1000 })
    })
    expect(told.length).toBeLessThan(20)
    expect(told.at(-1)).toMatchObject({ done: 1000, state: 'done' })
    await store.close()
  })

  test.each([
    [
      'an expected failure keeps its error',
      () => new AppFailure(fail('disk_full', 'full').error),
      'failed',
      'disk_full',
      0,
    ],
    ['a bug is told as internal and logged', () => new TypeError('oops'), 'failed', 'internal', 1],
    [
      'a cancel is no failure',
      () => new DOMException('stop', 'AbortError'),
      'cancelled',
      'cancelled',
      0,
    ],
  ])('%s', async (_, error, state, code, logged) => {
    const { queue, store, bugs } = await openQueue()
    const job = await outcome(queue, async () => {
      throw error()
    })
    expect(job).toMatchObject({ state, error: { code } })
    expect(bugs).toHaveLength(logged)
    await store.close()
  })

  test('of one kind run one after the other, cancelling a waiting one works', async () => {
    const { queue, store } = await openQueue()
    const order: string[] = []
    let open: () => void = () => undefined
    const gate = new Promise<void>((resolve) => (open = resolve))
    const first = await queue.start({ kind: 'export', title: '1' }, async () => {
      await gate
      order.push('1')
    })
    const second = await queue.start({ kind: 'import', title: '2' }, async () => order.push('2'))
    const third = await queue.start({ kind: 'export', title: '3' }, async () => order.push('3'))
    const beside = await queue.start({ kind: 'embed', title: 'm' }, async () => order.push('m'))
    await queue.finished(beside)
    await queue.cancel(second)
    open()
    await queue.finished(third)
    expect(order).toEqual(['m', '1', '3'])
    expect((await queue.finished(second)).state).toBe('cancelled')
    expect((await queue.finished(first)).state).toBe('done')
    await store.close()
  })

  test('what a crash interrupted shows as failed with a reason', async () => {
    const { store } = await openQueue()
    await addJob(store.writer(), { kind: 'export', title: 'Export' })
    await addJob(store.writer(), { kind: 'propose', title: 'Propose' }, { a: 1 })
    const reason = fail('cancelled', 'ended before', 'again').error
    expect(await settleInterruptedJobs(store.writer(), reason)).toBe(2)
    expect(await listJobs(store.db)).toMatchObject([
      { kind: 'propose', state: 'paused', error: null },
      { kind: 'export', state: 'failed', error: reason },
    ])
    await store.close()
  })

  /** Counts up to 3, one at a go; what was counted is kept outside. */
  function counting() {
    const counted: number[] = []
    let letGo: () => void = () => undefined
    const task: Parameters<JobQueue['start']>[1] = async ({ signal, progress }) => {
      while (counted.length < 3) {
        await new Promise<void>((resolve) => (letGo = resolve))
        signal.throwIfAborted()
        counted.push(counted.length)
        progress({ done: counted.length })
      }
      return counted.length
    }
    return { counted, task, step: () => letGo() }
  }

  test('one with parameters is paused and gone on with where it was', async () => {
    const { queue, store } = await openQueue()
    const { counted, task, step } = counting()
    const id = await queue.start({ kind: 'propose', title: 'p', params: {} }, task)
    await expect.poll(() => (step(), counted.length)).toBeGreaterThan(0)
    queue.pause(id)
    step()
    expect(await queue.finished(id)).toMatchObject({ state: 'paused', error: null })
    expect(await listJobs(store.db)).toMatchObject([{ id, state: 'paused' }])
    await queue.resume(id, task)
    await expect.poll(() => (step(), counted.length)).toBe(3)
    expect(await queue.finished(id)).toMatchObject({ state: 'done', result: 3 })
    await expect(queue.resume(id, task)).rejects.toMatchObject({ error: { code: 'bad_input' } })
    await queue.resume(id, async () => 'more', { hasMore: true })
    expect(await queue.finished(id)).toMatchObject({ state: 'done', result: 'more' })
    await store.close()
  })

  test('one that waits is paused or cancelled at once, whatever it waits for', async () => {
    const { queue, store } = await openQueue()
    let open: () => void = () => undefined
    const gate = new Promise<void>((resolve) => (open = resolve))
    const first = await queue.start({ kind: 'embed', title: 'e' }, () => gate)
    const ran: string[] = []
    const task = (name: string) => async () => void ran.push(name)
    const second = await queue.start({ kind: 'propose', title: 'p', params: {} }, task('second'))
    const third = await queue.start({ kind: 'propose', title: 'q', params: {} }, task('third'))
    queue.pause(second)
    await queue.cancel(third)
    expect((await queue.finished(second)).state).toBe('paused')
    expect((await queue.finished(third)).state).toBe('cancelled')
    await queue.resume(second, task('again'))
    expect((await queue.list()).map(({ state }) => state)).toEqual([
      'cancelled',
      'queued',
      'running',
    ])
    open()
    await queue.finished(second)
    await queue.finished(first)
    expect(ran).toEqual(['again'])
    await store.close()
  })

  test('one that is paused can be given up, before and after a restart, and taken up again', async () => {
    const { queue, store, told } = await openQueue()
    const { counted, task, step } = counting()
    const id = await queue.start({ kind: 'propose', title: 'p', params: {} }, task)
    await expect.poll(() => (step(), counted.length)).toBeGreaterThan(0)
    queue.pause(id)
    step()
    await queue.finished(id)
    await queue.cancel(id)
    expect(await queue.list()).toMatchObject([{ id, state: 'cancelled' }])
    expect(told.at(-1)).toMatchObject({ id, state: 'cancelled' })
    const stored = await addJob(store.writer(), { kind: 'propose', title: 'old' }, {})
    await settleInterruptedJobs(store.writer(), fail('cancelled', 'ended', '').error)
    await queue.cancel(stored)
    expect((await listJobs(store.db)).map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])
    await queue.resume(id, async () => 'again')
    expect(await queue.finished(id)).toMatchObject({ state: 'done', result: 'again' })
    await store.close()
  })

  test('closing leaves it paused, one without parameters cancelled', async () => {
    const { queue, store } = await openQueue()
    const { task, step } = counting()
    const id = await queue.start({ kind: 'propose', title: 'p', params: {} }, task)
    const other = await queue.start({ kind: 'embed', title: 'e' }, task)
    expect(() => queue.pause(other)).toThrow('cannot be paused')
    await expect.poll(async () => (await queue.list()).at(-1)?.state).toBe('running')
    const closed = queue.close()
    step()
    await closed
    const states = (await listJobs(store.db)).map((job) => [job.id, job.state])
    expect(states).toEqual([
      [other, 'cancelled'],
      [id, 'paused'],
    ])
    await store.close()
  })

  test('of a read-only project live in memory', async () => {
    const { queue, store } = await openQueue(true)
    const job = await outcome(queue, async () => 'x')
    expect(await queue.list()).toEqual([job])
    expect(await listJobs(store.db)).toEqual([])
    await store.close()
  })
})
