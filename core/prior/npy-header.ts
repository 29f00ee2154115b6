/** How one value of a .npy file is stored: kind and bytes as NumPy names them (`f4`), and its byte order. */
export type NpyKind = {
  readonly type: (typeof types)[number]
  readonly bytes: number
  readonly isLittle: boolean
}

export type NpyHeader = {
  readonly kind: NpyKind
  readonly shape: readonly number[]
  /** Fortran's order: the first index runs fastest. */
  readonly isColumnMajor: boolean
  /** Where the values begin, bytes. */
  readonly start: number
}

/** `what` goes on after the file's name, without a full stop. */
type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly what: string; readonly hint: string }

/** Kind and bytes a value. */
const types = ['b1', 'u1', 'i1', 'u2', 'i2', 'u4', 'i4', 'u8', 'i8', 'f2', 'f4', 'f8'] as const

const plainHint = 'Save one array of numbers: numpy.save(file, map.astype("float32")).'
const wholeHint = 'Get a whole copy, or save it anew with numpy.save.'

/** Magic, version and length, then a Python dictionary of exactly `descr`, `fortran_order` and `shape`. */
export function readNpyHeader(bytes: Uint8Array): Read<NpyHeader> {
  const prefix = readPrefix(bytes)
  if (!prefix.ok) return prefix
  const { from, start } = prefix.value
  const text = String.fromCharCode(...bytes.subarray(from, start))
  const fields = readFields(text)
  if (fields === null)
    return { ok: false, what: 'has a header that cannot be read', hint: wholeHint }
  if (fields.kind.startsWith('['))
    return { ok: false, what: 'holds records of several fields', hint: plainHint }
  const kind = readKind(fields.kind)
  if (!kind.ok) return kind
  const isColumnMajor = fields.order === 'True'
  return { ok: true, value: { kind: kind.value, shape: fields.shape, isColumnMajor, start } }
}

/** A header of three fields is 128 bytes; NumPy itself refuses more than this many. */
const longestHeader = 10_000

function readPrefix(bytes: Uint8Array): Read<{ readonly from: number; readonly start: number }> {
  const begins = (...magic: readonly number[]) => magic.every((byte, i) => bytes[i] === byte)
  const refused = (what: string, hint: string) => ({ ok: false, what, hint }) as const
  if (bytes.length === 0) return refused('is empty', wholeHint)
  if (begins(0x50, 0x4b))
    return refused('is an archive of arrays (.npz)', 'Save the one map alone: numpy.save.')
  if (begins(0x80)) return refused('is a pickled Python object', plainHint)
  if (!begins(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59))
    return refused('is no .npy file', 'Save the map with numpy.save, or as a grey PNG.')
  const [, , , , , , major = 0, minor = 0] = bytes
  if (bytes.length < 10) return refused('is cut off in its header', wholeHint)
  if (major < 1 || major > 3 || minor !== 0)
    return refused(`is of .npy version ${major}.${minor}; 1.0 to 3.0 are read`, plainHint)
  if (major > 1 && bytes.length < 12) return refused('is cut off in its header', wholeHint)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  const from = major === 1 ? 10 : 12
  if (length > longestHeader) return refused(`says its header is ${length} bytes long`, wholeHint)
  if (from + length > bytes.length) return refused('is cut off in its header', wholeHint)
  return { ok: true, value: { from, start: from + length } }
}

type Fields = { readonly kind: string; readonly order: string; readonly shape: readonly number[] }

/** The dictionary as NumPy writes it: each field once, in any order, with spaces and a comma at the end as may be. */
function readFields(text: string): Fields | null {
  const whole = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1]
  if (whole === undefined) return null
  const found = new Map<string, string>()
  const entry =
    /\s*'(?:(descr)'\s*:\s*('[^']*'|\[.*\])|(fortran_order)'\s*:\s*(True|False)|(shape)'\s*:\s*\(([\d\s,]*)\))\s*(?:,\s*|$)/sy
  while (entry.lastIndex < whole.length) {
    const match = entry.exec(whole)
    if (match === null) return null
    const name = match[1] ?? match[3] ?? match[5] ?? ''
    if (found.has(name)) return null
    found.set(name, match[2] ?? match[4] ?? match[6] ?? '')
  }
  const shape = readShape(found.get('shape'))
  const kind = found.get('descr')
  const order = found.get('fortran_order')
  return shape === null || kind === undefined || order === undefined ? null : { kind, order, shape }
}

/** `3, 4` or `3,` or nothing; lengths that are no safe whole number are none. */
function readShape(text: string | undefined): number[] | null {
  if (text === undefined) return null
  if (text.trim() === '') return []
  if (!/^\s*\d+\s*(?:,\s*\d+\s*)*,?\s*$/.test(text)) return null
  const lengths = text.match(/\d+/g)?.map(Number) ?? []
  const isTuple = lengths.length > 1 || text.includes(',')
  return isTuple && lengths.every(Number.isSafeInteger) ? lengths : null
}

function readKind(quoted: string): Read<NpyKind> {
  const name = quoted.slice(1, -1)
  const refused = (what: string) => ({ ok: false, what, hint: plainHint }) as const
  if (/^[<>|=]?O/.test(name)) return refused('holds pickled Python objects, which are never opened')
  const [, order = '', type = ''] = /^([<>|=])([a-z]\d{1,2})$/.exec(name) ?? []
  const known = types.find((one) => one === type)
  if (known === undefined) return refused(`holds values of type “${name.slice(0, 40)}”`)
  const bytes = Number(known[1])
  if (bytes > 1 && order !== '<' && order !== '>')
    return refused(`does not say the byte order of its values (“${name}”)`)
  return { ok: true, value: { type: known, bytes, isLittle: order !== '>' } }
}
