import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { failure, systemCode } from '#models/failure'
import { renameStubbornly, syncFolder } from '#models/files/rename'
import { writeFailure } from './failures.ts'

export type FolderOptions = {
  readonly overwrite: boolean
  /** Whether a former folder holds nothing but what this writes: only then is it replaced. */
  readonly isOwn: (name: string) => boolean
}

/**
 * Makes a folder that is there whole or not at all; `fill` writes into the place it is given. Throws AppFailure
 * `file_exists` where the folder has files (with `overwrite`: files of somebody else), `disk_full`, `file_missing`.
 */
export async function writeFolderAtomic(
  path: string,
  options: FolderOptions,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  await refuseFolder(path, options)
  const mark = randomBytes(6).toString('hex')
  const unfinished = join(dirname(path), `.${basename(path).slice(0, 100)}.${mark}.tmp`)
  const former = join(dirname(path), `.${basename(path).slice(0, 100)}.${mark}.old`)
  try {
    await mkdir(unfinished)
    await fill(unfinished)
    await refuseFolder(path, options)
    const isReplaced = await moveAway(path, former)
    try {
      await renameStubbornly(unfinished, path)
    } catch (error) {
      if (isReplaced) await rename(former, path)
      throw error
    }
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw writeFailure(path, error)
  }
  await rm(former, { recursive: true, force: true })
}

/** Throws AppFailure `file_exists` where `writeFolderAtomic` would. */
export async function refuseFolder(path: string, options: FolderOptions): Promise<void> {
  const names = await namesIn(path)
  if (names.length === 0) return
  if (!options.overwrite)
    throw failure(
      'file_exists',
      `${path} is there already and is not empty.`,
      'Choose another folder, or overwrite it.',
    )
  const foreign = names.find((name) => !options.isOwn(name))
  if (foreign !== undefined)
    throw failure(
      'file_exists',
      `${path} also holds ${foreign}, which no export wrote; it is not replaced.`,
      'Choose another folder.',
    )
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return await readdir(path)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return []
    if (systemCode(error) === 'ENOTDIR')
      throw failure('file_exists', `${path} is a file.`, 'Choose another name.')
    throw writeFailure(path, error)
  }
}

async function moveAway(path: string, former: string): Promise<boolean> {
  try {
    await rmdir(path)
    return false
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    await rename(path, former)
    return true
  }
}
