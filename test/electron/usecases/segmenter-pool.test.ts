import { setTimeout as wait } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { createModelPool } from '#electron/usecases/model-pool'
import { createSegmenterPool } from '#electron/usecases/segmenter-pool'
import type { Segmenter } from '#models/ports'

/** Segmenters that only note when they are opened and closed. */
function setUp(linger = 60_000) {
  const log: string[] = []
  const pool = createSegmenterPool(
    {
      async open(id) {
        if (id === 'broken') throw new Error('broken')
        log.push(`open ${id}`)
        return { card: { id }, close: async () => void log.push(`close ${id}`) } as Segmenter
      },
    },
    linger,
  )
  /** Holds a segmenter until it is let go. */
  const hold = (id: string) => {
    let letGo = () => undefined as void
    const until = new Promise<void>((resolve) => (letGo = resolve))
    const done = pool.use(id, () => until)
    return { letGo: () => (letGo(), done) }
  }
  const touch = (id: string) => pool.use(id, async (segmenter) => segmenter.card.id)
  return { pool, log, hold, touch }
}

test('one is opened once, however many want it', async () => {
  const { log, touch } = setUp()
  expect(await Promise.all([touch('a'), touch('a')])).toEqual(['a', 'a'])
  await touch('a')
  expect(log).toEqual(['open a'])
})

test('a third one takes the place of the one that was idle longest', async () => {
  const { log, touch } = setUp()
  for (const id of ['a', 'b', 'a', 'c']) await touch(id)
  expect(log).toEqual(['open a', 'open b', 'close b', 'open c'])
})

test('one that is used stays, however many others come', async () => {
  const { log, hold, touch } = setUp()
  const held = hold('a')
  for (const id of ['b', 'c', 'd']) await touch(id)
  expect(log).not.toContain('close a')
  await held.letGo()
})

test('beside another, an idle one is closed after a while; the last one stays', async () => {
  const { log, touch } = setUp(20)
  await touch('a')
  await touch('b')
  await wait(80)
  expect(log).toEqual(['open a', 'open b', 'close a'])
  expect(await touch('b')).toBe('b')
  expect(log).toHaveLength(3)
})

test('where none is kept, each is closed when it was idle for as long as it may', async () => {
  const log: string[] = []
  const pool = createModelPool(
    {
      async open(id) {
        log.push(`open ${id}`)
        return { id, close: async () => void log.push(`close ${id}`) }
      },
    },
    { lingerMs: 60, most: 2, kept: 0 },
  )
  const touch = (id: string) => pool.use(id, async (model) => model.id)
  vi.useFakeTimers()
  try {
    await touch('a')
    await vi.advanceTimersByTimeAsync(40)
    await touch('b')
    await vi.advanceTimersByTimeAsync(30)
    expect(log).toEqual(['open a', 'open b', 'close a'])
    expect(await touch('b')).toBe('b')
    await vi.advanceTimersByTimeAsync(50)
    expect(log).toHaveLength(3)
    await vi.advanceTimersByTimeAsync(20)
    expect(log).toEqual(['open a', 'open b', 'close a', 'close b'])
  } finally {
    vi.useRealTimers()
  }
})

test('a retired one is closed when its last user is gone, and opened anew for the next', async () => {
  const { pool, log, hold, touch } = setUp()
  const held = hold('a')
  await wait(1)
  const retired = pool.retire('a')
  await touch('a')
  expect(log).toEqual(['open a', 'open a'])
  await held.letGo()
  await retired
  expect(log).toEqual(['open a', 'open a', 'close a'])
})

test('one that cannot be opened says so to all who wait, and is tried again', async () => {
  const { pool, touch } = setUp()
  const all = await Promise.allSettled([touch('broken'), touch('broken')])
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await expect(touch('broken')).rejects.toThrow('broken')
  await pool.close()
})

test('closing closes all, those in use too', async () => {
  const { pool, log, hold, touch } = setUp()
  const held = hold('a')
  await touch('b')
  await pool.close()
  expect(log.toSorted()).toEqual(['close a', 'close b', 'open a', 'open b'])
  await held.letGo()
})
