import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, extname, join, resolve } from 'node:path'
import { failure, reasonOf, systemCode } from '#models/failure'

export type FileKind = 'folder' | 'project' | 'json' | 'any'

export type FolderListing = {
  path: string
  parent: string | null
  folders: string[]
  files: string[]
  shortcuts: { title: string; path: string }[]
}

const endings: Readonly<Record<FileKind, string | null>> = {
  folder: null,
  project: '.reaseg',
  json: '.json',
  any: '',
}

/** What a dialog shows of a folder: its folders, and its files of a kind. Throws AppFailure. */
export async function listFolder(path: string | null, kind: FileKind): Promise<FolderListing> {
  const full = resolve(path ?? homedir())
  const entries = await readdir(full, { withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(full, error)
  })
  const folders: string[] = []
  const files: string[] = []
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue
    const isFolder = entry.isSymbolicLink()
      ? await isFolderAt(join(full, entry.name))
      : entry.isDirectory()
    if (isFolder) folders.push(entry.name)
    else if (isOfKind(entry.name, kind)) files.push(entry.name)
  }
  const byName = new Intl.Collator(undefined, { numeric: true }).compare
  const parent = dirname(full)
  return {
    path: full,
    parent: parent === full ? null : parent,
    folders: folders.sort(byName),
    files: files.sort(byName),
    shortcuts: await shortcuts(),
  }
}

function isOfKind(name: string, kind: FileKind): boolean {
  const ending = endings[kind]
  return ending === '' || (ending !== null && extname(name).toLowerCase() === ending)
}

async function shortcuts(): Promise<{ title: string; path: string }[]> {
  const home = homedir()
  const places = [
    { title: 'Home', path: home },
    ...['Desktop', 'Documents', 'Pictures'].map((title) => ({ title, path: join(home, title) })),
    { title: 'Computer', path: resolve('/') },
  ]
  const there = await Promise.all(places.map(({ path }) => isFolderAt(path)))
  return places.filter((_, i) => there[i])
}

async function isFolderAt(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

function unreadable(path: string, error: unknown) {
  if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR')
    return failure('file_missing', `There is no folder ${path}.`, 'Choose another one.')
  return failure(
    'file_unreadable',
    `The folder ${path} cannot be read: ${reasonOf(error)}.`,
    'Check its permissions, or choose another one.',
  )
}
