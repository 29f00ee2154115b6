import { readFile, stat } from 'node:fs/promises'
import { failure, reasonOf, systemCode } from '#models/failure'

export type TextFile = {
  readonly text: string
  /** What it was written in; `cp1252` stands for every file that is no UTF-8. */
  readonly encoding: 'utf-8' | 'cp1252'
}

const mebibyte = 2 ** 20

/**
 * A whole text file: UTF-8 with or without its mark, else Windows-1252, as the readers of ReasonSeg do. Throws
 * AppFailure `file_missing`, `file_unreadable` (also for what is no regular file), or `bad_input` for UTF-16, archives
 * and files over `mostBytes`.
 */
export async function readTextFile(path: string, mostBytes = 64 * mebibyte): Promise<TextFile> {
  const bytes = await readBytes(path, mostBytes)
  const odd = oddEncoding(bytes)
  if (odd !== null) throw failure('bad_input', `${path} is ${odd.what}, no text.`, odd.hint)
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' }
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'cp1252' }
  }
}

/** The JSON of a whole text file. Throws as `readTextFile` does, and `bad_json` with what the parser says. */
export async function readJsonText(path: string, mostBytes = 64 * mebibyte): Promise<unknown> {
  const { text } = await readTextFile(path, mostBytes)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw failure('bad_json', `${path} is no usable JSON: ${reasonOf(error)}.`, 'Get a whole copy.')
  }
}

/** A whole file of at most that many bytes. Throws AppFailure `file_missing`, `file_unreadable` or `bad_input`. */
export async function readBytes(path: string, mostBytes: number): Promise<Buffer> {
  try {
    const found = await stat(path)
    // Asked first: opening a pipe would wait for its other end.
    if (!found.isFile()) throw failure('file_unreadable', `${path} is no file.`, 'Name a file.')
    if (found.size > mostBytes) {
      const most = Math.round(mostBytes / mebibyte)
      throw failure('bad_input', `${path} is larger than ${most} MiB.`, 'Cut it into parts.')
    }
    return await readFile(path)
  } catch (error) {
    if (systemCode(error) === 'ENOENT')
      throw failure('file_missing', `There is no file ${path}.`, 'Check the path.')
    if (systemCode(error) === '') throw error
    const message = `${path} cannot be read: ${reasonOf(error)}.`
    throw failure('file_unreadable', message, 'Check its permissions.')
  }
}

function oddEncoding(bytes: Buffer): { what: string; hint: string } | null {
  const [a = 0, b = 0] = bytes
  if (bytes.length < 2) return null
  const isUtf16 =
    (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || (a !== 0) !== (b !== 0)
  if (isUtf16) return { what: 'written in UTF-16', hint: 'Save it as UTF-8.' }
  if (a === 0x1f && b === 0x8b) return { what: 'packed with gzip', hint: 'Unpack it first.' }
  if (a === 0x50 && b === 0x4b && bytes[2] === 3)
    return { what: 'a ZIP archive', hint: 'Unpack it first.' }
  return null
}
