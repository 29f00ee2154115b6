import { realpath, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { LeftOut } from '#rpc/schemas/project'
import type { AppError } from '#core/result'
import { AppFailure, failure, reasonOf, systemCode } from '#models/failure'
import { digestOfFile } from '#models/files/digest'
import { checkImage } from '#models/image/open-image'
import { toldOf } from './failures.ts'
import { hasImageEnding, walkFolder } from './folder-walk.ts'

/** An image file that was read to its last row. */
export type FoundImage = {
  readonly path: string
  readonly name: string
  readonly digest: string
  /** Upright. */
  readonly width: number
  readonly height: number
  readonly bytes: number
}

export type ImageSearch = {
  readonly folder: string | null
  readonly files: readonly string[]
  readonly recursive: boolean
}

/**
 * Paths of what may be images: of a folder the files with an image's ending, of the files named all of them. Those
 * that cannot be looked at are in `leftOut`. Throws AppFailure `file_missing` or `file_unreadable` for the folder itself.
 */
export async function findImageFiles(
  search: ImageSearch,
  signal: AbortSignal,
): Promise<{ paths: string[]; leftOut: LeftOut[] }> {
  const paths: string[] = []
  const leftOut: LeftOut[] = []
  const addFolder = async (folder: string) => {
    for await (const walked of walkFolder(folder, { recursive: search.recursive, signal })) {
      if (walked.kind === 'problem')
        leftOut.push({ file: walked.path, line: null, reason: walked.reason })
      else if (hasImageEnding(walked.path)) paths.push(walked.path)
    }
  }
  if (search.folder !== null) {
    const folder = resolve(search.folder)
    await assertFolder(folder)
    await addFolder(folder)
  }
  for (const file of search.files) {
    const path = resolve(file)
    const found = await stat(path).catch(() => null)
    if (found?.isDirectory() === true) await addFolder(path)
    else paths.push(path)
  }
  return { paths: [...new Set(paths)], leftOut }
}

/** The image, or why it is left out. Throws for nothing but a bug. */
export async function readFoundImage(path: string): Promise<FoundImage | LeftOut> {
  const checked = await checkImage(path)
  if (!checked.ok) return { file: path, line: null, reason: reasonIn(path, checked.error) }
  try {
    const { size, bytes } = checked.value
    return { path, name: basename(path), digest: await digestOfFile(path), ...size, bytes }
  } catch (error) {
    return { file: path, line: null, reason: reasonOf(error) }
  }
}

/** The report names the file already: here its name does. */
function reasonIn(path: string, error: AppError): string {
  return toldOf({ ...error, message: error.message.replace(path, () => basename(path)) })
}

async function assertFolder(folder: string): Promise<void> {
  try {
    const found = await stat(await realpath(folder))
    if (found.isDirectory()) return
    throw failure('file_missing', `${folder} is a file, no folder.`, 'Name the folder it lies in.')
  } catch (error) {
    if (error instanceof AppFailure) throw error
    if (systemCode(error) !== 'ENOENT')
      throw failure(
        'file_unreadable',
        `The folder ${folder} cannot be read: ${reasonOf(error)}.`,
        'Check its permissions.',
      )
  }
  throw failure('file_missing', `There is no folder ${folder}.`, 'Check the path.')
}
