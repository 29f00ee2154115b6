import { mkdir, open, rename, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from './failures.ts'

/** An unfinished download of `path`; only a whole and verified file gets its name. */
export function partPathOf(path: string): string {
  return `${path}.part`
}

/** What is written at one go beside `path`; worthless when that is cut short. */
export function newPathOf(path: string): string {
  return `${path}.new`
}

/** Gives the finished part its name, on the disk before it can be seen. Closes `file`. */
export async function placeFile(file: FileHandle, part: string, path: string): Promise<void> {
  try {
    await file.sync()
  } finally {
    await file.close()
  }
  await renameStubbornly(part, path)
  await syncFolder(dirname(path))
}

/** A small file as a whole or not at all. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const part = newPathOf(path)
  const file = await open(part, 'w')
  try {
    await file.writeFile(text)
  } catch (error) {
    await file.close()
    throw error
  }
  await placeFile(file, part, path)
}

/** Scanners on Windows hold fresh files for a moment. */
async function renameStubbornly(from: string, to: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await rename(from, to)
      return
    } catch (error) {
      const isHeld = ['EPERM', 'EBUSY', 'EACCES'].includes(codeOf(error))
      if (!isHeld || process.platform !== 'win32' || attempt >= 10) throw error
      await new Promise((resolve) => setTimeout(resolve, 20 * (attempt + 1)))
    }
  }
}

/** Makes a rename durable; Windows has no such call. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
