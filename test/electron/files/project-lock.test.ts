import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { holderOf, takeProjectLock } from '#electron/files/project-lock'
import { codeOf, tempFolder } from '../usecases/studio-fixture.ts'

function projectIn(folder: string): string {
  const path = join(folder, 'p.reaseg')
  writeFileSync(path, '')
  return path
}

describe('the lock of a project', () => {
  test('is private, tells how to reach its holder, and goes on release', async () => {
    const path = projectIn(tempFolder())
    const lock = await takeProjectLock(path)
    expect(statSync(`${path}.lock`).mode & 0o777).toBe(0o600)
    await lock.announce({ port: 4000, token: 'secret' })
    expect(await holderOf(path)).toMatchObject({ pid: process.pid, port: 4000, token: 'secret' })
    expect(statSync(`${path}.lock`).mode & 0o777).toBe(0o600)
    expect(await codeOf(takeProjectLock(path))).toBe('project_busy')
    await lock.release()
    expect(existsSync(`${path}.lock`)).toBe(false)
    expect(await holderOf(path)).toBeNull()
  })

  test('names the process that holds it', async () => {
    const path = projectIn(tempFolder())
    const lock = await takeProjectLock(path)
    await expect(takeProjectLock(path)).rejects.toThrow(String(process.pid))
    await lock.release()
  })

  test('of a dead process is taken over', async () => {
    const path = projectIn(tempFolder())
    const dead = spawnSync(process.execPath, ['-e', '0']).pid
    const entry = { pid: dead, port: 1, token: 'x', startedAt: 'then', processStart: '' }
    writeFileSync(`${path}.lock`, JSON.stringify(entry))
    expect(await holderOf(path)).toBeNull()
    const lock = await takeProjectLock(path)
    expect(lock.wasStale).toBe(true)
    expect(JSON.parse(readFileSync(`${path}.lock`, 'utf8'))).toMatchObject({ pid: process.pid })
    await lock.release()
  })

  test.runIf(process.platform === 'linux')('of a process id used anew is taken over', async () => {
    const path = projectIn(tempFolder())
    const other = spawn(process.execPath, ['-e', 'setTimeout(() => 0, 60000)'])
    try {
      const entry = { pid: other.pid, port: 1, token: 'x', startedAt: 'then', processStart: '1' }
      writeFileSync(`${path}.lock`, JSON.stringify(entry))
      const lock = await takeProjectLock(path)
      expect(lock.wasStale).toBe(true)
      await lock.release()
    } finally {
      other.kill()
    }
  })

  test('half written: respected while young, taken over when left', async () => {
    const path = projectIn(tempFolder())
    writeFileSync(`${path}.lock`, '{"pid":')
    expect(await codeOf(takeProjectLock(path))).toBe('project_busy')
    utimesSync(`${path}.lock`, 1, 1)
    const lock = await takeProjectLock(path)
    await lock.release()
  })

  test('only one of many takers gets a stale lock', async () => {
    const path = projectIn(tempFolder())
    const dead = spawnSync(process.execPath, ['-e', '0']).pid
    const entry = { pid: dead, port: 1, token: 'x', startedAt: 'then', processStart: '' }
    writeFileSync(`${path}.lock`, JSON.stringify(entry))
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => takeProjectLock(path)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})
