import { stat } from 'node:fs/promises'
import { basename, dirname, extname, relative, sep } from 'node:path'
import { failure, reasonOf } from '#models/failure'
import { markerName } from '#electron/files/export-folder'
import { walkFolder } from '#electron/files/folder-walk'
import type { ForeignProblem } from './format.ts'

export type FoundFile = {
  readonly path: string
  /** Below the folder, `/` between the parts. */
  readonly name: string
}

export type FoundFiles = {
  readonly folder: string
  readonly files: readonly FoundFile[]
  readonly problems: readonly ForeignProblem[]
}

/**
 * The files with one of these endings (lower case, with their dot) below a folder in the order of their names, or the
 * one file that is named itself. Throws AppFailure `file_missing` where there is nothing at the path.
 */
export async function findFiles(
  path: string,
  endings: readonly string[],
  signal: AbortSignal,
): Promise<FoundFiles> {
  const found = await stat(path).catch(() => null)
  if (found === null) throw failure('file_missing', `There is no ${path}.`, 'Check the path.')
  if (!found.isDirectory())
    return { folder: dirname(path), files: [{ path, name: basename(path) }], problems: [] }
  const files: FoundFile[] = []
  const problems: ForeignProblem[] = []
  for await (const walked of walkFolder(path, { recursive: true, signal })) {
    if (walked.kind === 'problem')
      problems.push({ kind: 'problem', file: walked.path, line: null, reason: walked.reason })
    else if (basename(walked.path) === markerName) continue
    else if (endings.includes(extname(walked.path).toLowerCase()))
      files.push({ path: walked.path, name: relative(path, walked.path).split(sep).join('/') })
  }
  files.sort((a, b) => (a.name < b.name ? -1 : 1))
  return { folder: path, files, problems }
}

/** Why a file is left out, from what was thrown; the report names the file already. */
export function problemOf(
  path: string,
  error: unknown,
  line: number | null = null,
): ForeignProblem {
  const reason = reasonOf(error).replace(path, () => basename(path))
  return { kind: 'problem', file: path, line, reason }
}
