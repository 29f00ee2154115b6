import type { PathKind } from '../state/file-dialog.ts'

/** A name under a folder, with the folder's own kind of slash. */
export function joinPath(folder: string, name: string): string {
  const slash = folder.includes('\\') && !folder.includes('/') ? '\\' : '/'
  return folder.endsWith(slash) ? `${folder}${name}` : `${folder}${slash}${name}`
}

const endings: Readonly<Record<PathKind, string>> = {
  project: '.reaseg',
  json: '.json',
  folder: '',
  any: '',
}

/** The file name with the ending its kind wants. */
export function withEnding(name: string, kind: PathKind): string {
  const ending = endings[kind]
  return name === '' || name.toLowerCase().endsWith(ending) ? name : `${name}${ending}`
}
