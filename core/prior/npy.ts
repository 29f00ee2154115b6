import { fail, ok, type Result } from '../result.ts'
import { mostWeights, type WeightMap } from './imported.ts'
import { readNpyHeader, type NpyKind } from './npy-header.ts'

/**
 * The array of a .npy file (NumPy's format 1 to 3, `numpy/lib/format`): whole and floating-point numbers of either byte
 * order and bool, rows or columns first, of two dimensions once those of length 1 are left out. Fails with
 * `file_unreadable`; `name` is the file's, for the message.
 */
export function readNpy(bytes: Uint8Array, name: string): Result<WeightMap> {
  const problem = (what: string, hint: string) => fail('file_unreadable', `${name} ${what}.`, hint)
  const header = readNpyHeader(bytes)
  if (!header.ok) return problem(header.what, header.hint)
  const { kind, shape, isColumnMajor, start } = header.value
  const sides = twoSides(shape)
  const shown = `(${shape.join(', ')})`
  if (sides === null)
    return problem(
      `holds an array of shape ${shown}, not one map`,
      'Save one map of rows × columns: numpy.save(file, maps[0]).',
    )
  const { rows, columns } = sides
  const count = rows * columns
  if (count === 0) return problem(`holds an empty array of shape ${shown}`, emptyHint)
  if (!(count <= mostWeights))
    return problem(
      `holds an array of shape ${shown}; at most 4096 × 4096 values are taken`,
      'Scale the map down before saving it: the prior has 32 × 32 cells.',
    )
  const held = bytes.length - start
  const needed = count * kind.bytes
  if (held !== needed)
    return problem(
      `says it holds ${needed} bytes of values (shape ${shown}) and holds ${held}`,
      'It is cut off or damaged: get a whole copy, or save it anew with numpy.save.',
    )
  const values = readValues(bytes.subarray(start), kind, { rows, columns, isColumnMajor })
  const odd = values.findIndex((value) => !Number.isFinite(value))
  if (odd < 0) return ok({ rows, columns, values })
  const place = `row ${Math.floor(odd / columns)}, column ${odd % columns}`
  return problem(
    `holds ${String(values[odd])} at ${place}, counted from 0`,
    'Replace what is no number before saving: numpy.nan_to_num(map, posinf=0, neginf=0).',
  )
}

const emptyHint = 'Save a map of at least one row and one column.'

/** The two sides that are left when those of length 1 go: first from the front, then from the end, then from between. */
function twoSides(shape: readonly number[]): { rows: number; columns: number } | null {
  const left = [...shape]
  while (left.length > 2 && left[0] === 1) left.shift()
  while (left.length > 2 && left.at(-1) === 1) left.pop()
  while (left.length > 2 && left.includes(1)) left.splice(left.indexOf(1), 1)
  const [rows, columns] = left
  return left.length === 2 && rows !== undefined && columns !== undefined ? { rows, columns } : null
}

type Layout = {
  readonly rows: number
  readonly columns: number
  readonly isColumnMajor: boolean
}

function readValues(bytes: Uint8Array, kind: NpyKind, layout: Layout): Float64Array {
  const { rows, columns, isColumnMajor } = layout
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const values = new Float64Array(rows * columns)
  for (let i = 0; i < values.length; i++) {
    const at = isColumnMajor ? (i % rows) * columns + Math.floor(i / rows) : i
    values[at] = readers[kind.type](view, i * kind.bytes, kind.isLittle)
  }
  return values
}

type Reader = (view: DataView, at: number, isLittle: boolean) => number

const readers: Readonly<Record<NpyKind['type'], Reader>> = {
  b1: (view, at) => (view.getUint8(at) === 0 ? 0 : 1),
  u1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  u2: (view, at, isLittle) => view.getUint16(at, isLittle),
  i2: (view, at, isLittle) => view.getInt16(at, isLittle),
  u4: (view, at, isLittle) => view.getUint32(at, isLittle),
  i4: (view, at, isLittle) => view.getInt32(at, isLittle),
  // Beyond 2^53 rounded, as NumPy's own conversion to float64 does.
  u8: (view, at, isLittle) => Number(view.getBigUint64(at, isLittle)),
  i8: (view, at, isLittle) => Number(view.getBigInt64(at, isLittle)),
  f2: (view, at, isLittle) => halfValue(view.getUint16(at, isLittle)),
  f4: (view, at, isLittle) => view.getFloat32(at, isLittle),
  f8: (view, at, isLittle) => view.getFloat64(at, isLittle),
}

/** The number of an IEEE 754 half: 1 bit sign, 5 bits exponent, 10 bits fraction. */
function halfValue(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN
  if (exponent === 0) return sign * fraction * 2 ** -24
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
