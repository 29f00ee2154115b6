import { ensure } from './damage.ts'
import { readVarint, varint } from './levels.ts'

/** What comes before a page. Source: apache/parquet-format parquet.thrift, PageHeader in the compact protocol. */
export type PageHeader = {
  readonly kind: 'data' | 'data-2' | 'dictionary' | 'other'
  /** Bytes of the page behind the header, as they lie there and unpacked. */
  readonly packed: number
  readonly unpacked: number
  /** Values with the nulls. */
  readonly count: number
  readonly encoding: number
  /** How levels are written in `data` pages; 3 is runs. */
  readonly levelEncodings: readonly number[]
  /** Of `data-2`: bytes of either level, and whether the values are packed. */
  readonly repetitionBytes: number
  readonly definitionBytes: number
  readonly isPacked: boolean
}

/** Encodings by their numbers. */
export const encodings = { plain: 0, plainDictionary: 2, runs: 3, dictionary: 8 } as const

type Struct = ReadonlyMap<number, Value>
type Value = number | boolean | Struct | null

const kinds: Readonly<Record<number, PageHeader['kind']>> = {
  0: 'data',
  2: 'dictionary',
  3: 'data-2',
}

/** Throws ParquetDamage. */
export function readPageHeader(bytes: Uint8Array): { header: PageHeader; end: number } {
  const { struct, end } = readStruct({ bytes, at: 0 }, 0)
  const kind = kinds[wholeOf(struct, 1)] ?? 'other'
  const about = struct.get(kind === 'data' ? 5 : kind === 'dictionary' ? 7 : 8)
  const own: Struct = about instanceof Map ? about : new Map<number, Value>()
  ensure(kind === 'other' || own.size > 0, 'has a page without a header of its kind')
  const isSecond = kind === 'data-2'
  return {
    end,
    header: {
      kind,
      unpacked: wholeOf(struct, 2),
      packed: wholeOf(struct, 3),
      count: kind === 'other' ? 0 : wholeOf(own, 1),
      encoding: kind === 'other' ? 0 : wholeOf(own, isSecond ? 4 : 2),
      levelEncodings: kind === 'data' ? [wholeOf(own, 3), wholeOf(own, 4)] : [],
      definitionBytes: isSecond ? wholeOf(own, 5) : 0,
      repetitionBytes: isSecond ? wholeOf(own, 6) : 0,
      isPacked: own.get(7) !== false,
    },
  }
}

/** A `data` page, its levels and values in runs, not packed. */
export function writePageHeader(bytes: number, count: number): Uint8Array {
  const own = [...i32(1, count), ...i32(1, encodings.runs), ...i32(1, 3), ...i32(1, 3), 0]
  return Uint8Array.from([...i32(1, 0), ...i32(1, bytes), ...i32(1, bytes), 0x2c, ...own, 0])
}

/** A whole number in the field so many behind the last. */
function i32(step: number, value: number): number[] {
  return [step * 16 + 5, ...varint(value * 2)]
}

function wholeOf(struct: Struct, field: number): number {
  const value = struct.get(field)
  ensure(typeof value === 'number' && value >= 0, 'has a page header without its numbers')
  return value
}

type Cursor = { readonly bytes: Uint8Array; at: number }

const deepest = 8

function readStruct(cursor: Cursor, depth: number): { struct: Struct; end: number } {
  ensure(depth < deepest, 'has a page header nested too deep')
  const struct = new Map<number, Value>()
  let field = 0
  for (;;) {
    const byte = readByte(cursor)
    if (byte === 0) return { struct, end: cursor.at }
    const step = byte >> 4
    field = step === 0 ? readZigzag(cursor) : field + step
    struct.set(field, readValue(cursor, byte & 15, depth))
  }
}

function readValue(cursor: Cursor, type: number, depth: number): Value {
  switch (type) {
    case 1:
      return true
    case 2:
      return false
    case 3:
      return readByte(cursor)
    case 4:
    case 5:
    case 6:
      return readZigzag(cursor)
    case 7:
      return skip(cursor, 8)
    case 8:
      return skip(cursor, readUnsigned(cursor))
    case 9:
      return skipList(cursor, depth)
    case 12:
      return readStruct(cursor, depth + 1).struct
    default:
      ensure(false, 'has a page header of an unknown kind')
  }
}

function skipList(cursor: Cursor, depth: number): null {
  const byte = readByte(cursor)
  const count = byte >> 4 === 15 ? readUnsigned(cursor) : byte >> 4
  const type = byte & 15
  for (let i = 0; i < count; i++)
    if (type < 3) readByte(cursor)
    else readValue(cursor, type, depth + 1)
  return null
}

function skip(cursor: Cursor, length: number): null {
  cursor.at += length
  ensure(cursor.at <= cursor.bytes.length, 'has a page header that is cut off')
  return null
}

function readByte(cursor: Cursor): number {
  const byte = cursor.bytes[cursor.at++]
  ensure(byte !== undefined, 'has a page header that is cut off')
  return byte
}

function readUnsigned(cursor: Cursor): number {
  const { value, end } = readVarint(cursor.bytes, cursor.at)
  cursor.at = end
  return value
}

function readZigzag(cursor: Cursor): number {
  const value = readUnsigned(cursor)
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}
