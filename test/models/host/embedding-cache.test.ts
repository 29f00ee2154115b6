import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEmbeddingCache } from '#models/host/embedding-cache'
import type { Tensors } from '#models/onnx/signature'

let folder: string
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'reaseg-cache-')), 'made', 'by-it')
})
afterEach(() => rm(join(folder, '..', '..'), { recursive: true, force: true }))

const embedding = (value: number): Tensors => ({
  features: { dims: [1, 2, 3], data: Float32Array.from({ length: 6 }, (_, i) => value + i / 7) },
  detail: { dims: [250], data: new Float32Array(250).fill(value) },
})
const fileOf = (key: string): string => join(folder, `${key}.embedding`)

describe('embedding cache', () => {
  it('gives back what was put, also after reopening, bit by bit', async () => {
    const cache = await openEmbeddingCache(folder)
    expect(await cache.get('a')).toBeNull()
    await cache.put('a', embedding(1))
    expect(await cache.get('a')).toEqual(embedding(1))
    expect(await (await openEmbeddingCache(folder)).get('a')).toEqual(embedding(1))
  })

  const damages = [
    { name: 'empty', change: () => Buffer.alloc(0) },
    { name: 'cut', change: (file: Buffer) => file.subarray(0, file.length - 8) },
    { name: 'foreign', change: () => Buffer.from('something else altogether') },
    {
      name: 'one bit flipped',
      change: (file: Buffer) => {
        file[file.length - 3] = file[file.length - 3]! ^ 1
        return file
      },
    },
  ]
  it.each(damages)(
    'takes a damaged file ($name) for absent and rewrites it',
    async ({ change }) => {
      const cache = await openEmbeddingCache(folder)
      await cache.put('a', embedding(1))
      await writeFile(fileOf('a'), change(await readFile(fileOf('a'))))
      expect(await cache.get('a')).toBeNull()
      await cache.put('a', embedding(2))
      expect(await cache.get('a')).toEqual(embedding(2))
    },
  )

  it('keeps within its bound, the least recently used going first, across reopening', async () => {
    const first = await openEmbeddingCache(folder, 3_500)
    for (const key of ['a', 'b', 'c']) await first.put(key, embedding(1))
    for (const [i, key] of ['a', 'b', 'c'].entries())
      await utimes(fileOf(key), new Date(1e12 + i * 1e6), new Date(1e12 + i * 1e6))
    const cache = await openEmbeddingCache(folder, 3_500)
    await cache.get('a')
    await cache.put('d', embedding(1))
    expect((await readdir(folder)).sort()).toEqual(['a', 'c', 'd'].map((key) => `${key}.embedding`))
  })

  it('leaves no drafts and clears those of a crash', async () => {
    const cache = await openEmbeddingCache(folder)
    await cache.put('a', embedding(1))
    await writeFile(join(folder, 'b.1234.tmp'), 'half')
    await openEmbeddingCache(folder)
    expect(await readdir(folder)).toEqual(['a.embedding'])
  })

  it('says so when the folder cannot be used', async () => {
    const cache = await openEmbeddingCache(folder)
    await rm(folder, { recursive: true })
    await writeFile(folder, 'a file in its place')
    await expect(cache.put('a', embedding(1))).rejects.toMatchObject({
      error: { code: 'file_unreadable', message: expect.stringContaining(folder) },
    })
    expect(await cache.get('a')).toBeNull()
  })
})
