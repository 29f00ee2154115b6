import { describe, expect, test } from 'vitest'
import { fail } from '#core/result'
import type { ModelRecord } from '#models/download/model-record'
import { createDownloadQueue, type Download, type FetchTask } from '#models/download/queue'
import { AppFailure } from '#models/failure'

type World = { readonly log: string[]; readonly ends: Map<string, (error?: unknown) => void> }
/** Of the test that runs. */
let world: World = { log: [], ends: new Map() }

const [a, b, c] = ['a', 'b', 'c'].map(taskOf) as [FetchTask, FetchTask, FetchTask]
const recordOf = (id: string): ModelRecord => ({ id, files: [], host: null, fetchedAt: '' })
const failed = (code: 'cancelled' | 'download_failed') => new AppFailure(fail(code, code).error)

/** A download that ends when the test says so. */
function taskOf(id: string): FetchTask {
  return {
    id,
    title: id,
    kind: 'download',
    run: ({ signal, onProgress }) =>
      new Promise((resolve, reject) => {
        const { log, ends } = world
        log.push(`start ${id}`)
        onProgress({ received: 5, total: 10, bytesPerSecond: 1 })
        ends.set(id, (error) => (error === undefined ? resolve(recordOf(id)) : reject(error)))
        if (signal.aborted) reject(failed('cancelled'))
        signal.addEventListener('abort', () => reject(failed('cancelled')))
      }),
    discard: async () => void world.log.push(`discard ${id}`),
  }
}

function setUp(atOnce: number) {
  world = { log: [], ends: new Map() }
  const { log, ends } = world
  const told: (readonly Download[])[] = []
  const queue = createDownloadQueue(
    {
      onChange: (downloads) => told.push(downloads),
      onBug: (id, error) => log.push(`bug ${id} ${String(error)}`),
    },
    atOnce,
  )
  const states = () => Object.fromEntries(queue.list().map(({ id, state }) => [id, state]))
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  return { queue, log, ends, told, states, settle }
}

describe('a queue of downloads', () => {
  test('so many at a time, in the order they came', async () => {
    const { queue, log, ends, told, states, settle } = setUp(2)
    for (const entry of [a, b, c]) queue.start(entry)
    await settle()
    expect(states()).toEqual({ a: 'running', b: 'running', c: 'queued' })
    ends.get('b')!()
    expect(await queue.finished('b')).toEqual(recordOf('b'))
    await settle()
    expect(states()).toEqual({ a: 'running', b: 'done', c: 'running' })
    expect(log).toEqual(['start a', 'start b', 'start c'])
    expect(told.at(-1)).toEqual(queue.list())
    expect(queue.list()[0]!.progress).toMatchObject({ received: 5, total: 10 })
  })

  test('twice the same is one', async () => {
    const { queue, log, settle } = setUp(2)
    queue.start(a)
    queue.start(a)
    await settle()
    expect(log).toEqual(['start a'])
  })

  test('paused, then gone on with, behind those that wait', async () => {
    const { queue, log, ends, states, settle } = setUp(1)
    queue.start(a)
    queue.start(b)
    await queue.pause('a')
    await settle()
    expect(states()).toEqual({ a: 'paused', b: 'running' })
    queue.start(a)
    expect(states()).toEqual({ b: 'running', a: 'queued' })
    expect(queue.list()[1]!.progress.received).toBe(5)
    ends.get('b')!()
    await queue.finished('b')
    await settle()
    ends.get('a')!()
    await queue.finished('a')
    expect(log).toEqual(['start a', 'start b', 'start a'])
  })

  test('one that waits can be paused', async () => {
    const { queue, log, states, settle } = setUp(1)
    queue.start(a)
    queue.start(b)
    await queue.pause('b')
    await queue.pause('a')
    await settle()
    expect(states()).toEqual({ a: 'paused', b: 'paused' })
    expect(log).toEqual(['start a'])
    await expect(queue.finished('b')).rejects.toMatchObject({ error: { code: 'cancelled' } })
  })

  test('cancelled: stopped, discarded, forgotten', async () => {
    const { queue, log, told, settle } = setUp(1)
    queue.start(a)
    await settle()
    const waiting = queue.finished('a').catch((error: unknown) => error)
    await queue.cancel('a')
    expect(log).toEqual(['start a', 'discard a'])
    expect(queue.list()).toEqual([])
    expect(told.at(-1)).toEqual([])
    expect(await waiting).toMatchObject({ error: { code: 'cancelled' } })
  })

  test('a model that is there is forgotten, not discarded', async () => {
    const { queue, log, ends, settle } = setUp(1)
    queue.start(a)
    await settle()
    ends.get('a')!()
    await queue.finished('a')
    await queue.cancel('a')
    expect(log).toEqual(['start a'])
    expect(queue.list()).toEqual([])
  })

  test('a failure is kept, told, and holds nobody up', async () => {
    const { queue, ends, states, settle } = setUp(1)
    queue.start(a)
    queue.start(b)
    await settle()
    ends.get('a')!(failed('download_failed'))
    await expect(queue.finished('a')).rejects.toMatchObject({ error: { code: 'download_failed' } })
    await settle()
    expect(states()).toEqual({ a: 'failed', b: 'running' })
    expect(queue.list()[0]!.error).toMatchObject({ code: 'download_failed' })
    queue.start(a)
    expect(queue.list()[1]).toMatchObject({ id: 'a', state: 'queued', error: null })
  })

  test('a bug is reported and fails the download', async () => {
    const { queue, log, ends, settle } = setUp(1)
    queue.start(a)
    await settle()
    ends.get('a')!(new TypeError('oops'))
    await expect(queue.finished('a')).rejects.toMatchObject({ error: { code: 'internal' } })
    expect(log).toContain('bug a TypeError: oops')
  })

  test('closing pauses all and begins nothing', async () => {
    const { queue, log, states, settle } = setUp(1)
    for (const entry of [a, b, c]) queue.start(entry)
    await queue.close()
    await settle()
    expect(states()).toEqual({ a: 'paused', b: 'paused', c: 'paused' })
    expect(log).toEqual(['start a'])
    expect(() => queue.start(a)).toThrow(AppFailure)
  })

  test('an unknown one', async () => {
    const { queue } = setUp(1)
    await expect(queue.pause('x')).rejects.toMatchObject({ error: { code: 'not_found' } })
    await expect(queue.cancel('x')).rejects.toMatchObject({ error: { code: 'not_found' } })
  })
})
