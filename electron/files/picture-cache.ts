import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { AppFailure, systemCode } from '#models/failure'
import { writeStreamAtomic } from './atomic-write.ts'
import { writeFailure } from './failures.ts'

/** Files made from photographs, kept on the disk by name; the longest unused go first where they pass the limit. */
export interface PictureCache {
  /** The file's bytes, made and kept where they are not there yet. Calls for one name at a time share the work. */
  bytes(name: string, make: () => Promise<Buffer>): Promise<Buffer>
  /** The same for a file too big to be held: its path, valid until it is the longest unused. */
  file(name: string, make: () => AsyncIterable<Uint8Array>): Promise<string>
  /** A folder of its own below the cache for what is under way; whoever asks removes it. */
  workFolder(name: string): Promise<string>
}

export const defaultPictureBytes = 2 ** 30
/** After the limit is passed, so much of it is kept: not every new file should mean a look at all. */
const keptShare = 0.9
const workPrefix = '.work-'
const staleWorkMs = 3_600_000

export function openPictureCache(folder: string, limit = defaultPictureBytes): PictureCache {
  const underWay = new Map<string, Promise<unknown>>()
  let total: number | null = null
  let works = 0
  const share = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const known = underWay.get(name) as Promise<T> | undefined
    if (known !== undefined) return known
    const made = work().finally(() => underWay.delete(name))
    underWay.set(name, made)
    return made
  }
  const keep = async (path: string, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) => {
    await mkdir(folder, { recursive: true })
    await writeStreamAtomic(path, pieces)
    total = (total ?? (await cleanFolder(folder))) + (await stat(path)).size
    if (total > limit) total = await dropOldest(folder, limit * keptShare)
  }
  return {
    bytes: (name, make) =>
      share(name, async () => {
        const path = join(folder, name)
        if (await touch(path)) return readFile(path)
        const made = await make()
        try {
          await keep(path, [made])
        } catch (error) {
          // A disk that is full or takes no changes is no reason to show nothing.
          if (!(writeFailure(path, error) instanceof AppFailure)) throw error
        }
        return made
      }),
    file: (name, make) =>
      share(name, async () => {
        const path = join(folder, name)
        if (!(await touch(path))) await keep(path, make())
        return path
      }),
    async workFolder(name) {
      const path = join(folder, `${workPrefix}${process.pid}-${++works}-${name}`)
      await mkdir(path, { recursive: true })
      return path
    },
  }
}

/** Whether the file is there; it counts as used now. */
async function touch(path: string): Promise<boolean> {
  const now = new Date()
  try {
    await utimes(path, now, now)
    return true
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    throw error
  }
}

/** Removes what a crash left under way; the bytes of the files. */
async function cleanFolder(folder: string): Promise<number> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith('.')) continue
    const path = join(folder, name)
    const found = await stat(path).catch(() => null)
    if (found !== null && Date.now() - found.mtimeMs > staleWorkMs)
      await rm(path, { recursive: true, force: true })
  }
  return (await listFiles(folder)).reduce((sum, { bytes }) => sum + bytes, 0)
}

async function dropOldest(folder: string, target: number): Promise<number> {
  const files = await listFiles(folder)
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  // The one used last stays, however big it is: somebody is about to read it.
  for (const { path, bytes } of files.toSorted((a, b) => a.usedAt - b.usedAt).slice(0, -1)) {
    if (total <= target) break
    await rm(path, { force: true })
    total -= bytes
  }
  return total
}

async function listFiles(folder: string) {
  const files: { path: string; bytes: number; usedAt: number }[] = []
  for (const name of await readdir(folder)) {
    if (name.startsWith('.')) continue
    const path = join(folder, name)
    const found = await stat(path).catch(() => null)
    if (found?.isFile() === true) files.push({ path, bytes: found.size, usedAt: found.mtimeMs })
  }
  return files
}
