import { ByteWriter, ParquetWriter, type ColumnSource, type SchemaElement } from 'hyparquet-writer'
import type { ExportFile } from '#electron/files/export-folder'
import type { ExportFolder } from '../format.ts'

/** A column: its elements of the schema, and what Hugging Face's library makes of it. */
export type ParquetColumn = {
  readonly name: string
  readonly elements: readonly SchemaElement[]
  readonly feature: unknown
  /** Of a column of one kind of value that writes its pages itself: those of a row group. */
  readonly pagesOf?: (values: readonly unknown[]) => ParquetPages
}

/** Pages with their headers, not packed, and how many values they hold. */
export type ParquetPages = { readonly bytes: Uint8Array; readonly count: number }

export type ParquetRow = Readonly<Record<string, unknown>>

/** A file of rows that grows by row groups. */
export type ParquetFile = {
  readonly add: (row: ParquetRow) => Promise<void>
  readonly close: () => Promise<void>
  /** Leaves it as it is: something went wrong, and the folder will be gone. */
  readonly abandon: () => Promise<void>
  /** Rows so far. */
  readonly count: () => number
}

/** A row group ends where its rows hold more than that. */
const mostBytes = 16 << 20
const mostRows = 100

/**
 * A parquet file below an export's folder, compressed with Snappy. Its metadata say what Hugging Face's library is to
 * make of the columns. The same rows give the same bytes.
 */
export async function openParquet(
  folder: ExportFolder,
  name: string,
  columns: readonly ParquetColumn[],
): Promise<ParquetFile> {
  const groups = openGroups(await folder.open(name), columns)
  let waiting: ParquetRow[] = []
  let bytes = 0
  let count = 0
  const flush = async () => {
    if (waiting.length > 0) await groups.write(waiting)
    waiting = []
    bytes = 0
  }
  return {
    count: () => count,
    async add(row) {
      waiting.push(row)
      count += 1
      bytes += bytesOf(row)
      if (bytes > mostBytes || waiting.length >= mostRows) await flush()
    },
    abandon: groups.abandon,
    async close() {
      await flush()
      await groups.close()
    },
  }
}

function openGroups(file: ExportFile, columns: readonly ParquetColumn[]) {
  const writer = new ByteWriter()
  const features = Object.fromEntries(columns.map((column) => [column.name, column.feature]))
  const root = { name: 'schema', num_children: columns.length }
  const parquet = new ParquetWriter({
    writer,
    schema: [root, ...columns.flatMap(({ elements }) => elements)],
    kvMetadata: [{ key: 'huggingface', value: JSON.stringify({ info: { features } }) }],
    createdBy: 'Reaseg Studio',
    // The least and greatest of texts and pictures tell a reader nothing.
    statistics: false,
  })
  const append = async () => {
    await file.append(writer.getBytes().slice())
    writer.index = 0
  }
  return {
    async write(rows: readonly ParquetRow[]) {
      const columnData = columns
        .filter(({ pagesOf }) => pagesOf === undefined)
        .map(({ name }): ColumnSource => ({ name, data: dataOf(rows, name) }))
      await parquet.write({ columnData, rowGroupSize: rows.length })
      for (const column of columns) addPages(parquet, column, { columns, rows })
      await append()
    },
    abandon: () => file.close(),
    async close() {
      await parquet.finish()
      await append()
      await file.close()
    },
  }
}

/** The pages of a column that writes its own, into the row group written last, in the place the schema gives it. */
function addPages(
  parquet: ParquetWriter,
  { name, elements, pagesOf }: ParquetColumn,
  { columns, rows }: { columns: readonly ParquetColumn[]; rows: readonly ParquetRow[] },
): void {
  const group = parquet.row_groups.at(-1)
  if (pagesOf === undefined || group === undefined) return
  const { bytes, count } = pagesOf(dataOf(rows, name))
  const size = BigInt(bytes.length)
  const offset = BigInt(parquet.writer.offset)
  parquet.writer.appendBytes(bytes)
  const before = columns.slice(
    0,
    columns.findIndex((column) => column.name === name),
  )
  const leaves = before
    .flatMap((column) => column.elements)
    .filter(({ type }) => type !== undefined)
  group.columns.splice(leaves.length, 0, {
    file_offset: offset,
    meta_data: {
      type: elements.at(-1)?.type ?? 'BOOLEAN',
      encodings: ['RLE'],
      path_in_schema: elements.map((element) => element.name),
      codec: 'UNCOMPRESSED',
      num_values: BigInt(count),
      total_uncompressed_size: size,
      total_compressed_size: size,
      data_page_offset: offset,
    },
  })
  group.total_byte_size += size
  group.total_compressed_size = (group.total_compressed_size ?? 0n) + size
}

function dataOf(rows: readonly ParquetRow[], name: string): unknown[] {
  return rows.map((row) => row[name] ?? null)
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string' || value instanceof Uint8Array) return value.length
  if (typeof value !== 'object' || value === null) return 8
  return Object.values(value).reduce((sum: number, one) => sum + bytesOf(one), 0)
}
