import { open, stat, type FileHandle } from 'node:fs/promises'
import { parquetMetadata, parquetSchema, type FileMetaData, type SchemaTree } from 'hyparquet'
import { failure, reasonOf, systemCode } from '#models/failure'
import { ensure, ParquetDamage } from './damage.ts'
import { readPages, type Chunk, type Leaf, type Page, type ReadAt } from './pages.ts'

/** A parquet file that is read a column of a row group at a time. Its calls throw ParquetDamage. */
export type ParquetReader = {
  readonly rows: number
  /** Rows of each row group. */
  readonly groups: readonly number[]
  readonly leaves: readonly Leaf[]
  /** Pages of a leaf in a row group. */
  readonly pages: (group: number, leaf: Leaf) => AsyncGenerator<Page>
  readonly close: () => Promise<void>
}

/** Bytes of what stands at the file's end, and rows. */
const mostFooter = 64 << 20
const mostRows = 100_000_000

const hint = 'Get a whole copy, or write it anew with the program it comes from.'

/** Throws AppFailure `file_missing`, `file_unreadable`, or `bad_input` for what is no parquet file. */
export async function openParquetReader(path: string): Promise<ParquetReader> {
  const file = await openFile(path)
  try {
    const { size } = await file.stat()
    const read: ReadAt = async (at, length) => readAt(file, at, length)
    const metadata = await readFooter(read, size)
    const { leaves, groups } = soundly(() => ({
      leaves: leavesOf(parquetSchema(metadata), { path: [], repetition: 0, definition: 0 }),
      groups: metadata.row_groups.map((group) => wholeOf(group.num_rows)),
    }))
    const rows = groups.reduce((sum, count) => sum + count, 0)
    ensure(rows <= mostRows, 'has more than 100 million rows')
    const pages = (group: number, leaf: Leaf) =>
      readPages(
        read,
        soundly(() => chunkOf(metadata, { group, leaf, leaves, size })),
      )
    return { rows, groups, leaves, pages, close: () => file.close() }
  } catch (error) {
    await file.close()
    throw error instanceof ParquetDamage
      ? failure('bad_input', `${path} ${error.message}.`, hint)
      : error
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    const found = await stat(path)
    // Asked first: opening a pipe would wait for its other end.
    if (!found.isFile()) throw failure('file_unreadable', `${path} is no file.`, 'Name a file.')
    return await open(path, 'r')
  } catch (error) {
    if (systemCode(error) === 'ENOENT')
      throw failure('file_missing', `There is no file ${path}.`, 'Check the path.')
    if (systemCode(error) === '') throw error
    const message = `${path} cannot be read: ${reasonOf(error)}.`
    throw failure('file_unreadable', message, 'Check its permissions.')
  }
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, length - done, at + done)
    ensure(bytesRead > 0, 'is cut off')
    done += bytesRead
  }
  return bytes
}

async function readFooter(read: ReadAt, size: number): Promise<FileMetaData> {
  ensure(size >= 12, 'is no parquet file')
  const tail = await read(size - 8, 8)
  ensure(Buffer.from(tail.subarray(4)).toString('latin1') === 'PAR1', 'is no parquet file')
  const length = new DataView(tail.buffer).getUint32(0, true)
  ensure(length <= Math.min(mostFooter, size - 12), 'is no whole parquet file')
  const footer = await read(size - 8 - length, length + 8)
  return soundly(() => parquetMetadata(footer.buffer as ArrayBuffer))
}

/** The types of a table of contents promise what a broken file does not hold: whatever trips over it is damage. */
function soundly<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof ParquetDamage
      ? error
      : new ParquetDamage('has a broken table of contents')
  }
}

type Above = {
  readonly path: readonly string[]
  readonly repetition: number
  readonly definition: number
}

const deepest = 16

function leavesOf(tree: SchemaTree, above: Above): Leaf[] {
  ensure(above.path.length < deepest, 'has columns nested too deep')
  return tree.children.flatMap((child) => {
    const { name, repetition_type: kind, type } = child.element
    const own: Above = {
      path: [...above.path, name],
      repetition: above.repetition + (kind === 'REPEATED' ? 1 : 0),
      definition: above.definition + (kind === 'REQUIRED' ? 0 : 1),
    }
    if (child.children.length > 0) return leavesOf(child, own)
    return [
      {
        path: own.path,
        type: type ?? 'none',
        maxRepetition: own.repetition,
        maxDefinition: own.definition,
      },
    ]
  })
}

type Wanted = {
  readonly group: number
  readonly leaf: Leaf
  readonly leaves: readonly Leaf[]
  readonly size: number
}

function chunkOf(metadata: FileMetaData, { group, leaf, leaves, size }: Wanted): Chunk {
  const column = metadata.row_groups[group]?.columns[leaves.indexOf(leaf)]
  const about = column?.meta_data
  ensure(about !== undefined && column?.file_path === undefined, 'has a column elsewhere')
  const first = wholeOf(about.data_page_offset)
  const dictionary = about.dictionary_page_offset
  // Some writers say 0 where there is none.
  const start = dictionary ? Math.min(first, wholeOf(dictionary)) : first
  const bytes = wholeOf(about.total_compressed_size)
  ensure(start + bytes <= size, 'has a column that reaches beyond its end')
  return { leaf, codec: about.codec, start, bytes, count: wholeOf(about.num_values) }
}

function wholeOf(value: bigint | number | undefined): number {
  const whole = Number(value)
  ensure(Number.isSafeInteger(whole) && whole >= 0, 'has a table of contents without its numbers')
  return whole
}
