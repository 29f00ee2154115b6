import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeFileAtomic, writeStreamAtomic } from '#electron/files/atomic-write'
import { codeOf, tempFolder } from '../usecases/studio-fixture.ts'

describe('writing a file whole or not at all', () => {
  test('replaces, keeps the mode asked for, leaves no other file', async () => {
    const folder = tempFolder()
    const path = join(folder, 'a "b"\n🐌.json')
    await writeFileAtomic(path, 'old')
    await writeStreamAtomic(path, ['new ', Buffer.from('text')])
    expect(readFileSync(path, 'utf8')).toBe('new text')
    expect(readdirSync(folder)).toEqual(['a "b"\n🐌.json'])
  })

  test('pieces of several megabytes arrive in order', async () => {
    const path = join(tempFolder(), 'big')
    const pieces = Array.from({ length: 40 }, (_, i) => Buffer.alloc(100_003, i))
    await writeStreamAtomic(path, pieces)
    expect(readFileSync(path).equals(Buffer.concat(pieces))).toBe(true)
  })

  test('refuses a file that is there unless it may overwrite', async () => {
    const path = join(tempFolder(), 'a')
    writeFileSync(path, 'mine')
    expect(await codeOf(writeFileAtomic(path, 'x', { overwrite: false }))).toBe('file_exists')
    expect(readFileSync(path, 'utf8')).toBe('mine')
  })

  test('a source that fails in the middle leaves the old file', async () => {
    const folder = tempFolder()
    const path = join(folder, 'a')
    writeFileSync(path, 'mine')
    function* failing() {
      yield Buffer.alloc(3_000_000)
      throw new Error('the source broke')
    }
    await expect(writeStreamAtomic(path, failing())).rejects.toThrow('the source broke')
    expect(readFileSync(path, 'utf8')).toBe('mine')
    expect(readdirSync(folder)).toEqual(['a'])
  })

  test('cancelled in the middle it leaves nothing', async () => {
    const folder = tempFolder()
    const stop = new AbortController()
    function* endless() {
      for (let i = 0; ; i++) {
        if (i === 3) stop.abort()
        yield Buffer.alloc(1_000_000)
      }
    }
    const writing = writeStreamAtomic(join(folder, 'a'), endless(), { signal: stop.signal })
    expect(await codeOf(writing)).toBe('cancelled')
    expect(readdirSync(folder)).toEqual([])
  })

  test('a folder that is not there', async () => {
    expect(await codeOf(writeFileAtomic(join(tempFolder(), 'no', 'a'), 'x'))).toBe('file_missing')
  })

  test('a full disk is named and nothing stays', async () => {
    const folder = tempFolder()
    const path = join(folder, 'a')
    await expect(writeStreamAtomic(path, hugePieces())).rejects.toMatchObject({
      error: { code: 'disk_full', message: expect.stringContaining(path) },
    })
    expect(readdirSync(folder)).toEqual([])
  })
})

/** Fails as a write to a full disk does: the system's own error, after some bytes went through. */
function* hugePieces() {
  yield Buffer.alloc(2_000_000)
  throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
}
