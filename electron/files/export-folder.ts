import { copyFile, mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { failure, systemCode } from '#models/failure'
import type { FolderOptions } from './folder-write.ts'

/** Lies in every exported folder: who wrote it, which files are its own, and what got lost. */
export const markerName = 'reaseg-export.json'

/** Bytes of a marker that is looked at. */
const largestMarker = 64 << 20

/** A folder on its way: names are below it, `/` between the parts, each given once. */
export interface ExportFolder {
  write(name: string, data: string | Uint8Array): Promise<void>
  /** A file that grows. */
  open(name: string): Promise<ExportFile>
  copy(from: string, name: string): Promise<void>
  /** Whether the name was given already. */
  has(name: string): boolean
}

export interface ExportFile {
  append(data: string | Uint8Array): Promise<void>
  close(): Promise<void>
}

/** Throws AppFailure `bad_input` for a name that leads out of the folder or was given before. */
export function openExportFolder(root: string): ExportFolder & { readonly names: () => string[] } {
  const given = new Map<string, string>()
  const place = async (name: string): Promise<string> => {
    const parts = name.split('/')
    if (parts.some((part) => part === '' || part === '.' || part === '..' || /[\\\0]/.test(part)))
      throw failure('bad_input', `An export may not write a file called ${name}.`, '')
    // Windows and macOS tell no case apart.
    const folded = name.normalize('NFC').toLowerCase()
    if (given.has(folded))
      throw failure(
        'bad_input',
        `Two files of the export would be called ${name}.`,
        'Rename one of the images, or export them apart.',
      )
    given.set(folded, name)
    const path = join(root, ...parts)
    if (parts.length > 1) await mkdir(dirname(path), { recursive: true })
    return path
  }
  return {
    has: (name) => given.has(name.normalize('NFC').toLowerCase()),
    names: () => [...given.values()].sort(),
    async write(name, data) {
      await writeFile(await place(name), data, { flag: 'wx', flush: true })
    },
    async copy(from, name) {
      await copyFile(from, await place(name))
    },
    async open(name) {
      const file = await open(await place(name), 'wx')
      return {
        async append(data) {
          await file.appendFile(data)
        },
        async close() {
          await file.sync()
          await file.close()
        },
      }
    },
  }
}

/** Whether a folder holds nothing but what an earlier export wrote there: only then may another replace it. */
export async function ownExport(root: string, overwrite: boolean): Promise<FolderOptions> {
  if (!overwrite) return { overwrite, isOwn: () => false }
  const own = new Set([markerName, ...(await markedFiles(root))])
  const foreign = new Set<string>()
  for (const path of await listFiles(root)) {
    const name = relative(root, path).split(sep).join('/')
    if (!own.has(name)) foreign.add(name.split('/')[0] as string)
  }
  return { overwrite, isOwn: (name) => !foreign.has(name) }
}

async function listFiles(root: string): Promise<string[]> {
  try {
    const entries = await readdir(root, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => !entry.isDirectory())
    return files.map((entry) => join(entry.parentPath, entry.name))
  } catch (error) {
    // `writeFolderAtomic` says what is wrong with anything but a folder that is not there.
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return []
    throw error
  }
}

async function markedFiles(root: string): Promise<string[]> {
  try {
    const text = await readFile(join(root, markerName))
    if (text.length > largestMarker) return []
    const { files } = JSON.parse(text.toString('utf8')) as { readonly files?: unknown }
    return Array.isArray(files) ? files.filter((name) => typeof name === 'string') : []
  } catch {
    // No marker, or one that cannot be read: then nothing there is known to be ours.
    return []
  }
}
