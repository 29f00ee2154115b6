import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { renameStubbornly, syncFolder } from '../files/rename.ts'

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
