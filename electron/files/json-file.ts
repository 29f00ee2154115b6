import { open, stat, type FileHandle } from 'node:fs/promises'
import { failure, reasonOf, systemCode } from '#models/failure'
import { createJsonScanner, JsonDamage, type JsonElement } from './json-scanner.ts'

export type JsonReadOptions = {
  /** Names of lists from the outermost object down, `annotations` or `a.b`; empty for a file that is one list. */
  readonly lists: readonly string[]
  readonly signal: AbortSignal
  /** Told after every piece how many bytes were read. */
  readonly onBytes?: (bytes: number, piece: Buffer) => void
  /** Told at the end which of the lists there were, empty ones too. */
  readonly onEnd?: (met: ReadonlySet<string>) => void
}

const pieceBytes = 1 << 17

/**
 * The elements of some lists of a JSON file, in the file's order, some at a time; a file of any size in bounded memory.
 * Throws AppFailure `bad_json` where its brackets or strings do not add up (also beyond those lists), `file_missing`
 * or `file_unreadable`.
 */
export async function* readJsonLists(
  path: string,
  { lists, signal, onBytes, onEnd }: JsonReadOptions,
): AsyncGenerator<JsonElement[]> {
  const scanner = createJsonScanner(lists)
  const file = await openFile(path)
  try {
    let at = 0
    for await (const piece of readPieces(file)) {
      signal.throwIfAborted()
      const found = scanner.push(at === 0 ? withoutMark(path, piece) : piece)
      at += piece.length
      onBytes?.(at, piece)
      if (found.length > 0) yield found
    }
    scanner.end()
    onEnd?.(scanner.met)
  } catch (error) {
    throw error instanceof JsonDamage ? damaged(path, error.message) : error
  } finally {
    await file.close()
  }
}

/** One piece is read while the one before is worked on; each is good until the next is asked for. */
async function* readPieces(file: FileHandle): AsyncGenerator<Buffer> {
  const read = (buffer: Buffer<ArrayBuffer>, at: number) => {
    const reading = file.read(buffer, 0, pieceBytes, at)
    // It may fail before its turn comes; then it is told of.
    reading.catch(() => undefined)
    return reading
  }
  let at = 0
  let spare = Buffer.allocUnsafe(pieceBytes)
  let ahead = read(Buffer.allocUnsafe(pieceBytes), at)
  for (;;) {
    const { bytesRead, buffer } = await ahead
    if (bytesRead === 0) return
    at += bytesRead
    ahead = read(spare, at)
    spare = buffer
    yield buffer.subarray(0, bytesRead)
  }
}

async function openFile(path: string): Promise<FileHandle> {
  let isFolder: boolean
  try {
    const found = await stat(path)
    // Asked first: opening a pipe would wait for its other end, and it could not be read twice.
    if (found.isFile()) return await open(path, 'r')
    isFolder = found.isDirectory()
  } catch (error) {
    if (systemCode(error) === 'ENOENT')
      throw failure('file_missing', `There is no file ${path}.`, 'Check the path.')
    throw failure(
      'file_unreadable',
      `${path} cannot be read: ${reasonOf(error)}.`,
      'Check its permissions.',
    )
  }
  if (isFolder)
    throw failure('file_unreadable', `${path} is a folder.`, 'Name the JSON file in it.')
  throw failure('file_unreadable', `${path} is no regular file.`, 'Save it to a file first.')
}

/** A UTF-8 mark at the beginning is passed over; other encodings and packed files are told by their first bytes. */
function withoutMark(path: string, piece: Buffer): Buffer {
  const [a = 0, b = 0, c = 0] = piece
  if (a === 0xef && b === 0xbb && c === 0xbf) return piece.subarray(3)
  const isUtf16 =
    (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || (a !== 0) !== (b !== 0)
  if (isUtf16 && piece.length > 1) throw encoded(path, 'UTF-16 text', 'Save it as UTF-8.')
  if (a === 0x1f && b === 0x8b) throw encoded(path, 'packed with gzip', 'Unpack it first.')
  if (a === 0x50 && b === 0x4b) throw encoded(path, 'a ZIP archive', 'Unpack it first.')
  return piece
}

function encoded(path: string, what: string, hint: string) {
  return failure('bad_json', `${path} is ${what}, not JSON in UTF-8.`, hint)
}

function damaged(path: string, problem: string) {
  return failure(
    'bad_json',
    `${path} is not usable JSON: ${problem}.`,
    'Get a whole copy, or write it anew with the program it comes from.',
  )
}
