import { open, stat } from 'node:fs/promises'
import { failure, type AppFailure } from '#models/failure'
import { schemaVersion } from './migrations/index.ts'

/** `RSEG`, in SQLite's application_id. */
export const applicationId = 0x52534547

const magic = 'SQLite format 3\0'
/** Offsets in SQLite's file header (its file format document, section 1.3). */
const userVersionAt = 60
const applicationIdAt = 68
const headerBytes = 100

/**
 * Schema version of a project file, read from its header without opening it. Throws AppFailure `file_missing`,
 * `not_a_project` or `schema_newer`.
 */
export async function checkProjectFile(path: string): Promise<number> {
  const header = await readHeader(path)
  if (header.length < headerBytes) throw notAProject(path, 'it is too short')
  if (header.toString('latin1', 0, magic.length) !== magic)
    throw notAProject(path, 'it is no SQLite file')
  if (header.readUInt32BE(applicationIdAt) !== applicationId)
    throw notAProject(path, 'it is the database of another program')
  const version = header.readUInt32BE(userVersionAt)
  if (version > schemaVersion)
    throw failure(
      'schema_newer',
      `${path} was made by a newer version of Reaseg Studio (schema ${version}, this one knows ${schemaVersion}).`,
      'Update Reaseg Studio and open it again.',
    )
  return version
}

async function readHeader(path: string): Promise<Buffer> {
  const found = await stat(path).catch(() => null)
  if (found === null)
    throw failure(
      'file_missing',
      `There is no project ${path}.`,
      'Check the path, or make a new project.',
    )
  if (found.isDirectory()) throw notAProject(path, 'it is a folder')
  if (!found.isFile()) throw notAProject(path, 'it is no regular file')
  try {
    const file = await open(path, 'r')
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw failure('file_unreadable', `${path} cannot be read: ${reason}.`, 'Check its permissions.')
  }
}

export function notAProject(path: string, reason: string): AppFailure {
  return failure(
    'not_a_project',
    `${path} is not a Reaseg project: ${reason}.`,
    'Choose a .reaseg file made by Reaseg Studio.',
  )
}
