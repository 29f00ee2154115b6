import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { fullPath, storedPath } from '#electron/files/image-paths'
import { findImageFiles } from '#electron/files/image-find'
import { inParallel } from '#electron/files/in-parallel'
import { listImageKeys, markMissing, moveImages, type ImageMove } from '#electron/store/images'
import { digestOfFile } from '#models/files/digest'
import { readImageInfo } from '#models/image/open-image'
import type { OpenProject } from './open-project.ts'

type ImageKey = Awaited<ReturnType<typeof listImageKeys>>[number]
type FileKey = { readonly path: string; readonly bytes: number }

const lookers = 16

/** Looks which images are where the project says; true where that changed anything. */
export async function refreshMissing(project: OpenProject, signal: AbortSignal): Promise<boolean> {
  const rows = await listImageKeys(project.db)
  const gone: number[] = []
  const back: number[] = []
  await inParallel(rows, lookers, async (row) => {
    if (signal.aborted) return
    const isThere = (await sizeOfFile(fullPath(project.path, row.path))) !== null
    if (!isThere && row.isMissing === 0) gone.push(row.id)
    if (isThere && row.isMissing === 1) back.push(row.id)
  })
  if (signal.aborted || gone.length + back.length === 0) return false
  await markMissing(project.writer(), gone, true)
  await markMissing(project.writer(), back, false)
  return true
}

/**
 * Finds missing images below a folder: the same bytes under any name, else the same name and size in pixels. Of several
 * that fit, the one with the same name goes first.
 */
export async function relinkImages(
  project: OpenProject,
  folder: string,
): Promise<{ found: number; missing: number }> {
  const signal = project.closing
  await refreshMissing(project, signal)
  const lost = (await listImageKeys(project.db)).filter((row) => row.isMissing === 1)
  const { paths } = await findImageFiles({ folder, files: [], recursive: true }, signal)
  const files = await inParallel(paths, lookers, async (path) => ({
    path,
    bytes: (await sizeOfFile(path)) ?? -1,
  }))
  const digests = rememberingDigests()
  const moves: ImageMove[] = []
  for (const row of lost) {
    const file = (await sameBytes(row, files, digests)) ?? (await sameLook(row, files))
    if (file === null) continue
    const { path, bytes } = file
    const place = { path: storedPath(project.path, path), name: basename(path) }
    moves.push({ id: row.id, ...place, digest: await digests(path), bytes })
  }
  const free = await withoutTaken(project, moves)
  await moveImages(project.writer(), free)
  return { found: free.length, missing: lost.length - free.length }
}

async function sameBytes(
  row: ImageKey,
  files: readonly FileKey[],
  digests: (path: string) => Promise<string>,
): Promise<FileKey | null> {
  const alike = files.filter((file) => file.bytes === row.bytes)
  for (const file of byName(alike, row.name))
    if ((await digests(file.path)) === row.digest) return file
  return null
}

async function sameLook(row: ImageKey, files: readonly FileKey[]): Promise<FileKey | null> {
  for (const file of files) {
    if (basename(file.path) !== row.name) continue
    const info = await readImageInfo(file.path)
    if (!info.ok) continue
    if (info.value.size.width === row.width && info.value.size.height === row.height) return file
  }
  return null
}

function byName(files: readonly FileKey[], name: string): FileKey[] {
  const isNamed = (file: FileKey) => (basename(file.path) === name ? 0 : 1)
  return files.toSorted((a, b) => isNamed(a) - isNamed(b))
}

/** A place can be taken once, and not where another image of the project lies. */
async function withoutTaken(
  project: OpenProject,
  moves: readonly ImageMove[],
): Promise<ImageMove[]> {
  const rows = await listImageKeys(project.db)
  const ownerOf = new Map(rows.map((row) => [row.path, row.id]))
  return moves.filter((move) => {
    const owner = ownerOf.get(move.path)
    if (owner !== undefined && owner !== move.id) return false
    ownerOf.set(move.path, move.id)
    return true
  })
}

function rememberingDigests(): (path: string) => Promise<string> {
  const known = new Map<string, Promise<string>>()
  return (path) => {
    const digest = known.get(path) ?? digestOfFile(path)
    known.set(path, digest)
    return digest
  }
}

async function sizeOfFile(path: string): Promise<number | null> {
  const found = await stat(path).catch(() => null)
  return found?.isFile() === true ? found.size : null
}
