import zlib from 'node:zlib'
import { snappyUncompress } from 'hyparquet'
import { ensure, ParquetDamage } from './damage.ts'
import { readHybrid, readSmallHybrid } from './levels.ts'
import { encodings, readPageHeader, type PageHeader } from './page-header.ts'

/** A column of single values as the schema has it. */
export type Leaf = {
  /** Names from the outermost down. */
  readonly path: readonly string[]
  readonly type: string
  readonly maxRepetition: number
  readonly maxDefinition: number
}

/** Where a leaf's values of one row group lie, as the file says. */
export type Chunk = {
  readonly leaf: Leaf
  readonly codec: string
  readonly start: number
  readonly bytes: number
  /** With nulls and marks of empty lists. */
  readonly count: number
}

/** Levels of the values, null where there are none; values of those that are there. */
export type Page = {
  readonly count: number
  readonly repetition: Uint8Array | null
  readonly definition: Uint8Array | null
  readonly values: Values
}

/** BOOLEAN: one byte a value; BYTE_ARRAY: its bytes; else numbers. */
export type Values = Uint8Array | readonly Uint8Array[] | readonly number[]

export type ReadAt = (at: number, length: number) => Promise<Uint8Array>

/** Bytes of a page at most, packed or not, and its values, of which booleans are small. */
const mostBytes = 1 << 30
const mostValues = 1 << 24
const mostFlags = 1 << 27
/** Bytes looked at for a page's header: first, and where that is not enough. */
const headerBytes = [1 << 10, 1 << 20] as const

/** The pages of a chunk with their values, one at a time. Throws ParquetDamage. */
export async function* readPages(read: ReadAt, chunk: Chunk): AsyncGenerator<Page> {
  let dictionary: Values | null = null
  let at = chunk.start
  let left = chunk.count
  const end = chunk.start + chunk.bytes
  while (left > 0 && at < end) {
    const { header, length } = await readHeader(read, at, end - at)
    const from = at + length
    at = from + header.packed
    ensure(at <= end, 'has a page that reaches beyond its column')
    ensure(header.packed <= mostBytes && header.unpacked <= mostBytes, 'has a page over 1 GiB')
    if (header.kind === 'other') continue
    ensure(header.count <= left, 'has a page of more values than its column')
    const most = chunk.leaf.type === 'BOOLEAN' ? mostFlags : mostValues
    ensure(header.count <= most, `has a page of more than ${most} values`)
    const body = await read(from, header.packed)
    if (header.kind === 'dictionary') dictionary = readDictionary(body, header, chunk)
    else {
      left -= header.count
      yield readPage(body, header, { chunk, dictionary })
    }
  }
  ensure(left === 0, 'has a column that ends too early')
}

async function readHeader(read: ReadAt, at: number, most: number) {
  for (const size of headerBytes) {
    const bytes = await read(at, Math.min(size, most))
    try {
      const { header, end } = readPageHeader(bytes)
      return { header, length: end }
    } catch (error) {
      const isLast = size === headerBytes[1] || size >= most
      if (isLast || !(error instanceof ParquetDamage)) throw error
    }
  }
  throw new ParquetDamage('has a page header that is cut off')
}

function readDictionary(body: Uint8Array, header: PageHeader, { leaf, codec }: Chunk): Values {
  return readPlain(unpack(body, codec, header.unpacked), leaf.type, header.count)
}

type Context = { readonly chunk: Chunk; readonly dictionary: Values | null }

function readPage(body: Uint8Array, header: PageHeader, { chunk, dictionary }: Context): Page {
  const { leaf, codec } = chunk
  const { count } = header
  const parts =
    header.kind === 'data'
      ? splitFirst(unpack(body, codec, header.unpacked), header, leaf)
      : splitSecond(body, header, codec)
  const levels = (bytes: Uint8Array, most: number) =>
    most === 0 ? null : readSmallHybrid(bytes, widthOf(most), count)
  const repetition = levels(parts.repetition, leaf.maxRepetition)
  const definition = levels(parts.definition, leaf.maxDefinition)
  const there = definition === null ? count : countOf(definition, leaf.maxDefinition)
  const values = readValues(parts.values, there, { header, leaf, dictionary })
  return { count, repetition, definition, values }
}

type Parts = { repetition: Uint8Array; definition: Uint8Array; values: Uint8Array }

/** Levels with their length before them, all packed together. */
function splitFirst(bytes: Uint8Array, header: PageHeader, leaf: Leaf): Parts {
  ensure(
    header.levelEncodings.every((encoding) => encoding === encodings.runs) ||
      leaf.maxRepetition + leaf.maxDefinition === 0,
    'has levels that are not written as runs',
  )
  let at = 0
  const framed = (isThere: boolean) => {
    if (!isThere) return bytes.subarray(0, 0)
    ensure(at + 4 <= bytes.length, 'has a page that is cut off')
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const length = view.getUint32(at, true)
    ensure(at + 4 + length <= bytes.length, 'has a page that is cut off')
    at += 4 + length
    return bytes.subarray(at - length, at)
  }
  const repetition = framed(leaf.maxRepetition > 0)
  const definition = framed(leaf.maxDefinition > 0)
  return { repetition, definition, values: bytes.subarray(at) }
}

/** Levels before the values, never packed. */
function splitSecond(body: Uint8Array, header: PageHeader, codec: string): Parts {
  const { repetitionBytes: first, definitionBytes: second } = header
  const from = first + second
  ensure(from <= body.length && from <= header.unpacked, 'has a page that is cut off')
  const rest = body.subarray(from)
  return {
    repetition: body.subarray(0, first),
    definition: body.subarray(first, from),
    values: header.isPacked ? unpack(rest, codec, header.unpacked - from) : rest,
  }
}

function widthOf(most: number): number {
  return 32 - Math.clz32(most)
}

function countOf(levels: Uint8Array, level: number): number {
  let count = 0
  for (let i = 0; i < levels.length; i++) if (levels[i] === level) count++
  return count
}

type ValueContext = {
  readonly header: PageHeader
  readonly leaf: Leaf
  readonly dictionary: Values | null
}

function readValues(bytes: Uint8Array, count: number, context: ValueContext): Values {
  const { header, leaf, dictionary } = context
  switch (header.encoding) {
    case encodings.plain:
      return readPlain(bytes, leaf.type, count)
    case encodings.runs:
      ensure(leaf.type === 'BOOLEAN', 'has runs of something else than booleans')
      // Their length comes first; only the last part of a page may do without it.
      ensure(count === 0 || bytes.length >= 4, 'has a page that is cut off')
      return readSmallHybrid(bytes.subarray(4), 1, count)
    case encodings.dictionary:
    case encodings.plainDictionary: {
      ensure(dictionary !== null, 'has a page without its dictionary')
      const picks = count === 0 ? [] : readHybrid(bytes.subarray(1), bytes[0] ?? 33, count)
      return Array.from(picks, (pick) => {
        const value = dictionary[pick]
        ensure(value !== undefined, 'has a value beyond its dictionary')
        return value
      }) as Values
    }
    default:
      throw new ParquetDamage(
        `has values in encoding ${header.encoding}, which is not read; write it with plain or dictionary encoding`,
      )
  }
}

function readPlain(bytes: Uint8Array, type: string, count: number): Values {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const numbers = (width: number, at: (offset: number) => number) => {
    ensure(count * width <= bytes.length, 'has a page that is cut off')
    return Array.from({ length: count }, (_, i) => at(i * width))
  }
  switch (type) {
    case 'BOOLEAN':
      ensure(Math.ceil(count / 8) <= bytes.length, 'has a page that is cut off')
      return unpackFlags(bytes, count)
    case 'INT32':
      return numbers(4, (at) => view.getInt32(at, true))
    case 'INT64':
      return numbers(8, (at) => Number(view.getBigInt64(at, true)))
    case 'FLOAT':
      return numbers(4, (at) => view.getFloat32(at, true))
    case 'DOUBLE':
      return numbers(8, (at) => view.getFloat64(at, true))
    case 'BYTE_ARRAY':
      return readByteArrays(bytes, view, count)
    default:
      throw new ParquetDamage(`has values of type ${type}, which is not read`)
  }
}

/** Bits from the least of each byte up, as bytes. A loop: masks have millions. */
function unpackFlags(bytes: Uint8Array, count: number): Uint8Array {
  const flags = new Uint8Array(count)
  for (let i = 0; i < count; i++) flags[i] = ((bytes[i >> 3] as number) >> (i & 7)) & 1
  return flags
}

function readByteArrays(bytes: Uint8Array, view: DataView, count: number): Uint8Array[] {
  ensure(count * 4 <= bytes.length, 'has a page that is cut off')
  let at = 0
  return Array.from({ length: count }, () => {
    ensure(at + 4 <= bytes.length, 'has a text that is cut off')
    const length = view.getUint32(at, true)
    at += 4 + length
    ensure(at <= bytes.length, 'has a text that is cut off')
    return bytes.subarray(at - length, at)
  })
}

/** Throws ParquetDamage where it is not of that length, and for codecs that are not read. */
function unpack(bytes: Uint8Array, codec: string, length: number): Uint8Array {
  if (codec === 'UNCOMPRESSED') {
    ensure(bytes.length === length, 'has a page of another length than it says')
    return bytes
  }
  const unpacked = unpackWith(bytes, codec, length)
  ensure(unpacked.length === length, 'has a page of another length than it says')
  return unpacked
}

function unpackWith(bytes: Uint8Array, codec: string, length: number): Uint8Array {
  const options = { maxOutputLength: Math.max(1, length) }
  try {
    switch (codec) {
      case 'SNAPPY': {
        const into = new Uint8Array(length)
        snappyUncompress(bytes, into)
        return into
      }
      case 'GZIP':
        return zlib.gunzipSync(bytes, options)
      case 'BROTLI':
        return zlib.brotliDecompressSync(bytes, options)
      case 'ZSTD':
        return zlib.zstdDecompressSync(bytes, options)
      default:
        throw new ParquetDamage(
          `is packed with ${codec}, which is not read; write it with Snappy or Zstandard`,
        )
    }
  } catch (error) {
    if (error instanceof ParquetDamage) throw error
    throw new ParquetDamage('has a page that cannot be unpacked')
  }
}
