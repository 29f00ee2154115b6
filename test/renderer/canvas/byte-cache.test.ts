import { describe, expect, it } from 'vitest'
import { ByteCache } from '../../../renderer/canvas/byte-cache.ts'

describe('ByteCache', () => {
  it('lets the least recently used go first and disposes of it once', () => {
    const gone: string[] = []
    const cache = new ByteCache<string>(10, (value) => gone.push(value))
    cache.set('a', 'A', 4)
    cache.set('b', 'B', 4)
    expect(cache.get('a')).toBe('A')
    cache.set('c', 'C', 4)
    expect(gone).toEqual(['B'])
    expect([cache.has('a'), cache.has('b'), cache.has('c'), cache.bytes]).toEqual([
      true,
      false,
      true,
      8,
    ])
    cache.clear()
    expect(gone).toEqual(['B', 'A', 'C'])
    expect(cache.bytes).toBe(0)
  })
  it('keeps the newest even when it alone is too large', () => {
    const cache = new ByteCache<string>(10, () => {})
    cache.set('a', 'A', 4)
    cache.set('b', 'B', 40)
    expect([cache.has('a'), cache.get('b')]).toEqual([false, 'B'])
  })
  it('disposes of what is replaced', () => {
    const gone: string[] = []
    const cache = new ByteCache<string>(10, (value) => gone.push(value))
    cache.set('a', 'old', 4)
    cache.set('a', 'new', 5)
    expect(gone).toEqual(['old'])
    expect(cache.bytes).toBe(5)
  })
})
