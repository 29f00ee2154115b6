import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode, failure } from '../failure.ts'

const lockName = 'model.lock'
const beatMs = 10_000
/** A lock that was not renewed for so long is nobody's: a process of another machine, or a number used again. */
const staleMs = 60_000

/**
 * Does something with a model's folder while no other process does. A lock whose process is gone is taken over.
 * Throws AppFailure `download_failed` where another one is at it.
 */
export async function withModelLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, lockName)
  await takeLock(path, folder)
  const beat = setInterval(() => {
    const now = new Date()
    // Where the folder was removed meanwhile there is nothing left to guard.
    utimes(path, now, now).catch(() => undefined)
  }, beatMs)
  beat.unref()
  try {
    return await work()
  } finally {
    clearInterval(beat)
    await rm(path, { force: true })
  }
}

async function takeLock(path: string, folder: string): Promise<void> {
  if (await tryLock(path)) return
  const holder = Number(await readFile(path, 'utf8').catch(() => ''))
  const found = await stat(path).catch(() => null)
  const isFresh = found !== null && Date.now() - found.mtimeMs < staleMs
  if (!isFresh || holder === process.pid || !isAlive(holder)) {
    await rm(path, { force: true })
    if (await tryLock(path)) return
  }
  throw failure(
    'download_failed',
    `Another program is at work in ${folder} (process ${holder}).`,
    'Wait until it is done, or stop it there.',
  )
}

async function tryLock(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It lives, but is somebody else's.
    return systemCode(error) === 'EPERM'
  }
}
